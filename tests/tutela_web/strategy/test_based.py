"""Section B opens the dated assessments and maps it rests on, kept as they stood that day."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.engagements.test_no_response import decided
from tests.tutela_web.fora.story import by
from tutela.base.errors import BadParameter
from tutela_web.base.errors import NotNow
from tutela_web.risk.models import Assessment
from tutela_web.risk.prune_verbs import prunable_assessments
from tutela_web.strategy.based.models import RestsOn
from tutela_web.strategy.based.verbs import name_basis
from tutela_web.strategy.content.snapshot import seen_part, snapshot
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.papers.document import on_paper, paper_of

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.postgresql,  # a basis that ends is locked
]

DAY = timedelta(days=1)


def draft(cast: Cast) -> Strategy:
    return open_strategy({"title": "POC strategy", "classification": 1}, by=by(cast, "drafter"))


def section(strategy: Strategy, letter: str = "B") -> Section:
    return Section.objects.get(strategy=strategy, letter=letter)


def assessed(cast: Cast, *, days: int = 0, name: str = "Luma") -> Assessment:
    place = make.place(cast.mission, name, area=cast.north)
    row = make.suggestion(cast.mission, place, hotspot=make.new_id(), likelihood=0.4)
    at = row.assessment.made_at - days * DAY
    Assessment.objects.filter(pk=row.assessment_id).update(on=make.TODAY - days * DAY, made_at=at)
    return Assessment.objects.get(pk=row.assessment_id)


def test_a_drafter_names_an_assessment_and_section_b_opens_it_as_it_stood(
    cast: Cast, sign_in: Any
) -> None:
    old = assessed(cast, days=60)
    assessed(cast, name="Koro")
    strategy = draft(cast)
    part = section(strategy)
    client = sign_in(cast["drafter"])
    page = reverse("strategy:section", args=["luma", part.pk])
    assert "none is named that you may read" in client.get(page).content.decode()
    sent = {"assessment": old.pk, "issued_by": "JMAC", "words": "where the herders come from"}
    name = reverse("strategy:basis_name", args=["luma", part.pk])
    assert client.post(name, sent).status_code == 302
    told = unescape(client.get(page).content.decode())
    there = reverse("risk:assessment", args=["luma", old.pk])
    assert there in told and "JMAC" in told and "where the herders come from" in told
    frozen = unescape(client.get(there).content.decode())
    assert "as it stood" in frozen and str(old.pk) in frozen and "<svg" in frozen
    assert "Luma" in frozen and ">Koro<" not in frozen, "the newer one is not told as of that day"
    assert "the newest is of" in frozen
    assert sign_in(cast.chen).get(there).status_code == 404
    assert sign_in(cast["partner"]).get(there).status_code == 404


def test_what_a_strategy_rests_on_is_kept(cast: Cast) -> None:
    old, other = assessed(cast, days=300), assessed(cast, days=290, name="Koro")
    assessed(cast, name="Adok")
    assert {old, other} <= set(prunable_assessments(cast.mission))
    given: Any = {"assessment": old, "issued_by": "JOC", "words": ""}
    name_basis(section(draft(cast)), given, by=by(cast, "drafter"))
    gone = set(prunable_assessments(cast.mission))
    assert old not in gone and other in gone


def test_day_and_id_stand_on_paper_beside_the_choices_not_to_respond(cast: Cast) -> None:
    old = assessed(cast)
    strategy = draft(cast)
    before = snapshot(by(cast, "drafter"), strategy)
    assert "assessments" not in before["tables"] and "not_responding" not in before["tables"]
    given: Any = {"assessment": old, "issued_by": "JMAC", "words": ""}
    name_basis(section(strategy), given, by=by(cast, "drafter"))
    koro = make.place(cast.mission, "Koro", area=cast.south)
    decided(cast, make.risk(cast.mission, koro, by=cast.adviser))
    content = snapshot(by(cast, "drafter"), strategy)
    paper = paper_of(by(cast, "drafter"), strategy, content)
    told = repr(on_paper(by(cast, "drafter"), paper).blocks)
    assert str(old.pk) in told and "JMAC" in told and "31 Dec 2018" in told
    assert "Risks the mission does not respond to" in told and "Protection Cluster" in told
    part = seen_part(by(cast, "unit_commander"), content)
    assert part["tables"]["not_responding"] == [], "of the South, which they do not read"


def test_only_section_b_of_a_draft_names_one_and_once(cast: Cast) -> None:
    given: Any = {"assessment": assessed(cast), "issued_by": "JMAC", "words": ""}
    strategy = draft(cast)
    writer = by(cast, "drafter")
    with pytest.raises(BadParameter):
        name_basis(section(strategy, "C"), given, by=writer)
    with pytest.raises(BadParameter):
        name_basis(section(strategy), given | {"issued_by": " "}, by=writer)
    name_basis(section(strategy), given, by=writer)
    with pytest.raises(NotNow):
        name_basis(section(strategy), given, by=writer)
    assert RestsOn.objects.count() == 1


@pytest.mark.parametrize("field", ["issued_by", "words"])
def test_words_of_a_compartment_stand_in_no_part_of_it(cast: Cast, field: str) -> None:
    given: Any = {"assessment": assessed(cast), "issued_by": "JMAC", "words": ""}
    told = {field: "JMAC: two women were raped at the ford"}
    with pytest.raises(BadParameter) as refused:
        name_basis(section(draft(cast)), given | told, by=by(cast, "drafter"))
    assert refused.value.where == field and "raped" not in str(refused.value)
    assert not RestsOn.objects.exists()


def test_it_rests_on_one_no_longer(cast: Cast, sign_in: Any) -> None:
    given: Any = {"assessment": assessed(cast), "issued_by": "JMAC", "words": ""}
    basis = name_basis(section(draft(cast)), given, by=by(cast, "drafter"))
    end = reverse("strategy:basis_end", args=["luma", basis.pk])
    assert sign_in(cast["drafter"]).post(end, {"version": 1}).status_code == 302
    basis.refresh_from_db()
    assert basis.ended_on == make.TODAY
