"""Laws of what telephones send: whatever comes, in whatever order, nothing falls over and no report
is lost or doubled."""

from __future__ import annotations

import base64
import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.counts import PROOF, counted
from tests.tutela_web.cast import Cast
from tests.tutela_web.field.telephone import Telephone, set_up
from tests.tutela_web.field.test_telephones import as_file
from tutela.intake.questions import FORMS, Kind
from tutela_web.base.ids import new_id
from tutela_web.field.envelopes import Binding, seal_envelope
from tutela_web.field.models import FieldReceipt, Handset, PartialUpload
from tutela_web.intake.models import FieldReport

LAW = settings(
    max_examples=counted(8, 500),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=not PROOF,
)
TOLD = {200, 400, 401, 403, 409, 413, 422}
"""Every answer a telephone knows what to do with, beside a busy server's."""

TEXT = st.text(max_size=40) | st.sampled_from(
    ["", "\0", "…", "2018-12-31", "9" * 60, "-1", "nan", "\ud800"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted({one.name for _title, questions in FORMS.values() for one in questions})
MOMENTS = st.datetimes().map(lambda at: f"{at.isoformat()}+00:00") | st.sampled_from(
    ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00", "2018-06-01T10:00:00+02:00"]
)
REPORTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([kind.value for kind in Kind]) | TEXT,
        "sequence": st.integers() | JSON,
        "captured_at": MOMENTS | JSON,
        "answers": st.dictionaries(st.sampled_from(NAMES), JSON | TEXT, max_size=5) | JSON,
    },
    optional={
        "place": st.uuids().map(str) | JSON,
        "place_said": JSON,
        "point": st.fixed_dictionaries({"latitude": JSON, "longitude": JSON}) | JSON,
        "marked": st.sampled_from(["", "crsv", "child"]) | JSON,
        "misconduct": st.sampled_from(["", "yes", "unsure", "read_again"]) | JSON,
        "language": JSON,
        "corrects": st.uuids().map(str) | JSON,
    },
)


@pytest.fixture
def telephone(cast: Cast, sign_in: Any) -> Telephone:
    return set_up(sign_in, cast["field_reporter"])


def sealed_as(telephone: Telephone, content: bytes) -> UUID:
    """Whatever a telephone might seal waits on it, under a fresh id."""
    envelope, key = new_id(), telephone.given["key"]
    binding = Binding(UUID(telephone.given["mission"]), UUID(telephone.given["handset"]), envelope)
    public = base64.b64decode(key["public"])
    telephone.waiting[envelope] = seal_envelope(content, public, UUID(key["id"]), binding)
    return envelope


def test_whatever_was_sealed_is_received_or_refused_in_words(telephone: Telephone) -> None:
    @LAW
    @given(REPORTS | JSON)
    def holds(said: Any) -> None:
        before = FieldReceipt.objects.count()
        envelope = sealed_as(telephone, json.dumps(said).encode())
        answer = telephone.send_piece(envelope, 0, 16_384)
        assert answer.status_code in TOLD, answer.content
        received = "receipt" in answer.json()
        assert received or set(answer.json()["error"]) >= {"what", "next"}
        assert FieldReceipt.objects.count() == before + received
        assert telephone.send_piece(envelope, 0, 16_384).status_code == answer.status_code

    holds()


def test_whatever_is_asked_is_answered_in_one_shape(telephone: Telephone) -> None:
    header = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
    numbers = st.integers(-(10**12), 10**12).map(str) | header

    @LAW
    @given(JSON, st.binary(max_size=60), numbers, numbers, MOMENTS | header)
    def holds(body: Any, bare: bytes, begins: str, whole: str, clock: str) -> None:
        headers = {"Piece-Begins": begins, "Piece-Whole": whole, "Piece-Clock": clock}
        asked = {"clock": clock, "waiting": body, "ids": body, "handset": body, "contact": body}
        answers = [
            telephone.ask("sync/", body or [None]),
            telephone.ask("sync/", asked),
            telephone.ask("sync/", bare),
            telephone.ask("contact/", asked),
            telephone.ask("contact/", bare),
            telephone.ask(f"pieces/{new_id()}/", bare, **headers),
        ]
        for answer in answers:
            assert answer.status_code in TOLD, answer.content
            assert isinstance(answer.json(), dict)

    holds()


def test_a_file_of_anything_is_refused_in_words(telephone: Telephone, sign_in: Any) -> None:
    telephone.capture()
    good = telephone.bundle()
    office = sign_in(Handset.objects.get().person)

    @LAW
    @given(st.binary(max_size=80) | JSON.map(lambda value: json.dumps(value).encode()), st.data())
    def holds(content: bytes, data: Any) -> None:
        cut = data.draw(st.integers(0, len(good) - 1))
        for file in (content, b"A" * 88 + b"\n" + content, good[:cut], good[:cut] + content):
            if file != good:
                answer = office.post("/m/luma/field/bundle/", {"file": as_file(file or b" ")})
                assert answer.status_code == 400, file
        assert not FieldReceipt.objects.exists()

    holds()


def test_pieces_in_any_order_of_any_size_make_each_report_once(telephone: Telephone) -> None:
    """Cut, sent again, sent out of place, sent as another length, mixed with those of others."""
    piece = st.tuples(st.integers(0, 2), st.integers(0, 900), st.integers(1, 900), st.booleans())

    @LAW
    @given(st.lists(piece, max_size=12))
    def holds(pieces: list[tuple[int, int, int, bool]]) -> None:
        written = [telephone.capture(answers={"what": f"Report {n} " * 20})[0] for n in range(3)]
        copies = {envelope: telephone.waiting[envelope] for envelope in written}
        for number, begins, size, whole in pieces:
            answer = telephone.send_piece(written[number], begins if whole else 0, size)
            assert answer.status_code in TOLD, answer.content
        for envelope in written * 2:  # and at last as the app sends, and once more
            telephone.waiting[envelope] = copies[envelope]
            if "receipt" not in telephone.ask(f"pieces/{envelope}/").json():
                assert telephone.send(envelope, size=700).status_code == 200
            telephone.waiting.pop(envelope, None)
        reports = FieldReport.objects.filter(pk__in=written)
        told = {report.pk: report.answers["what"] for report in reports}
        assert told == {pk: (f"Report {n} " * 20).strip() for n, pk in enumerate(written)}
        assert not PartialUpload.objects.exists()

    holds()


@pytest.mark.parametrize("field", ["place_said", "language", "answers"])
def test_half_a_picture_sign_is_refused_in_words_and_the_next_report_is_received(
    telephone: Telephone, field: str
) -> None:
    broken: Any = {"what": "fire \ud83d"} if field == "answers" else "Lasu \ud83d"
    refused, _sealed = telephone.capture(**{field: broken})
    answer = telephone.send(refused)
    assert answer.status_code == 422 and answer.json()["error"]["next"]
    whole, _sealed = telephone.capture()
    assert telephone.send(whole).json()["receipt"]
