"""Section B parts the priority risks by what is on record, and tells what is not known of them."""

from __future__ import annotations

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk.atrocity.test_atrocity_kinds import FOUND, JUDGED
from tests.tutela_web.risk.story import luma, standing
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.atrocity.kinds import ATROCITY_FACTOR, VIOLENCE_OUTLOOK
from tutela_web.strategy.content.elements import completeness, live_counts
from tutela_web.strategy.content.prefill import prefill_sections
from tutela_web.strategy.content.snapshot import snapshot
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.papers.document import paper_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

OPENED = {"ahead_why": "Asked for now", "title": "Protection"}


def register(cast: Cast) -> None:
    """Three adopted risks at Luma: one of them is actual, as an imported event tells."""
    place = luma(cast)
    for harm in ("killing", "abduction", "looting"):
        make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel", harm=harm)


def test_the_completeness_check_counts_each_risk_in_one_of_two_parts(cast: Cast) -> None:
    register(cast)
    for who in ("poc_adviser", "drafter"):  # a drafter reads no incident, and counts the same
        counts = live_counts(standing(cast, cast[who]))
        assert (counts["risks_actual"], counts["risks_potential"]) == (1, 2)
    adviser = standing(cast, cast["poc_adviser"])
    strategy = open_strategy(OPENED, by=adviser)
    rows = {row.state.element.key: row for row in completeness(adviser, strategy).rows}
    assert rows["B.priority-risks-actual"].records == 1
    assert rows["B.priority-risks-potential"].records == 2


def test_a_new_section_b_begins_with_both_parts_and_with_what_is_not_known(cast: Cast) -> None:
    register(cast)
    adviser = standing(cast, cast["poc_adviser"])
    create_record(ATROCITY_FACTOR, FOUND, by=adviser)
    create_record(VIOLENCE_OUTLOOK, JUDGED, by=adviser)
    told = prefill_sections(adviser, language="en", marking=1, letters=["B"])["B"]
    assert "Critical and high risks, actual: 1 (such acts" in told and "potential: 2" in told
    assert "by class of perpetrator: Armed groups 1." in told
    assert "Their motive is not known of 1 of 1." in told
    assert "In 2 areas no risk from a force of a state was assessed." in told
    assert "1 of 14 published factors were assessed" in told
    assert "Judged by itself was the outlook of: Crimes against humanity." in told
    assert "Not judged: Genocide, War crimes, Ethnic cleansing, Resumed armed conflict" in told
    assert "[Say here what was found" in told, "a prompt: with it left nothing is endorsed"
    assert "Kestrel" not in told and "markets" not in told, "figures, never names or words"


def test_a_section_marked_lower_counts_nothing_that_is_marked_higher(cast: Cast) -> None:
    place = make.place(cast.mission, area=cast.north)
    make.risk(cast.mission, place, by=cast.amina, actor="Group Kestrel")
    kestrel = make.actor(cast.mission)
    make.incident(cast.mission, place=place, area=cast.north, perpetrator=kestrel)
    adviser = standing(cast, cast["poc_adviser"])
    create_record(ATROCITY_FACTOR, FOUND, by=adviser)
    assert "actual: 1 " in prefill_sections(adviser, language="en", marking=1)["B"]
    unmarked = prefill_sections(adviser, language="en", marking=0)["B"]
    assert "actual: 0 " in unmarked and "published factors" not in unmarked


def test_the_paper_has_two_tables_and_no_risk_stands_in_both(cast: Cast) -> None:
    register(cast)
    adviser = standing(cast, cast["poc_adviser"])
    strategy = open_strategy(OPENED, by=adviser)
    content = snapshot(adviser, strategy)
    kinds = {row["harm"]: row["threat"] for row in content["tables"]["risks"]}
    assert kinds == {"killing": "actual", "abduction": "potential", "looting": "potential"}
    paper = repr(paper_of(adviser, strategy, content).parts["B"].blocks)
    actual, _bar, potential = paper.partition("potential: no such act on record")
    assert "actual: such acts are on record" in actual
    assert ("killing" in actual, "abduction" in actual) == (True, False)
    assert ("killing" in potential, "looting" in potential) == (False, True)
    for row in content["tables"]["risks"]:  # as they were frozen before the parts were told
        del row["threat"]
    before = repr(paper_of(adviser, strategy, content).parts["B"].blocks)
    assert "worst first" in before and "no such act" not in before
