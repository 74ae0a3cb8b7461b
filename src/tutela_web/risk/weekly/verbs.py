"""The weekly cycle (W3): frozen on Monday, answered, moderated, adopted on Thursday.

A missing answer is a missing answer: the last agreed value stands, its review stays due, and the
week says so. It is never read as "no change".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from tutela.base.messages import as_json, say
from tutela.monitoring.changes import changes
from tutela.risk.types import Assessment as CoreAssessment
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.people.queries import seats
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, NotNow
from tutela_web.base.holding import hold
from tutela_web.channels import outbox
from tutela_web.places.models import Place
from tutela_web.risk import figures
from tutela_web.risk.columns import hotspots_of_places
from tutela_web.risk.figures import (
    AskedFactor,
    FactorInput,
    KeptFactor,
    SnapshotLine,
    SuggestedInWeek,
)
from tutela_web.risk.models import Assessment, Hotspot, Risk, SuggestedRisk, Week
from tutela_web.risk.packed.queries import lines_suggested
from tutela_web.risk.verbs import (
    FIGURES,
    BadScore,
    Tell,
    _adopt,
    _kept_numbers,
    _on_register,
    _plain,
    _propose,
    _quiet,
    assess_mission,
    stands,
)
from tutela_web.risk.weekly.queries import FIELD, SENT_DOWN

MOST_HOTSPOTS = 25
MOST_ANSWERS = 8
SEATS_FOR_URGENT = 5
"""Of the 25, kept for risks overdue or tripped that priority alone would leave out."""

FILLED = 5
"""Of the 8 answers, those that may be about factors that count; the rest are blanks to fill."""


@dataclass
class _Candidate:
    """A risk that may be asked about this week: its best value, and why it might be asked."""

    place: Place
    actor: str
    harm: str
    priority: int
    score: float  # agreed R, or the value suggested: they are compared within one priority alone
    risk: Risk | None
    suggested: SuggestedRisk | None
    stale: bool = False
    tripped: bool = False

    @property
    def urgent(self) -> bool:
        return self.stale or self.tripped

    @property
    def order(self) -> tuple[Any, ...]:
        return (-self.priority, not self.urgent, -self.score, self.place.name, self.harm)


def freeze_week(mission: Mission, *, by: Standing, tell: Tell = _quiet) -> Week:
    """Freeze the week's data, and choose at most 25 hotspots with at most 8 answers each.

    Gives   the week, open for answers, with the lists of stale risks and places never assessed.
    Raises  Denied; NotNow if this week is frozen already.
    """
    by.require("run_week")
    today = clock.today(mission)
    monday = today - timedelta(days=today.weekday())
    if Week.objects.filter(mission=mission, monday=monday).exists():
        raise NotNow(say("this week is frozen already"), next=say("open it"))
    frozen = _assessed_today(mission, today) or assess_mission(
        mission, on=today, by=None, tell=tell
    )
    with transaction.atomic():
        candidates = _candidates(mission, frozen, today)
        never = list(_never_assessed(mission, frozen))
        week = Week.objects.create(
            mission=mission,
            monday=monday,
            assessment=frozen,
            frozen_at=clock.now(mission),
            frozen_by_id=by.person.pk,
            lists={
                "stale": [str(c.risk.pk) for c in candidates if c.stale and c.risk],
                "never": [str(pk) for pk in never],
                "tripped": sorted({t["place"] for t in frozen.tripwires if t["place"]}),
            },
        )
        for number, candidate in enumerate(_choose_hotspots(candidates), start=1):
            _hotspot(week, candidate, number, by=by)
        trail.record(
            "freeze",
            mission=mission,
            by=by.person,
            kind="week",
            subject=week.pk,
            hotspots=week.hotspots.count(),
        )
    return week


def _assessed_today(mission: Mission, today: date) -> Assessment | None:
    made = Assessment.objects.filter(mission=mission, compartment="", on=today)
    return made.order_by("-made_at").first()


def _never_assessed(mission: Mission, frozen: Assessment) -> list[UUID]:
    here = {"place": OuterRef("pk")}
    return list(
        Place.objects.filter(mission=mission, retired=False)
        .exclude(Exists(SuggestedRisk.objects.filter(assessment=frozen, **here)))
        .exclude(Exists(Risk.objects.filter(risk__isnull=False, compartment="", **here)))
        .order_by("name")
        .values_list("pk", flat=True)
    )


def _candidates(mission: Mission, frozen: Assessment, today: date) -> list[_Candidate]:
    """One line a hotspot, its highest risk; and every agreed risk that is overdue."""
    hotspot = hotspots_of_places(frozen)
    tripped = {UUID(t["place"]) for t in frozen.tripwires if t["place"]}
    agreed = {
        (r.place_id, r.actor, r.harm): r
        for r in Risk.objects.filter(mission=mission, compartment="")
        .exclude(status=Risk.Status.CLOSED)
        .select_related("place")
    }
    best: dict[Any, _Candidate] = {}
    stale: list[_Candidate] = []
    for key, risk in agreed.items():
        if risk.risk is None or risk.priority is None or risk.status == Risk.Status.OUTSIDE:
            continue
        late = risk.review_on is not None and risk.review_on < today
        candidate = _Candidate(
            risk.place,
            risk.actor,
            risk.harm,
            risk.priority,
            risk.risk,
            risk,
            None,
            stale=late,
            tripped=risk.place_id in tripped,
        )
        if late:
            stale.append(candidate)
        where = hotspot.get(key[0].hex, key[0].hex)
        held = best.get(where)
        if held is None or candidate.order < held.order:
            best[where] = candidate
    rows = SuggestedRisk.objects.filter(assessment=frozen).select_related("place").order_by("order")
    for row in rows.defer("evidence").iterator(500):
        known = agreed.get((row.place_id, row.actor, row.harm))
        if known is not None and (known.risk is not None or known.status == Risk.Status.OUTSIDE):
            continue
        candidate = _Candidate(
            row.place,
            row.actor,
            row.harm,
            row.priority,
            row.value,
            known,
            row,
            tripped=row.place_id in tripped,
        )
        where = hotspot.get(row.place_id.hex, row.place_id.hex)
        held = best.get(where)
        if held is None or candidate.order < held.order:
            best[where] = candidate
    for candidate in stale:
        place = candidate.place.pk.hex
        if best[hotspot.get(place, place)] is not candidate:
            best[candidate.place.pk, candidate.actor, candidate.harm] = candidate
    return sorted(best.values(), key=lambda c: c.order)


def _choose_hotspots(found: Sequence[_Candidate]) -> list[_Candidate]:
    """By priority, then what is agreed or suggested; a few seats are kept for the overdue and the
    tripped of lower priority."""
    first = list(found[: MOST_HOTSPOTS - SEATS_FOR_URGENT])
    rest = list(found[MOST_HOTSPOTS - SEATS_FOR_URGENT :])
    rest.sort(key=lambda c: (not c.urgent, *c.order))
    return sorted([*first, *rest[:SEATS_FOR_URGENT]], key=lambda c: c.order)


def _hotspot(week: Week, candidate: _Candidate, number: int, *, by: Standing) -> Hotspot:
    risk = candidate.risk or _on_register(
        week.mission,
        place=candidate.place,
        actor=candidate.actor,
        harm=candidate.harm,
        compartment="",
        by=by,
    )
    value = stands(risk)
    because = ["priority"]
    because += ["stale"] if candidate.stale else []
    because += ["tripwire"] if candidate.tripped else []
    return Hotspot.objects.create(
        week=week,
        risk=risk,
        suggested=candidate.suggested,
        order=number,
        because=because,
        answers=questions(value["factors"], reach=value["reach"]),
    )


def questions(factors: Sequence[KeptFactor], *, reach: str) -> list[AskedFactor]:
    """At most eight prefilled answers: factors that count, and the blanks most worth filling."""
    sixteen = {f["factor"]: f for f in figures.all_factors(factors)}
    count = figures.counted_factors(factors)
    filled = [f for f in figures.SIXTEEN if f in count]
    filled.sort(key=lambda name: -(sixteen[name]["value"] or 0))
    blank = figures.worth_filling(factors, reach=reach)
    asked = filled[: max(FILLED, MOST_ANSWERS - len(blank))]
    asked += blank[: MOST_ANSWERS - len(asked)]
    return [
        {
            "factor": name,
            "value": sixteen[name]["value"],
            "low": sixteen[name]["low"],
            "high": sixteen[name]["high"],
            "why": sixteen[name].get("why", ""),
            "was": _plain(sixteen[name]),
            "at": 1,
            "said": False,
        }
        for name in figures.SIXTEEN
        if name in asked
    ]


# --- Tuesday: the field answers


def answer(
    hotspot: Hotspot,
    *,
    by: Standing,
    version: int,
    changes: Mapping[str, FactorInput | None],
    reason: str = "",
) -> Hotspot:
    """Keep the answers given so far: partial is valid, and each step is saved.

    Takes   changes, factor -> {value, low, high}, None for "not known"; version looked at.
    Raises  Denied outside the own area; BadScore for a factor that is not asked, or a changed one
            without a reason; Conflict where somebody answered the same factor otherwise meanwhile.
    """
    by.require("score_risk", area=hotspot.risk.area_id, of=hotspot.risk)
    with transaction.atomic():
        now = _open(hotspot)
        answers: dict[str, AskedFactor] = {a["factor"]: a.copy() for a in now.answers}
        if odd := set(changes) - set(answers):
            raise BadScore(say("{name} is not asked this week", name=sorted(odd)[0]))
        plain = {name: _plain(value) for name, value in changes.items()}
        clash = {
            name: (answers[name]["was"], _plain(answers[name]), value)
            for name, value in plain.items()
            if answers[name]["at"] > version and _plain(answers[name]) != value
        }
        if clash:
            raise Conflict(
                say("somebody else answered the same questions meanwhile"),
                fields=clash,
                version=now.version,
                next=say("compare both and send your choice"),
            )
        if any(plain[name] != answers[name]["was"] for name in plain) and not reason.strip():
            raise BadScore(
                say("a reason is needed to change a score"), next=say("write why, in a sentence")
            )
        now.version += 1
        for name, value in plain.items():
            if value:
                numbers: KeptFactor = {
                    "factor": name,
                    "value": value["value"],
                    "low": value["low"],
                    "high": value["high"],
                }
                figures.intervals([numbers])  # the core refuses impossible ones
            same = value == answers[name]["was"]
            answers[name] = {
                **answers[name],
                **_kept_numbers(value),
                "at": now.version,
                "said": True,
                "why": answers[name]["why"] if same else reason.strip()[:500],
            }
        now.answers = list(answers.values())
        now.no_change = False if any(_is_answer_changed(a) for a in now.answers) else now.no_change
        return _keep(now, by=by, act="answer", factors=sorted(plain))


def no_change(hotspot: Hotspot, *, by: Standing, version: int) -> Hotspot:
    """One tap: everything stands as it was. Refused once somebody has changed an answer."""
    by.require("score_risk", area=hotspot.risk.area_id, of=hotspot.risk)
    with transaction.atomic():
        now = _open(hotspot)
        if any(_is_answer_changed(a) for a in now.answers):
            raise Conflict(
                say("somebody else answered the same questions meanwhile"),
                fields={
                    a["factor"]: (a["was"], _plain(a), a["was"])
                    for a in now.answers
                    if _is_answer_changed(a)
                },
                version=now.version,
                next=say("compare both and send your choice"),
            )
        now.version += 1
        now.no_change = True
        return _keep(now, by=by, act="no_change")


def _is_answer_changed(answer: AskedFactor) -> bool:
    return bool(answer["said"]) and _plain(answer) != answer["was"]


def _open(hotspot: Hotspot) -> Hotspot:
    now = hold(hotspot)
    if Week.objects.get(pk=now.week_id).state == Week.State.ADOPTED:
        raise NotNow(say("this week is adopted"), next=say("propose a change on the risk's page"))
    return now


def _keep(hotspot: Hotspot, *, by: Standing, act: str, **detail: trail.Detail) -> Hotspot:
    hotspot.answered_by_id = by.person.pk
    hotspot.answered_at = clock.now(by.mission)
    hotspot.save()
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind="hotspot",
        subject=hotspot.pk,
        version=hotspot.version,
        **detail,
    )
    return hotspot


def is_answered(hotspot: Hotspot) -> bool:
    """Whether somebody answered: by no change, or by at least one answer."""
    return bool(hotspot.no_change) or any(a["said"] for a in hotspot.answers)


# --- Wednesday: the JMAC moderates


def moderate(
    hotspot: Hotspot, *, by: Standing, version: int, note: str, red_team: str = ""
) -> Hotspot:
    """Keep the JMAC's note and what speaks against the answers."""
    by.require("run_week", of=hotspot.week)
    with transaction.atomic():
        now = _open(hotspot)
        if version != now.version and (now.moderation, now.red_team) != ("", ""):
            raise Conflict(
                say("somebody else moderated this meanwhile"),
                fields={
                    "moderation": (None, now.moderation, note),
                    "red_team": (None, now.red_team, red_team),
                },
                version=now.version,
                next=say("compare both and send your choice"),
            )
        now.moderation, now.red_team = note.strip()[:500], red_team.strip()[:500]
        now.moderated_by_id, now.moderated_at = by.person.pk, clock.now(by.mission)
        now.version += 1
        now.save()
        if now.week.state == Week.State.OPEN:
            now.week.state = Week.State.MODERATED
            now.week.save(update_fields=["state"])
        trail.record(
            "moderate",
            mission=by.mission,
            by=by.person,
            kind="hotspot",
            subject=now.pk,
            version=now.version,
        )
    return now


