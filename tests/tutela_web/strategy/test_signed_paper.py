"""The paper of a strategy prints what its signature rests on, and says nothing beside the records:
read back from the file a person takes away."""

from __future__ import annotations

import io
import re
from typing import Any

import docx

from tests.tutela_web.cast import Cast
from tests.tutela_web.strategy.endorsed import waive_all
from tests.tutela_web.strategy.test_paper import by, pages, strategy, taken
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import accept_line
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.programme.objectives.models import LinkedPlan
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.endorsing.verbs import check_beside, endorse, record_step, set_decisions

__all__ = ["strategy"]


def table_under(file: Any, head: str) -> list[list[str]]:
    """The rows of the table whose first row holds a head."""
    for table in file.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if head in rows[0]:
            return rows
    raise AssertionError(head)


def words_of(made: bytes) -> str:
    file = docx.Document(io.BytesIO(made))
    cells = [c.text for table in file.tables for row in table.rows for c in row.cells]
    return "\n".join([*(p.text for p in file.paragraphs), *cells])


def change(record: Any, **values: Any) -> None:
    record.refresh_from_db()
    records.edit(record, values, version=record.version, by=None)


def test_the_signed_paper_tells_reservations_remarks_conflicts_and_who_accepted(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief, head = by(cast, "chief_of_staff"), by(cast, "head_of_mission")
    aim = set_objective(
        {"words": "Markets stay open", "term": "immediate", "tiers": [2], "own_number": "1"},
        by=chief,
    )
    measure = {"words": "Market days held", "objective": aim}
    create_record(INDICATOR, measure, by=chief)
    first, second, third = MatrixLine.objects.order_by("code")[:3]
    change(first, serves=[aim.code])
    accept_line(second, version=second.version, by=by(cast, "force_commander"))
    change(third, status="stopped")
    record_step(strategy, {"step": "sent_legal"}, by=chief)
    legal = {"step": "answered_legal", "answer": "agreed with changes", "note": "CITEPARAGRAPH8"}
    record_step(strategy, legal, by=chief)
    plan = {"officer": "planning", "document": "CONOPS", "conflicts": "TWOFORDS"}
    check_beside(strategy, plan, by=chief)
    strategy.refresh_from_db()
    set_decisions(
        strategy, "Whether TEREN goes without a base.", version=strategy.version, by=chief
    )
    waive_all(cast, strategy)
    endorse(strategy, {"note": "HEADREMARK", "seen": True}, by=head)
    team = {"step": "endorsed_country_team", "answer": "agreed with changes", "note": "TEAMWANTS"}
    record_step(strategy, team, by=by(cast, "country_team"))

    client = sign_in(cast.adviser)
    told = words_of(taken(client, strategy, "strategy_docx"))
    for word in (
        *("CITEPARAGRAPH8", "TWOFORDS", "HEADREMARK", "TEAMWANTS"),
        "Whether TEREN goes without a base.",
        "1 of 11 lines of the matrix are accepted by their lead.",
        "Endorsed with reservations for the United Nations country team",
        "Signed by head of mission",
        "Signed by country team",
    ):
        assert word in told, word
    assert told.count(third.code) == 0, "a line that was stopped is on no paper"
    assert "The matrix (annex I) holds 11 lines" in told
    for language in ("en", "fr", "ar"):
        told = pages(taken(client, strategy, "strategy_pdf", f"?language={language}"))
        assert any("TEAMWANTS" in page for page in told), language
    served = table_under(
        docx.Document(io.BytesIO(taken(client, strategy, "strategy_docx"))), "Objective"
    )
    assert served[1] == ["1", "Markets stay open", "immediate", "2", first.code]


def test_a_summary_stands_while_its_text_does_and_else_the_records_speak(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    client, adviser = sign_in(cast.adviser), by(cast, "poc_adviser")
    drawn = "What follows is drawn from the records alone."
    told = words_of(taken(client, strategy, "strategy_docx"))
    assert drawn in told and "6 POC risks are adopted; of critical or high priority: 4." in told
    section = Section.objects.get(strategy=strategy, letter="B")
    draft_verbs.sum_up(section, "RAIDSONMARKETS are the worst.", version=0, by=adviser)
    told = words_of(taken(client, strategy, "strategy_docx"))
    assert "RAIDSONMARKETS" in told and drawn not in told
    draft_verbs.save_section(section, f"{section.text} More.", version=section.version, by=adviser)
    told = words_of(taken(client, strategy, "strategy_docx"))
    assert "RAIDSONMARKETS" not in told and drawn in told
    assert "The summary of section B is older than its text" in told


def test_what_no_record_says_is_left_out_of_the_paper_or_told_once(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief = by(cast, "chief_of_staff")
    for title in ("PLANONE", "PLANTWO"):
        create_record(LINKED_PLAN, {"kind": "host", "title": title, "whose": "others"}, by=chief)
    duty = {"to": "council", "title": "REPORTOWED", "office": "J", "every_days": 90}
    create_record(REPORT_DUTY, duty | {"system": "SAGE"}, by=chief)
    client = sign_in(cast.adviser)
    file = docx.Document(io.BytesIO(taken(client, strategy, "strategy_docx")))
    told = "\n".join(p.text for p in file.paragraphs)
    assert "Compared with ours on (2 of 2)" in told
    for word in ("never", "nobody", "Chair"):
        cells = [c.text for t in file.tables for row in t.rows for c in row.cells]
        assert word not in cells, word
    reports = table_under(file, "How often")
    assert reports[1][reports[0].index("How often")] == "every 90 days"
    assert reports[1][reports[0].index("System")] == "SAGE" and "Rests on" not in reports[0]
    plan = LinkedPlan.objects.get(title="PLANONE")
    change(plan, checked_on=chief.on)
    told = words_of(taken(client, strategy, "strategy_docx"))
    assert "Compared with ours on (1 of 2)" in told


def test_a_subheading_is_no_paragraph_that_is_cited(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser = by(cast, "poc_adviser")
    section = Section.objects.get(strategy=strategy, letter="A")
    text = "FIRSTPARAGRAPH stands.\n\n## Principles\n\nSECONDPARAGRAPH stands."
    draft_verbs.save_section(section, text, version=section.version, by=adviser)
    told = " ".join(pages(taken(sign_in(cast.adviser), strategy, "strategy_pdf")))
    first = int(told.split(" FIRSTPARAGRAPH")[0].split()[-1].rstrip("."))
    assert f"Principles {first + 1}. SECONDPARAGRAPH" in told


def test_records_in_another_language_say_so(cast: Cast, sign_in: Any, strategy: Strategy) -> None:
    chief = by(cast, "chief_of_staff")
    says = "Patrols the markets and the water points of the area with the community"
    for n in range(2):
        set_objective({"words": f"{says} {n}", "term": "immediate", "tiers": [2]}, by=chief)
    client = sign_in(cast.adviser)
    french = words_of(taken(client, strategy, "strategy_docx", "?language=fr"))
    assert re.search(r"(ci-dessous|records below) .*anglais\.", french)
    assert "words of the records below are in" not in words_of(
        taken(client, strategy, "strategy_docx")
    )
