"""A strategy in force and all that it rests on, for the tests of its review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import KARUNA, RENEWAL
from tests.tutela_web.warning.story import at_desk
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.models import Unit
from tutela_web.crisis.plans.verbs import make_plan
from tutela_web.fora.forum.kind import FORUM
from tutela_web.mandate import verbs as mandate
from tutela_web.partners.roles.kind import ROLE
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.review.amber import verbs as review_verbs
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section, Strategy


def section(strategy: Strategy, letter: str) -> Section:
    return Section.objects.get(strategy=strategy, letter=letter)


def unit(cast: Cast, name: str = "Kestrel company", **fields: Any) -> Unit:
    made = Unit(code=name.lower(), name=name, classification=0, able=True, area=cast.north)
    for field, value in fields.items():
        setattr(made, field, value)
    return records.create(made, mission=cast.mission, by=None)


def world(cast: Cast) -> dict[str, Any]:
    """One record of every kind a strategy rests on."""
    adviser, force = at_desk(cast, "poc_adviser"), at_desk(cast, "force_commander")
    resolution = mandate.load(KARUNA, {"until": date(2032, 3, 3)}, by=adviser)
    second = next(one for one in resolution.paragraphs.all() if one.number == "2 (a)")
    place = make.place(cast.mission, "Luma", area=cast.north)
    company = unit(cast)
    risk = make.risk(cast.mission, place, by=cast.adviser)
    [line] = make_lines(
        [{"risk": risk, "activity": "day_patrol", "indicator": "attacks a month"}], by=adviser
    )
    return {
        "resolution": resolution,
        "task": mandate.decide(second, "physical_protection", confirm=True, by=adviser),
        "place": place,
        "risk": risk,
        "unit": company,
        "base": make.base(cast.mission, "TOB Acacia", area=cast.north),
        "caveat": create_record(
            CAVEAT, {"kind": "night", "wording": "NIGHTWORD"}, beside=company, by=force
        ),
        "forum": create_record(
            FORUM, {"name": "SMG-P", "kind": "senior", "classification": 1}, by=adviser
        ),
        "role": create_record(
            ROLE,
            {
                "who": "force",
                "what": "protects",
                "says": "Patrols the markets",
                "classification": 1,
            },
            by=adviser,
        ),
        "plan": make_plan(place, {}, by=adviser),
        "line": line,
        "measure": create_record(INDICATOR, {"words": "raids a month", "line": line}, by=adviser),
    }


def in_force(cast: Cast) -> Strategy:
    """A strategy put in force today, that cites one fact in section D."""
    drafter = at_desk(cast, "drafter")
    made = draft_verbs.open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=drafter
    )
    review_verbs.cite_fact(
        section(made, "D"), "JMAC has eleven posts", "Staffing table", by=drafter
    )
    on = drafter.on
    changes = {"state": "in force", "valid_from": on, "valid_until": on + timedelta(days=364)}
    kept = records.edit(made, changes, version=made.version, by=cast["head_of_mission"])
    review_verbs.freeze_facts(kept, by=at_desk(cast, "head_of_mission"))
    return kept


def renew(cast: Cast, resolution: Any) -> Any:
    fields = {"until": date(2033, 3, 3), "supersedes": resolution}
    return mandate.load(RENEWAL, fields, by=at_desk(cast, "poc_adviser"))