# --- Thursday: the POC group agrees


def adopt_week(week: Week, *, by: Standing, note: str = "") -> Week:
    """Adopt what was answered; freeze the lines as agreed, and tell what moved since last week.

    Hotspots nobody answered are not adopted: their last value stands and stays due for review.
    Raises  Denied; NotNow if the week is adopted already.
    """
    by.require("adopt_risk", of=week)
    with transaction.atomic():
        now = hold(week)
        if now.state == Week.State.ADOPTED:
            raise NotNow(say("this week is adopted already"), next=say("open its change log"))
        lines = []
        suggested = _suggested_beside(now)
        for hotspot in now.hotspots.select_related("risk__place").order_by("order"):
            risk = hotspot.risk
            if is_answered(hotspot) and risk.status != Risk.Status.OUTSIDE:
                risk = _settle(hotspot, by=by, note=note)
            key = risk.place_id, risk.actor, risk.harm
            lines.append(_line(hotspot, risk, suggested.get(key)))
        now.snapshot = lines
        now.moved = _moved_against_last(now, lines)
        now.state, now.note = Week.State.ADOPTED, note[:500]
        now.adopted_at, now.adopted_by_id = clock.now(by.mission), by.person.pk
        now.save()
        trail.record(
            "adopt", mission=by.mission, by=by.person, kind="week", subject=now.pk, lines=len(lines)
        )
        _send_to_field(now)
    return now


