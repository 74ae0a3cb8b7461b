"""Whatever another system sends: a submission, or a sentence."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import counted
from tutela.base.errors import BadParameter
from tutela.intake.questions import FORMS, Kind, read_answers
from tutela.intake.submissions import map_answers, read_kobo, read_odk

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = [
    *("_uuid", "__id", "__system", "meta/rootUuid", "meta/deprecatedID", "_submission_time"),
    *("_geolocation", "_attachments", "what", "g/when", "met", "how_many", "type", "coordinates"),
]
ITEMS = JSON | st.dictionaries(
    st.sampled_from(NAMES), JSON | st.sampled_from(["uuid:a", "2026-11-24T08:15:42", "women girls"])
)
TARGETS = {
    "what": "what",
    "g/when": "when",
    "met": "known_by",
    "how_many": "going_on",
    "type": "@place",
}


@settings(max_examples=counted(80, 5_000), deadline=None)
@given(ITEMS)
def test_any_json_is_a_submission_or_none(item: Any) -> None:
    questions = FORMS[Kind.REPORT][1]
    for read in (read_kobo, read_odk):
        try:
            submission = read(item)
            mapped = map_answers(submission, TARGETS, questions)
            read_answers(questions, mapped.answers, partly=True)
        except BadParameter as fault:
            assert fault.what
