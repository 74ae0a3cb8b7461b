"""What a strategy says, frozen: who finds what in it, and that it has one name."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Caveat, Unit, UnitReadiness
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.residual.verbs import accept_risk
from tutela_web.fora.forum.kind import FORUM
from tutela_web.partners.roles.kind import HOST_NOTE, ROLE
from tutela_web.partners.roles.models import HostNote
from tutela_web.partners.roles.verbs import clear_note
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.content.snapshot import digest, seen_part, snapshot
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.endorsing.models import FrozenStrategy
from tutela_web.strategy.endorsing.queries import frozen_for
from tutela_web.strategy.endorsing.verbs import freeze

COMMAND = {"force_commander", "police_commander", "chief_of_staff", "head_of_mission"}


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    """A strategy written with risks in both areas, capacities, roles, fora, gaps and asks."""
    adviser, head, mission = by(cast, "poc_adviser"), by(cast, "head_of_mission"), cast.mission
    made = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=by(cast, "drafter")
    )
    aim = Section.objects.get(strategy=made, letter="A")
    draft_verbs.save_section(aim, "We protect the people of Luma.", version=1, by=adviser)
    closed = Section.objects.get(strategy=made, letter="F")
    draft_verbs.save_section(
        closed, "CLOSEDWORD of section F.", version=1, by=by(cast, "chief_of_staff")
    )
    for name, area, marking in (
        ("Norden", cast.north, 1),
        ("Suden", cast.south, 1),
        ("Geheim", cast.south, 2),
    ):
        place = make.place(mission, name, area=area, classification=marking)
        risk = make.risk(mission, place, by=cast.adviser, classification=marking)
        records.edit(risk, {"status": "adopted", "priority": 3, "risk": 8.25}, version=1, by=None)
        if marking == 1:
            make_lines([{"risk": risk, "activity": "day_patrol", "lead": "Force"}], by=adviser)
    unit = Unit(
        code="KESTREL", name="Kestrel company", area=cast.north, known_at=clock.now(mission)
    )
    unit = records.create(unit, mission=mission, by=None)
    here = {"unit": unit, "compartment": "capacity", "known_at": clock.now(mission)}
    records.create(UnitReadiness(vehicles=4, reach_km=25.0, **here), mission=mission, by=None)
    records.create(
        Caveat(kind="night", wording="No night for Kestrel", no_night=True, **here),
        mission=mission,
        by=None,
    )
    create_record(
        ROLE,
        {"who": "force", "what": "protects", "says": "Patrols the markets", "classification": 1},
        by=adviser,
    )
    for words in ("The police post is willing.", "The garrison harms people."):
        create_record(
            HOST_NOTE,
            {
                "institution": "Garrison",
                "side": "weakness",
                "of": "will",
                "what": words,
                "evidence": "Report 4",
                "seen_on": adviser.on,
                "classification": 1,
            },
            by=adviser,
        )
    note = HostNote.objects.get(what__startswith="The police")
    clear_note(note, "Cooperation is growing.", version=1, by=head)
    create_record(FORUM, {"name": "SMG-P", "kind": "senior", "classification": 1}, by=adviser)
    accept_risk(
        {
            "what": "Herders east of the river cannot be reached in the rains",
            "why": "No air",
            "changes_if": "A helicopter",
            "until": head.on + timedelta(days=60),
            "classification": 1,
        },
        by=head,
    )
    asked = {
        "of": "headquarters",
        "kind": "assets",
        "what": "Two helicopters",
        "asked_on": head.on,
        "gap": "Nobody is reached by air",
        "classification": 1,
    }
    create_record(ASK, asked, by=head)
    return made


def all_words(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def test_the_whole_holds_capacities_by_unit_and_the_open_part_only_gaps_by_effect(
    cast: Cast, strategy: Strategy
) -> None:
    head = by(cast, "head_of_mission")
    whole, part = snapshot(head, strategy), snapshot(head, strategy, closed=False)
    [unit] = whole["tables"]["capacities"]
    assert (unit["unit"], unit["readiness"]["vehicles"], unit["readiness"]["reach_km"]) == (
        "Kestrel company",
        4,
        "25.0",
    )
    assert unit["caveats"][0]["wording"] == "No night for Kestrel"
    assert whole["sections"]["F"]["text"].startswith("CLOSEDWORD") and whole["closed"]
    for word in ("Kestrel", "KESTREL", "CLOSEDWORD"):
        assert word in all_words(whole) and word not in all_words(part)
    assert part["sections"]["F"] == {
        "name": "Capacities, resources and national caveats",
        "withheld": "capacity",
    }
    assert "capacities" not in part["tables"] and not part["closed"]
    assert not any(key.startswith("F.") for key in part["elements"])
    effects = {row["effect"] for row in part["tables"]["gaps"]}
    assert effects == {
        "Herders east of the river cannot be reached in the rains",
        "Nobody is reached by air",
        "no means are named",
    }
    assert (whole["marking"], len(part["tables"]["risks"])) == (2, 3)


def test_what_is_said_of_the_host_is_only_what_the_head_of_mission_cleared(
    cast: Cast, strategy: Strategy
) -> None:
    told = snapshot(by(cast, "head_of_mission"), strategy)
    assert [row["words"] for row in told["tables"]["host_notes"]] == ["Cooperation is growing."]
    assert "harms people" not in all_words(told)


def test_the_content_has_one_name_until_a_word_changes(cast: Cast, strategy: Strategy) -> None:
    head = by(cast, "head_of_mission")
    first = digest(snapshot(head, strategy))
    assert (
        first
        == digest(snapshot(head, strategy))
        == digest(json.loads(json.dumps(snapshot(head, strategy))))
    )
    aim = Section.objects.get(strategy=strategy, letter="A")
    draft_verbs.save_section(aim, "We protect people.", version=2, by=by(cast, "drafter"))
    assert digest(snapshot(head, strategy)) != first


def test_frozen_copies_stand_while_the_draft_goes_on(cast: Cast, strategy: Strategy) -> None:
    chief = by(cast, "chief_of_staff")
    kept = freeze(strategy, by=chief)
    assert freeze(strategy, by=chief)["open"].pk == kept["open"].pk
    aim = Section.objects.get(strategy=strategy, letter="A")
    draft_verbs.save_section(aim, "Another aim.", version=2, by=by(cast, "drafter"))
    for one in FrozenStrategy.objects.all():
        assert one.digest == digest(one.content)
        assert one.content["sections"]["A"]["text"] == "We protect the people of Luma."
    assert freeze(strategy, by=chief)["open"].digest != kept["open"].digest


def test_of_a_frozen_strategy_each_reads_what_the_policy_gives_them(
    cast: Cast, strategy: Strategy
) -> None:
    kept = freeze(strategy, by=by(cast, "chief_of_staff"))
    records.edit(
        strategy, {"state": "in force", "valid_from": date(2019, 1, 1)}, version=1, by=None
    )
    readers = {
        who: standing_of(person, cast.mission)
        for who, person in cast.people.items()
        if frozen_for(standing_of(person, cast.mission)).exists()
    }
    whole = {who for who, one in readers.items() if frozen_for(one).filter(holds="whole").exists()}
    assert whole == COMMAND
    assert not {"chen", "partner", "auditor", "administrator", "custodian"} & set(readers)
    near = seen_part(readers["unit_commander"], kept["open"].content)
    assert "Norden" in all_words(near) and "Suden" not in all_words(near)
    assert near["tables"]["asks"] == [] and "Two helicopters" not in all_words(near)
    assert "Nobody is reached by air" not in all_words(near)
    assert {"risks", "lines", "asks", "gaps"} <= set(near["withheld_tables"])
    adviser = seen_part(readers["poc_adviser"], kept["open"].content)
    assert "Suden" in all_words(adviser) and "Geheim" not in all_words(kept["open"].content)
    assert digest(adviser) == kept["open"].digest
    unlet = seen_part(readers["poc_adviser"], kept["whole"].content)
    for word in ("Kestrel", "CLOSEDWORD", "Geheim"):
        assert word not in all_words(unlet)