def _send_to_field(week: Week) -> None:
    """Tell the field offices of its hotspots that the week was adopted: that, never what."""
    areas = set(week.hotspots.values_list("risk__place__area", flat=True))
    offices = [
        seat
        for seat in seats(week.mission, clock.now(week.mission))
        if seat.post.role == FIELD and seat.post.area_id in areas and seat.people
    ]
    to = [("mail", "person", person.pk) for seat in offices for person in seat.people]
    to += [("sms", "post", seat.post.pk) for seat in offices]
    outbox.send_all(week.mission_id, to, about_kind=SENT_DOWN, about_id=week.pk)


def _settle(hotspot: Hotspot, *, by: Standing, note: str) -> Risk:
    """The answers as a proposal, and the proposal adopted."""
    risk = Risk.objects.get(pk=hotspot.risk_id)
    changed = [a for a in hotspot.answers if _is_answer_changed(a)]
    if changed:
        said = {a["factor"]: None if a["value"] is None else a for a in changed}
        reason = str(changed[0]["why"] or note or "weekly matrix")
        risk = _propose(
            risk, by=by, version=risk.version, reason=reason, changes=said, gravity=None, owner=None
        )
    return _adopt(risk, by=by, forum_date=clock.today(by.mission), note=note)


def _suggested_beside(week: Week) -> dict[tuple[UUID, str, str], SuggestedRisk]:
    """What the week's assessment suggests of its lines, by place, actor and harm."""
    places = week.hotspots.values_list("risk__place", flat=True)
    return lines_suggested(week.assessment, list(places))


