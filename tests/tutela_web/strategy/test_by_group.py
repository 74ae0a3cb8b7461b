"""Section B tells who is at risk how, in figures in the draft and group by group on paper."""

from __future__ import annotations

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.groups.kind import GROUP_RISK
from tutela_web.strategy.content.elements import completeness, live_counts, risks_covered
from tutela_web.strategy.content.prefill import prefill_sections
from tutela_web.strategy.content.snapshot import seen_part, snapshot
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.papers.document import paper_of


def test_section_b_names_the_groups_assessed_and_those_nobody_asked(cast: Cast) -> None:
    adviser = standing_of(cast["poc_adviser"], cast.mission)
    luma, koro = (make.place(cast.mission, name, area=cast.south) for name in ("Luma", "Koro"))
    for place in (luma, koro):
        risk = make.risk(cast.mission, place, by=cast.adviser)
        records.edit(risk, {"status": "adopted", "priority": 3}, version=1, by=None)
    strategy = open_strategy({"ahead_why": "Asked for now", "title": "Luma"}, by=adviser)
    vulnerabilities = next(
        row
        for row in completeness(adviser, strategy).rows
        if row.state.element.key == "B.vulnerabilities"
    )
    assert not vulnerabilities.state.met, "a figure of vulnerability does not say who, and why"

    for group, heard in (("men", ["men"]), ("women", ["men"]), ("boys", [])):
        told = {
            "place": luma,
            "group": group,
            "harm": "abduction",
            "where": "road",
            "when": "dawn",
            "heard": heard,
            "differs": "DIFFERS",
            "source": "visit",
            "source_on": make.TODAY,
            "classification": 1,
        }
        create_record(GROUP_RISK, told, by=adviser)
    assert live_counts(adviser)["risks_vulnerable"] == 1
    assert (covered := risks_covered(adviser)["B.vulnerabilities"]).reached == 1
    assert covered.total == 2
    told = prefill_sections(adviser, language="en", marking=1)["B"]
    assert "At 1 place it was assessed how groups are at risk: women at 1, men at 1." in told
    assert "Not assessed anywhere: girls, boys, older people" in told, "boys wait for their office"
    assert "DIFFERS" not in told and "Luma" not in told, "figures alone: more read a draft"
    unmarked = prefill_sections(adviser, language="en", marking=0)
    assert "groups are at risk" not in unmarked.get("B", "")

    content = snapshot(adviser, strategy)
    rows = {row["place"]: row for row in content["tables"]["groups"]}
    assert [view["group"] for view in rows["Luma"]["views"]] == ["women", "men"]
    assert len(rows["Koro"]["without"]) == 8
    paper = repr(paper_of(adviser, strategy, content).parts["B"].blocks)
    assert "road or path, early morning" in paper and "not assessed: not known, not safe" in paper
    assert "Luma: everything was heard from men alone." in paper
    far = standing_of(cast["head_of_field_office"], cast.mission)
    assert not seen_part(far, content)["tables"]["groups"], "of the South"
