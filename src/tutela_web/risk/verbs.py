"""How the register changes: assessed by the method, proposed by people, adopted by the forum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any, TypedDict
from uuid import UUID

from django.db import connection, transaction

from tutela.actors.identify import COMMUNAL, fold_name, identify
from tutela.base.errors import TutelaError
from tutela.base.later import pl
from tutela.base.messages import as_json, say
from tutela.incidents.compartments import closed_harms
from tutela.incidents.words import HARMS
from tutela.risk.assess import HORIZON_DAYS, Assessed, assess
from tutela.risk.record.corrected import Correction
from tutela.risk.record.hotspots import HotspotBefore
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.ids import keyed_ids
from tutela_web.base.markings import Classification
from tutela_web.base.tables.batches import in_chunks
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import CLOSED, readable_compartments
from tutela_web.incidents.events.queries import in_force
from tutela_web.incidents.models import ClosedEvent, ClosedIncident
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.versions.queries import versions_of
from tutela_web.risk import figures, readers
from tutela_web.risk.agreed.queries import corrections_on
from tutela_web.risk.figures import COMPONENT_OF, SIXTEEN, FactorInput, KeptFactor, PlainFactor
from tutela_web.risk.models import (
    ActorReach,
    Assessment,
    LastLook,
    PackedRisks,
    Risk,
    SuggestedRisk,
)
from tutela_web.risk.packed.columns import fields_of, is_row, lay_out, pack
from tutela_web.risk.packed.queries import newest_suggestion

TOLD = 1800
"""Risks whose sentences are written; the rest keep their figures. A page shows a few dozen. What
speaks neither for its hotspot nor for its place, and is none of these, is kept as columns."""

Tell = Callable[[int, int, str], None]
FIGURES = (
    "intent",
    "capability",
    "vulnerability",
    "risk",
    "risk_low",
    "risk_high",
    "band",
    "gravity",
    "priority",
)


class BadScore(TutelaError):
    """A value or a reason that cannot be taken as it is."""

    code = "risk.score"


def _quiet(done: int, total: int, step: str) -> None:
    """Progress nobody listens to."""


def _require(
    act: str, *, by: Standing, of: Place | Risk | None = None, compartment: str = ""
) -> None:
    """The act in the area of what it is done to, and the compartment where there is one."""
    by.require(act, area=of.area_id if of else None, of=of)
    if compartment and compartment not in readable_compartments(by):
        raise Denied(
            "no post you hold today gives this authority here",
            next="ask the Chief of Staff who holds the post",
        )


# --- what the method suggests


def assess_mission(
    mission: Mission,
    *,
    on: date,
    by: Standing | None,
    compartment: str = "",
    told: int = TOLD,
    tell: Tell = _quiet,
) -> Assessment:
    """Run the method over what is on file as of a day, and keep every risk it suggests.

    Takes   `by`, who asked; None for the house itself, after an import. A compartment, for the
            second score that only its holders see. `told`, how many risks get their sentences.
    Gives   the assessment, kept whole: what is shown first as rows, the rest as columns.
    Raises  Denied if no post gives authority, or the compartment is not held.
    """
    if by is not None:
        _require("score_risk", by=by, compartment=compartment)
    made_at = clock.now(mission)  # what is imported meanwhile is in the next one
    tell(0, 4, "read")
    read = readers.read_events(mission, until=on, compartment=compartment)
    placed: tuple[str, ...] = ()
    if not compartment:
        placed = readers.places_of_events(
            mission, read.events, on=on, classification=read.classification
        )
    here = readers.read_places(mission)
    known = readers.read_links(mission, on=on)
    tell(1, 4, "score")
    codes = {str(pk): code for code, (pk, _area) in here.ids.items()}
    answers = readers.read_answers(mission, on=on)
    assessed = assess(
        read.events,
        here.places,
        on=on,
        bases=readers.read_bases(mission, on=on),
        earlier_bases=readers.read_bases(mission, on=readers.six_months_before(on)),
        compartments=frozenset([compartment] if compartment else ()),
        sources=read.sources,
        links=known.links,
        fled=read.fled,
        before=_hotspots_before(mission, compartment, on, codes),
        corrections=_corrections(mission, on, codes),
        found_out=[answer.found_out for answer in answers],
    )
    # What a link or an answer could not have raised, its marking does not close.
    counted = set(assessed.suggested.found_out.values())
    marking = max(
        read.classification,
        *(known.markings[key] for key in assessed.links),
        *(answer.classification for answer in answers if answer.found_out in counted),
        0,
    )
    summary = assessed.assessment(0)
    tell(2, 4, "explain")
    hotspots = _hotspots(mission, compartment, assessed, here, made_at)
    columns = lay_out(assessed, here, [UUID(hotspot["id"]) for hotspot in hotspots])
    moment = (str(mission.pk), compartment, on.isoformat(), made_at.isoformat())
    keys = keyed_ids(
        "suggested risk",
        (
            (*moment, *words, str(HORIZON_DAYS))
            for words in columns.select("place", "actor", "harm").iter_rows()
        ),
    )
    columns = columns.with_columns(pk=pl.Series([key.hex for key in keys], dtype=pl.String))
    shown = columns.select(is_row(told).alias("shown"))["shown"]
    rows = _suggestions(assessed, columns.filter(shown), told)
    person = by.person if by else None
    with transaction.atomic():
        assessment = Assessment.every.create(
            mission=mission,
            compartment=compartment,
            on=on,
            made_at=made_at,
            written_at=real_now(),
            made_by_id=person.pk if person else None,
            classification=Classification.STRICTLY_CONFIDENTIAL if compartment else marking,
            events=len(read.events),
            sources=[as_json(source) for source in read.sources],
            notes=[as_json(note) for note in (*read.notes, *placed, *summary.notes)],
            hotspots=[dict(hotspot) for hotspot in hotspots],
            tripwires=[
                {
                    "place": str(here.ids[t.place.id][0]) if t.place.id in here.ids else None,
                    "said": str(t.place.name),
                    "rule": t.rule,
                    "why": as_json(t.why),
                    "events": list(t.events),
                }
                for t in summary.tripwires
            ],
        )
    for row in rows:
        row.assessment = assessment

    def keep(some: Sequence[tuple[Any, ...]]) -> None:
        tell(3, 4, "keep")
        with connection.cursor() as cursor:
            cursor.executemany(insert, some)
        Assessment.every.filter(pk=assessment.pk).update(written_at=real_now())

    insert = _insert()
    in_chunks(rows, keep, prepare=_as_values)
    others = pack(columns.filter(~shown)) if len(rows) < len(columns) else b""
    with transaction.atomic():
        tell(4, 4, "kept")
        if others:
            PackedRisks.objects.create(assessment=assessment, table=others)
            assessment.packed_risks = len(columns) - len(rows)
        assessment.published_at = real_now()
        assessment.save(update_fields=["published_at", "packed_risks"])
        trail.record(
            "assess",
            mission=mission,
            by=person,
            kind="assessment",
            subject=assessment.pk,
            compartment=compartment,
            events=assessment.events,
            risks=len(columns),
        )
        if compartment:
            trail.record(
                "read",
                mission=mission,
                by=person,
                kind="closedevent",
                subject=assessment.pk,
                compartment=compartment,
                number=read.closed,
            )
    return assessment


def assess_everything(
    mission: Mission, *, on: date, by: Standing | None, tell: Tell = _quiet
) -> Assessment:
    """The score everybody sees, then one for each compartment in use; gives the first.

    By   the house or a person; compartments are assessed by the house, whoever asked: the person
         sees of it what their own grants open.
    """
    assessment = assess_mission(mission, on=on, by=by, tell=tell)
    for compartment in compartments_in_use(mission):
        assess_mission(mission, on=on, by=None, compartment=compartment, tell=tell)
    return assessment


def compartments_in_use(mission: Mission) -> list[str]:
    """The compartments that hold events or incidents of this mission."""
    used: set[str] = set()
    for found in (in_force(ClosedEvent, mission), ClosedIncident.objects.filter(mission=mission)):
        used |= set(found.values_list("compartment", flat=True))
    return sorted(used & CLOSED.keys())


def assess_weeks(
    mission: Mission, *, weeks: int = 12, by: Standing | None = None
) -> list[Assessment]:
    """Assess the ends of past weeks as of then, for lines through time; today's is not made.

    Weeks that have an assessment already are left as they are. Sentences are not written.
    """
    monday = clock.today(mission) - timedelta(days=clock.today(mission).weekday())
    assessments = []
    for back in range(weeks, 0, -1):
        on = monday - timedelta(weeks=back - 1, days=1)
        if on >= clock.today(mission):
            continue
        held = Assessment.objects.filter(
            mission=mission, compartment="", on__gt=on - timedelta(days=7), on__lte=on
        )
        if not held.exists():
            assessments.append(assess_mission(mission, on=on, by=by, told=0))
    return assessments


class StandingKept(TypedDict):
    """What the chance of a hotspot rests on: the chance by what is on record around alone, its
    highest R, and in how many of the last 36 months it was attacked."""

    on_record: float
    score: float
    months: int


class KeptHotspot(TypedDict):
    """A hotspot of an assessment: its id, the place it is named by, the weight of each of its
    places, how likely an attack is at each alone (of none where no chance is told), of which
    hotspots of before it holds a larger part besides the one whose id it keeps, and what its chance
    rests on."""

    id: str
    named: str
    places: dict[str, float]
    chances: dict[str, float]
    was: list[str]
    standing: StandingKept


def _hotspots(
    mission: Mission, compartment: str, assessed: Assessed, here: readers.Here, made_at: datetime
) -> list[KeptHotspot]:
    """The hotspots as ranked; each keeps the id it had while half of its weight stays together."""
    names = [str(here.ids[place.id][0]) for place in assessed.places.places()]
    order = assessed.order
    now: list[dict[str, float]] = [{} for _ in range(len(order.hotspots))]
    chances: list[dict[str, float]] = [{} for _ in now]
    chance = order.likelihood.chance_at(0)
    for place, row in enumerate(order.hotspot.tolist()):
        if row >= 0:
            now[row][names[place]] = round(float(order.place_value[place]), 6)
            if order.offered[row]:
                chances[row][names[place]] = round(float(chance[place]), 6)
    carried = order.carried
    # A new one is named by its heaviest place and the moment: no serial number, no chance.
    fresh = keyed_ids(
        "hotspot",
        (
            (str(mission.pk), compartment, made_at.isoformat(), names[lead])
            for lead in order.hotspots.lead.tolist()
        ),
    )
    return [
        {
            "id": kept or str(new),
            "named": names[lead],
            "places": places,
            "chances": chances[row],
            "was": [name for name in carried.merged.get(row, ()) if name != kept],
            "standing": {
                "on_record": round(float(order.hotspots.on_record[row]), 6),
                "score": round(float(order.hotspots.score[row]), 3),
                "months": int(order.hotspots.months[row]),
            },
        }
        for row, (kept, new, places, lead) in enumerate(
            zip(carried.ids, fresh, now, order.hotspots.lead.tolist(), strict=True)
        )
    ]


def _hotspots_before(
    mission: Mission, compartment: str, on: date, codes: Mapping[str, str]
) -> dict[str, HotspotBefore]:
    """The hotspots of the assessment before, by codes of places; a place that is gone keeps its
    weight under its id."""
    last = (
        Assessment.objects.filter(mission=mission, compartment=compartment, on__lte=on)
        .order_by("-on", "-made_at")
        .first()
    )
    return {
        hotspot["id"]: HotspotBefore(
            {codes.get(name, name): weight for name, weight in hotspot["places"].items()},
            codes.get(hotspot.get("named", ""), ""),
        )
        for hotspot in (last.hotspots if last else ())
    }


def _corrections(mission: Mission, on: date, codes: Mapping[str, str]) -> list[Correction]:
    """What people corrected of hotspots until a day, by codes of places."""
    return [
        Correction(
            correction.kind,
            tuple(codes.get(name, name) for name in correction.places),
            tuple(codes.get(name, name) for name in correction.anchor),
        )
        for correction in corrections_on(mission, on)
    ]


def _suggestions(assessed: Assessed, shown: pl.DataFrame, told: int) -> list[SuggestedRisk]:
    """The suggested risks that are rows; of the first `told` with the sentences of the evidence."""
    rows = []
    for fields in fields_of(shown):
        if fields["order"] <= told:
            fields["evidence"] = [
                {
                    "factor": e.factor,
                    "component": e.component,
                    "value": e.value,
                    "low": e.low,
                    "high": e.high,
                    "why": as_json(e.why),
                    "events": list(e.events),
                }
                | ({"linked": as_json(e.linked), "links": list(e.links)} if e.linked else {})
                for e in assessed.evidence(fields["order"] - 1)
            ]
        rows.append(SuggestedRisk(**fields))
    return rows


def _insert() -> str:
    """The statement that writes a suggested risk: the ORM would hold the database for longer."""
    quote = connection.ops.quote_name
    columns = [field.column for field in SuggestedRisk._meta.concrete_fields if field.column]
    return (
        f"INSERT INTO {quote(SuggestedRisk._meta.db_table)} ({', '.join(map(quote, columns))}) "  # nosec B608 # names of columns of ours, quoted
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )


def _as_values(rows: Sequence[SuggestedRisk]) -> list[tuple[Any, ...]]:
    """Rows as the database keeps them, column by column."""
    fields = SuggestedRisk._meta.concrete_fields
    return [
        tuple(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields)
        for row in rows
    ]


# --- what people propose


def register_risk(
    *,
    place: Place,
    actor: str,
    harm: str,
    by: Standing,
    compartment: str = "",
    owner: str = "",
) -> Risk:
    """Put a place, an actor and a harm on the register, without a value; the same one twice is one.

    Raises  Denied without the act in the place's area, or the compartment; BadScore for a people's
            name as an actor, or a harm of a compartment outside it.
    """
    _require("score_risk", by=by, of=place, compartment=compartment)
    if place.mission_id != by.mission.pk or harm not in open_harms(compartment):
        raise BadScore(say("no such place or harm here"), next=say("choose one of the lists"))
    if fold_name(actor) != fold_name(COMMUNAL) and identify(actor).label == COMMUNAL:
        raise BadScore(
            say("this names a people, and a people is never an actor"),
            next=say("write “communal armed elements”, or the full name of the organised group"),
        )
    return _on_register(
        by.mission, place=place, actor=actor, harm=harm, compartment=compartment, by=by, owner=owner
    )


def open_harms(compartment: str) -> tuple[str, ...]:
    """The harms a register may name: those of a compartment only in it."""
    return tuple(h for h in HARMS if h not in closed_harms([compartment]))


def _on_register(
    mission: Mission,
    *,
    place: Place,
    actor: str,
    harm: str,
    compartment: str,
    by: Standing,
    owner: str = "",
) -> Risk:
    same = {"place": place, "actor": actor, "harm": harm, "compartment": compartment}
    with transaction.atomic():
        held = Risk.objects.filter(mission=mission, **same).first()
        if held is not None:
            return held
        marked = (
            Classification.STRICTLY_CONFIDENTIAL if compartment else Classification.CONFIDENTIAL
        )
        risk = Risk(area_id=place.area_id, owner=owner, classification=marked, **same)
        return records.create(risk, mission=mission, by=by.person)


def propose(
    risk: Risk,
    *,
    by: Standing,
    version: int,
    reason: str,
    changes: Mapping[str, FactorInput | None] | None = None,
    gravity: int | None = None,
    owner: str | None = None,
) -> Risk:
    """Propose another value of a risk: factors, gravity or owner, always with a reason.

    Takes   the version looked at; changes, factor -> {value, low, high, why}, None for a blank.
    Gives   the risk; the core has scored the proposal, the agreed value stands until the forum
            adopts it.
    Raises  Denied; BadScore without a reason or for a factor nobody knows; Conflict, factor by
            factor, if somebody proposed something else meanwhile.
    """
    _require("score_risk", by=by, of=risk, compartment=risk.compartment)
    if not reason.strip():
        raise BadScore(
            say("a reason is needed to change a score"), next=say("write why, in a sentence")
        )
    if risk.status == Risk.Status.CLOSED:
        raise NotNow(say("this risk is closed"), next=say("open it again first"))
    _require_inside(risk)
    return _propose(
        risk,
        by=by,
        version=version,
        reason=reason.strip(),
        changes=changes or {},
        gravity=gravity,
        owner=owner,
    )


def propose_by_rule(risk: Risk, factor: str, value: FactorInput, *, reason: str) -> bool:
    """Propose, as a rule and nobody's word, a higher value of one factor of a risk; what people
    agreed stands until the forum adopts it, and what somebody proposed meanwhile stays in it.

    Gives   whether it raises the line: of one that nothing has scored, or that stands as high,
            nothing is proposed.
    """
    with transaction.atomic():
        now = hold(risk)
        value_now = stands(now)
        if now.status in Risk.OFF or not value_now["gravity"]:
            return False
        factor_now = next((row for row in value_now["factors"] if row["factor"] == factor), None)
        wanted, has = value["value"], (factor_now or {}).get("value")
        if wanted is None or (has is not None and has >= wanted):
            return False
        factors = value_now["factors"]
        before, after = (
            figures.score_factors(sheet, gravity=value_now["gravity"], reach=value_now["reach"])
            for sheet in (factors, factors_after(factors, {factor: value}, reason=reason))
        )
        if after.risk <= before.risk:
            return False
        theirs = str(now.proposal.get("reason") or "") if now.proposal else ""
        _propose(
            now,
            by=None,
            version=now.version,
            reason="; ".join(filter(None, [theirs, reason])),
            gravity=None,
            owner=None,
            changes={factor: value},
        )
        return True


def _propose(
    risk: Risk,
    *,
    by: Standing | None,
    version: int,
    reason: str,
    gravity: int | None,
    owner: str | None,
    changes: Mapping[str, FactorInput | None],
) -> Risk:
    if unknown := set(changes) - set(SIXTEEN):
        raise BadScore(say("no factor is called {name}", name=sorted(unknown)[0]))
    with transaction.atomic():
        now = hold(risk)
        wanted: dict[str, Any] = {name: _plain(value) for name, value in changes.items()}
        if gravity is not None:
            wanted["gravity"] = gravity
        standing_now = stands(now)
        if version != now.version:
            began = versions_of(now).get_numbered(version)
            before = _values_as_json(stands(began)) if began else {}
            theirs = _values_as_json(standing_now)
            clash = {
                name: (before.get(name), theirs.get(name), value)
                for name, value in wanted.items()
                if before.get(name) != theirs.get(name) and theirs.get(name) != value
            }
            if clash:
                raise Conflict(
                    say("somebody else changed the same factors meanwhile"),
                    fields=clash,
                    version=now.version,
                    next=say("compare both and send your choice"),
                )
        person, moment = str(by.person.pk) if by else "", clock.now(now.mission).isoformat()
        kept = factors_after(standing_now["factors"], changes, reason=reason, by=person, at=moment)
        reach = standing_now["reach"]
        weight = standing_now["gravity"] or 1 if gravity is None else gravity
        if weight not in range(1, 6):
            raise BadScore(say("gravity is not 1 to {most}", most=5))
        made = figures.score_factors(kept, gravity=weight, reach=reach)
        proposal = asdict(made) | {
            "factors": [dict(f) for f in kept],
            "reach": reach,
            "reason": reason[:500],
            "confidence": standing_now["confidence"],
            "by": person,
            "at": moment,
        }
        fields: dict[str, Any] = {}
        if wanted:
            fields["proposal"] = proposal
        if owner is not None:
            fields["owner"] = owner[:120]
        who = by.person if by else None
        return records.edit(now, fields, version=now.version, by=who, reason=reason)


def factors_after(
    factors: Iterable[KeptFactor],
    changes: Mapping[str, FactorInput | None],
    *,
    reason: str = "",
    by: str = "",
    at: str = "",
) -> list[KeptFactor]:
    """Sixteen factors once some are changed; what says the same as before stays as it is.

    Raises  BadScore for a number that is none.
    """
    sheet: dict[str, KeptFactor] = {f["factor"]: f.copy() for f in factors}
    for name, proposed in changes.items():
        plain = _plain(proposed)
        if _plain(sheet.get(name)) == plain:
            continue
        numbers = _kept_numbers(plain)
        sheet[name] = {
            "factor": name,
            "component": COMPONENT_OF[name],
            "value": numbers["value"],
            "low": numbers["low"],
            "high": numbers["high"],
            "why": str((proposed.get("why") if proposed else "") or reason),
            "by": by,
            "at": at,
            "events": [],
        }
    return figures.all_factors(sheet.values())


def stands(risk: Risk) -> dict[str, Any]:
    """What an edit begins from: the proposal, else the agreed value, else the newest suggestion.

    Gives   {factors: [...], gravity, reach, confidence} and, where scored, the figures.
    """
    if risk.proposal:
        return dict(risk.proposal)
    if risk.risk is not None:
        return {name: getattr(risk, name) for name in FIGURES} | {
            "factors": list(risk.factors.values()),
            "reach": risk.reach,
            "confidence": risk.confidence,
            "reason": risk.reason,
        }
    suggested = newest_suggestion(
        risk.mission_id, risk.compartment, risk.place_id, risk.actor, risk.harm
    )
    if suggested is None:
        return {"factors": [], "reach": ActorReach.YES, "gravity": None, "confidence": 0}
    return {name: getattr(suggested, name) for name in FIGURES} | {
        "factors": figures.without_links(suggested.evidence),
        "reach": suggested.reach,
        "confidence": suggested.confidence,
    }


def _plain(factor: FactorInput | PlainFactor | None) -> dict[str, float] | None:
    """The numbers of a factor alone: what two people may disagree about; None for a blank."""
    if factor is None or (known := factor.get("value")) is None:
        return None
    value = float(known)
    low, high = factor.get("low"), factor.get("high")
    plain = {
        "value": value,
        "low": value if low is None else float(low),
        "high": value if high is None else float(high),
    }
    if not all(map(isfinite, plain.values())):
        raise BadScore(say("a factor lies outside 0-5"), next=say("score every factor from 0 to 5"))
    return plain


def _kept_numbers(plain: Mapping[str, float] | None) -> PlainFactor:
    """The numbers of a factor as they are kept; of a blank no value, and the whole range."""
    if plain is None:
        return {"value": None, "low": 1.0, "high": 5.0}
    return {"value": plain["value"], "low": plain["low"], "high": plain["high"]}


def _values_as_json(standing_now: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {f["factor"]: _plain(f) for f in standing_now["factors"]}
    return told | {"gravity": standing_now["gravity"]}


def _require_inside(risk: Risk) -> None:
    if risk.status == Risk.Status.OUTSIDE:
        raise NotNow(
            say("this is outside the scope of the strategy"), next=say("take it back in first")
        )


@transaction.atomic
def set_outside(risk: Risk, *, by: Standing, version: int) -> Risk:
    """Keep a line outside the scope of the strategy: it leaves the priorities, its value and its
    history stay, and it is due for review. Why is kept with its concern, as that is marked.

    Raises  Denied; NotNow for a line that is closed or outside already; Conflict where it changed
            after it was looked at.
    """
    _require("adopt_risk", by=by, of=risk, compartment=risk.compartment)
    now = hold(risk)
    if now.status in Risk.OFF:
        raise NotNow(say("this risk is closed, or already outside the scope"))
    review = clock.today(by.mission) + timedelta(days=max(figures.REVIEW_DAYS))
    fields: dict[str, FieldValue] = {"status": Risk.Status.OUTSIDE, "review_on": review}
    return records.edit(
        now, fields, version=version, by=by.person, reason="outside the scope of the strategy"
    )


@transaction.atomic
def take_inside(risk: Risk, *, by: Standing) -> Risk:
    """Take a line back into the scope of the strategy: with the value the forum agreed, which is
    due for review today.

    Raises  Denied; NotNow for a line that is not outside.
    """
    _require("adopt_risk", by=by, of=risk, compartment=risk.compartment)
    now = hold(risk)
    if now.status != Risk.Status.OUTSIDE:
        raise NotNow(say("this is not outside the scope of the strategy"))
    agreed = now.risk is not None
    fields = {
        "status": Risk.Status.ADOPTED if agreed else Risk.Status.PROPOSED,
        "review_on": clock.today(by.mission) if agreed else None,
    }
    return records.edit(
        now,
        fields,
        version=now.version,
        by=by.person,
        reason="taken back into the scope of the strategy",
    )


def close_risk(risk: Risk, *, by: Standing, version: int, reason: str) -> Risk:
    """Take a risk off the register, with a reason; its history stays.

    Raises  Denied; BadScore without a reason; NotNow for one kept outside the scope; Conflict.
    """
    _require("adopt_risk", by=by, of=risk, compartment=risk.compartment)
    _require_inside(risk)
    if not reason.strip():
        raise BadScore(
            say("a reason is needed to close a risk"), next=say("write why, in a sentence")
        )
    return records.edit(
        risk,
        {"status": Risk.Status.CLOSED, "reason": reason.strip()[:500], "review_on": None},
        version=version,
        by=by.person,
        reason=reason,
    )


# --- what the forum adopts


def adopt(risks: Iterable[Risk], *, by: Standing, forum_date: date, note: str = "") -> list[Risk]:
    """Adopt the values of the POC forum: each proposal, or the suggestion where nobody proposed.

    Gives   the risks as agreed; each is reviewed in a week if critical, else in a fortnight.
    Raises  Denied; BadScore for a forum in the future; NotNow where there is nothing to adopt;
            Conflict where a risk changed after it was looked at: nobody adopts what they never saw.
    """
    by.require("adopt_risk")
    if forum_date > clock.today(by.mission):
        raise BadScore(say("the forum's day is in the future"), next=say("give the day it met"))
    with transaction.atomic():
        return [_adopt(risk, by=by, forum_date=forum_date, note=note) for risk in risks]


def _adopt(risk: Risk, *, by: Standing, forum_date: date, note: str) -> Risk:
    _require("adopt_risk", by=by, of=risk, compartment=risk.compartment)
    now = hold(risk)
    if now.version != risk.version:
        raise Conflict(
            say("the risk changed after you looked at it"),
            fields={},
            version=now.version,
            next=say("look at it again and adopt what stands there"),
        )
    _require_inside(now)
    value = stands(now)
    if value.get("risk") is None:
        raise NotNow(
            say("there is no value to adopt"), next=say("score the risk, or wait for an assessment")
        )
    kept = {f["factor"]: dict(f) for f in figures.all_factors(value["factors"])}
    fields = {name: value[name] for name in FIGURES} | {
        "factors": kept,
        "reach": value["reach"],
        "confidence": value["confidence"],
        "reason": str(value.get("reason") or note)[:500],
        "proposal": None,
        "status": Risk.Status.ADOPTED,
        "forum_on": forum_date,
        "agreed_at": clock.now(by.mission),
        "agreed_by_id": by.person.pk,
        "review_on": forum_date + timedelta(days=figures.REVIEW_DAYS[value["priority"]]),
    }
    return records.edit(
        now, fields, version=now.version, by=by.person, reason=note or str(fields["reason"])
    )


# --- what a person last saw


def look(standing: Standing, assessment_id: UUID | None) -> None:
    """Remember that the person has seen the situation now: "what changed since" starts here."""
    LastLook.objects.update_or_create(
        person_id=standing.person.pk,
        mission=standing.mission,
        defaults={"looked_at": clock.now(standing.mission), "assessment_id": assessment_id},
    )