def _as_suggested(row: SuggestedRisk | None) -> SuggestedInWeek | None:
    """How likely the week's assessment held an attack, and where its hotspot stood."""
    if row is None or row.hotspot is None:
        return None
    return {
        "hotspot": str(row.hotspot),
        "leads": row.leads,
        "places": row.places,
        "likelihood": row.likelihood,
        "likelihood_low": row.likelihood_low if row.leads else None,
        "likelihood_high": row.likelihood_high if row.leads else None,
        "priority": row.priority,
        "rank": row.rank,
        "rank_low": row.rank_low,
        "rank_high": row.rank_high,
        "ties_next": row.ties_next,
    }


def _line(hotspot: Hotspot, risk: Risk, suggested: SuggestedRisk | None) -> SnapshotLine:
    """One line of the frozen picture: values as they stand, what was suggested, who answered."""
    value = (
        stands(risk)
        if risk.risk is None
        else {n: getattr(risk, n) for n in FIGURES}
        | {
            "factors": list(risk.factors.values()),
            "confidence": risk.confidence,
            "reach": risk.reach,
        }
    )
    place = hotspot.risk.place
    line = {name: value.get(name) for name in FIGURES} | {
        "hotspot": str(hotspot.pk),
        "risk_id": str(risk.pk),
        "place": str(place.pk),
        "place_name": place.name,
        "actor": risk.actor,
        "harm": risk.harm,
        "horizon_days": risk.horizon_days,
        "confidence": value.get("confidence") or 0,
        "factors": value["factors"],
        "agreed": risk.risk is not None,
        "answered": is_answered(hotspot),
        "no_change": bool(hotspot.no_change),
        "answered_by": str(hotspot.answered_by_id or ""),
        "answered_at": hotspot.answered_at.isoformat() if hotspot.answered_at else None,
        "review_on": risk.review_on.isoformat() if risk.review_on else None,
        "suggested": _as_suggested(suggested),
    }
    return cast(SnapshotLine, line)  # FIGURES names its figures


