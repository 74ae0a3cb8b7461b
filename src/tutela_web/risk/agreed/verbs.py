"""How people agree the order of hotspots, correct a hotspot and name it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.risk.factors import PRIORITIES
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold_name
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.places.models import Place
from tutela_web.risk.agreed.models import AgreedLine, AgreedOrder, HotspotCorrection
from tutela_web.risk.agreed.queries import orders_for
from tutela_web.risk.models import Assessment, SuggestedRisk
from tutela_web.risk.queries import RegisterFilters, hotspots, latest_assessment, suggested_for

AGREE, CORRECT = "adopt_risk", "score_risk"
MOST_STANDING, MOST_NAMED = 500, 5
Kind = HotspotCorrection.Kind


@dataclass(frozen=True, slots=True)
class LineAgreed:
    """A hotspot, its priority of 0 to 3, and whether the mission does it first."""

    hotspot: UUID
    priority: int
    must: bool = False


@transaction.atomic
def agree_order(
    lines: Sequence[LineAgreed],
    *,
    holds: int,
    by: Standing,
    began: UUID | None = None,
    reason: str = "",
) -> AgreedOrder:
    """Agree the order and the priorities of hotspots as a whole: it stands until a person agrees
    another, whatever is suggested since.

    Takes   the hotspots in the order agreed; holds, how many "must" the mission can do first;
            began, the order that stood when the person began.
    Raises  Denied; NotNow where another was agreed meanwhile, or nothing is assessed; BadParameter
            without a line, for a hotspot named twice or unknown to the person, for more "must" than
            the mission can hold, for one moved without a reason, or words of a compartment.
    """
    by.require(AGREE)
    hold_name("agreed order", by.mission.pk)
    refuse_closed_words(reason, where="reason")
    stands = orders_for(by).first()
    if (stands.pk if stands else None) != began:
        raise NotNow(
            say("another order was agreed meanwhile"), next=say("look at it, and agree again")
        )
    assessment = latest_assessment(by)
    if assessment is None:
        raise NotNow(say("nothing is assessed yet"), next=say("import events, then assess"))
    leads = _leads(by, assessment, {line.hotspot for line in lines})
    _check(lines, leads, holds)
    moved = _find_moved(lines, by)
    if moved and not reason.strip():
        names = sorted(leads[hotspot].place.name for hotspot in moved)
        raise BadParameter(
            say("moved from where they stood: {names}", names=", ".join(names[:MOST_NAMED])),
            where="reason",
            next=say("say why"),
        )
    order = AgreedOrder.objects.create(
        mission=by.mission,
        agreed_at=clock.now(by.mission),
        agreed_by_id=by.person.pk,
        agreed_as=by.as_said,
        suggested_on=assessment.on,
        holds=holds,
        reason=reason.strip()[:500],
        classification=max(lead.place.classification for lead in leads.values()),
        lines=_as_agreed(lines, leads, assessment, moved),
    )
    trail.record(
        "agree",
        mission=by.mission,
        by=by.person,
        kind="agreedorder",
        subject=order.pk,
        lines=len(lines),
        must=sum(line.must for line in lines),
    )
    return order


def _find_moved(lines: Sequence[LineAgreed], by: Standing) -> dict[UUID, tuple[int, int]]:
    """Of those that people place or rate otherwise than they stood: the number, from 1, and the
    priority each stood with. So few are moved as make the one order of the other."""
    shown, _total, _assessment = hotspots(by, RegisterFilters(), top=MOST_STANDING)
    stood = {
        line.suggested.hotspot: (number, PRIORITIES.index(line.priority))
        for number, line in enumerate(shown, start=1)
        if line.suggested and line.suggested.hotspot
    }
    now = [line.hotspot for line in lines if line.hotspot in stood]
    before = sorted(now, key=lambda hotspot: stood[hotspot])
    in_place = {
        hotspot
        for block in SequenceMatcher(None, before, now, autojunk=False).get_matching_blocks()
        for hotspot in before[block.a : block.a + block.size]
    }
    rated = {line.hotspot: line.priority for line in lines}
    return {
        hotspot: stood[hotspot]
        for hotspot in now
        if hotspot not in in_place or stood[hotspot][1] != rated[hotspot]
    }


def _leads(
    by: Standing, assessment: Assessment, hotspots: Collection[UUID]
) -> dict[UUID, SuggestedRisk]:
    """The suggestion that speaks for each of these hotspots, of those the person sees."""
    rows = suggested_for(by, assessment).filter(leads=True, hotspot__in=hotspots)
    read = rows.select_related("place").defer("evidence")
    return {row.hotspot: row for row in read if row.hotspot}


def _check(lines: Sequence[LineAgreed], known: Collection[UUID], holds: int) -> None:
    if not lines:
        raise BadParameter(say("an order needs hotspots"), next=say("place one at least"))
    if len({line.hotspot for line in lines}) < len(lines):
        raise BadParameter(say("a hotspot stands twice in this order"), next=say("place it once"))
    if any(line.hotspot not in known for line in lines):
        raise BadParameter(
            say("a hotspot of this order is in the newest assessment no more"),
            next=say("open the order again"),
        )
    if not all(0 <= line.priority < len(PRIORITIES) for line in lines):
        raise BadParameter(say("a priority is low, moderate, high or critical"), where="priority")
    must = sum(line.must for line in lines)
    if must > holds:
        raise BadParameter(
            say("{n} are marked must, and the mission can hold {holds}", n=must, holds=holds),
            where="holds",
            next=say("choose: what is left out is a residual risk that the Head of Mission signs"),
        )


def _as_agreed(
    lines: Sequence[LineAgreed],
    leads: dict[UUID, SuggestedRisk],
    assessment: Assessment,
    moved: Mapping[UUID, tuple[int, int]],
) -> list[AgreedLine]:
    places = places_by_hotspot(assessment)
    agreed: list[AgreedLine] = [
        {
            "hotspot": str(line.hotspot),
            "place": str(lead.place_id),
            "places": places.get(line.hotspot, [str(lead.place_id)]),
            "priority": line.priority,
            "must": line.must,
            "rank": lead.rank,
            "suggested": lead.priority,
            "value": lead.value,
            "likelihood": lead.likelihood,
            "low": lead.likelihood_low,
            "high": lead.likelihood_high,
        }
        for line in lines
        for lead in [leads[line.hotspot]]
    ]
    for line in agreed:
        if stood := moved.get(UUID(line["hotspot"])):
            line["stood"], line["was"] = stood
    return agreed


def places_by_hotspot(assessment: Assessment) -> dict[UUID, list[str]]:
    """The ids of the places of each hotspot of an assessment; no policy is asked."""
    return {UUID(hotspot["id"]): list(hotspot["places"]) for hotspot in assessment.hotspots}


# --- one hotspot


@transaction.atomic
def correct_hotspot(
    hotspot: UUID,
    kind: HotspotCorrection.Kind,
    *,
    reason: str,
    by: Standing,
    places: Iterable[Place] = (),
    other: UUID | None = None,
    name: str = "",
) -> HotspotCorrection:
    """Put places into a hotspot, take places out as one of their own, join another with it, or name
    it. The next assessment is made with it, and every one after that.

    Takes   places, of those that are put in or taken out; other, the hotspot that is joined; name,
            empty to go back to that of its place.
    Raises  Denied for who may not score there; BadParameter without a reason, for a hotspot or
            place the person does not see, or nothing to be moved; NotNow without an assessment.
    """
    assessment = latest_assessment(by)
    if assessment is None:
        raise NotNow(say("nothing is assessed yet"), next=say("import events, then assess"))
    known = places_by_hotspot(assessment)
    leads = _leads(by, assessment, {hotspot, other} - {None})  # type: ignore[arg-type]  # without None
    if hotspot not in leads or (kind == Kind.JOIN and (other is None or other not in leads)):
        raise BadParameter(
            say("there is no such hotspot in the newest assessment"),
            where="other" if hotspot in leads else "",
            next=say("choose one of the list"),
        )
    if not reason.strip():
        raise BadParameter(say("a reason is needed"), where="reason", next=say("write it"))
    refuse_closed_words(reason, name, where="reason")
    anchor = known[hotspot]
    moved = known[other] if kind == Kind.JOIN and other else [str(place.pk) for place in places]
    _check_find_moved(kind, moved, anchor, {place for theirs in known.values() for place in theirs})
    told = Place.objects.filter(mission=by.mission, pk__in={*anchor, *moved})
    for area in {
        leads[hotspot].place.area_id,
        *told.filter(pk__in=moved).values_list("area", flat=True),
    }:
        by.require(CORRECT, area=area)
    correction = HotspotCorrection.objects.create(
        mission=by.mission,
        kind=kind,
        hotspot=hotspot,
        places=moved,
        anchor=[] if kind == Kind.NAME else anchor,
        name=name.strip(),
        reason=reason.strip()[:500],
        made_at=clock.now(by.mission),
        made_by_id=by.person.pk,
        made_as=by.as_said,
        classification=max(told.values_list("classification", flat=True), default=0),
    )
    trail.record(
        "correct",
        mission=by.mission,
        by=by.person,
        kind="hotspotcorrection",
        subject=correction.pk,
        what=str(kind),
    )
    return correction


def _check_find_moved(
    kind: HotspotCorrection.Kind, moved: Sequence[str], anchor: Sequence[str], known: set[str]
) -> None:
    """Raise BadParameter where nothing would be moved, or nothing left."""
    if kind == Kind.NAME:
        return
    if not moved:
        raise BadParameter(
            say("no place is chosen"), where="places", next=say("choose one at least")
        )
    if kind == Kind.OUT and not (set(moved) < set(anchor)):
        raise BadParameter(
            say("one place of the hotspot at least must stay"),
            where="places",
            next=say("choose fewer"),
        )
    if kind == Kind.IN and not (set(moved) <= known - set(anchor)):
        raise BadParameter(
            say("only a place with something on record, of another hotspot, can be put in"),
            where="places",
            next=say("record what is known there first"),
        )
    if kind == Kind.JOIN and set(moved) & set(anchor):
        raise BadParameter(say("a hotspot cannot be joined with itself"), where="other")
