"""Where a section says another thing than the records, the drafter is told on the section and the
Head of Mission before the signature: rhythms, chairs, numbers of objectives, what "each" has."""

from __future__ import annotations

from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.test_paper import by, strategy, url
from tutela_web.fora.forum.models import Forum
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.records import verbs as records
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section, Strategy

__all__ = ["strategy"]

TOLD = "The text and the records say different things."


def write(client: Any, strategy: Strategy, letter: str, text: str) -> str:
    one = Section.objects.get(strategy=strategy, letter=letter)
    sent = {"text": text, "version": one.version}
    assert client.post(url("section", one.pk), sent).status_code == 302
    return text_of(client.get(url("section", one.pk)))


CONTRADICTED = (
    ("H", "The SMG-P meets weekly.", "the text says every 7 days, the record every 14 days"),
    ("H", "The SMG-P is chaired by the Deputy SRSG.", "no chair is on record"),
    ("A", "Objective 4 keeps markets open.", "no objective in force has the number 4"),
    (
        "C",
        "Each priority risk has measures of the three tiers.",
        "1 priority risk has no lines of all three tiers",
    ),
    ("C", "All lines are accepted by their lead.", "12 lines are not accepted by their lead"),
    ("E", "Contingency plans exist for six sites and three towns.", "the text says 9"),
)


def test_a_sentence_that_a_record_contradicts_is_told_to_who_drafts_and_who_signs(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    words = {"words": "Markets stay open", "term": "immediate", "tiers": [2], "own_number": "1"}
    set_objective(words, by=by(cast, "chief_of_staff"))
    line = MatrixLine.objects.get(code="M-001")
    records.edit(line, {"tiers": [1]}, version=line.version, by=None)
    desk = sign_in(cast.adviser)
    assert TOLD not in write(desk, strategy, "H", "The mission listens to people.")
    for letter in "ACEH":
        here = [(text, said) for place, text, said in CONTRADICTED if place == letter]
        page = write(desk, strategy, letter, "\n\n".join(text for text, _said in here))
        assert all(said in page for _text, said in here), letter
    for where in ("endorsement", "signed_for", "elements"):
        page = text_of(desk.get(url(where, strategy.pk)))
        assert all(said in page for _letter, _text, said in CONTRADICTED), where


def test_what_the_records_bear_out_is_not_told(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    forum = Forum.objects.get()
    records.edit(forum, {"chair_said": "Deputy SRSG"}, version=forum.version, by=None)
    aim = {"words": "Markets stay open", "term": "immediate", "tiers": [2], "own_number": "1"}
    set_objective(aim, by=by(cast, "chief_of_staff"))
    desk = sign_in(cast.adviser)
    text = "The SMG-P meets every two weeks, chaired by the Deputy SRSG. It serves objective 1."
    assert TOLD not in write(desk, strategy, "H", text)


def test_a_summary_older_than_its_text_is_told_before_the_signature(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser, told = by(cast, "poc_adviser"), "The summary is older than the text it sums up"
    section = Section.objects.get(strategy=strategy, letter="B")
    draft_verbs.sum_up(section, "Raids on markets.", version=0, by=adviser)
    desk = sign_in(cast.adviser)
    assert told not in text_of(desk.get(url("endorsement", strategy.pk)))
    draft_verbs.save_section(section, "Other risks.", version=section.version, by=adviser)
    assert told in text_of(desk.get(url("endorsement", strategy.pk)))
    assert told in text_of(desk.get(url("signed_for", strategy.pk)))