def _moved_against_last(week: Week, lines: Sequence[SnapshotLine]) -> list[dict[str, Any]]:
    """What moved and why against the last adopted week, as the core tells changes; of what was
    agreed alone, for a score that blanks make is nobody's."""
    before = (
        Week.objects.filter(
            mission=week.mission_id, state=Week.State.ADOPTED, monday__lt=week.monday
        )
        .order_by("-monday")
        .first()
    )
    if before is None:
        return []
    was, is_ = (
        CoreAssessment(day, 7, tuple(figures.as_core(x) for x in told if x["agreed"]), ())
        for day, told in ((before.monday, before.snapshot), (week.monday, lines))
    )
    ids = {(x["place"], x["actor"], x["harm"]): x["risk_id"] for x in (*before.snapshot, *lines)}
    return [
        {
            "kind": c.kind,
            "risk_id": ids[c.risk.place.id, c.risk.actor, c.risk.harm],
            "place_name": c.risk.place.name,
            "actor": c.risk.actor,
            "harm": c.risk.harm,
            "now": c.now.R if c.now else None,
            "before": c.before.R if c.before else None,
            "priority": c.now.priority if c.now else None,
            "was": c.before.priority if c.before else None,
            "factor": c.factor,
            "why": as_json(c.why),
        }
        for c in changes(is_, was)
    ]
