"""Sentences suggested for the text of a report, made from records, each with what it rests on.

    suggest_sentences("alerts_opened_overdue_closed", facts)     for a section filled from that

A person accepts or rewrites each; nothing is made of what is not on record. Numbers of different
kinds stand in sentences of their own. With `effect_only` no unit, contributor or reason is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence, day_said, end_sentence, join, say, say_n, term, whole
from tutela.monitoring.indicators import SUPPRESSED
from tutela.reporting.calendar import LATE, MISSING, NIL, say_duty
from tutela.reporting.facts import (
    AskFact,
    Facts,
    GapFact,
    HardFact,
    IncidentFact,
    RiskFact,
)
from tutela.reporting.figures import is_small, say_change, say_figure
from tutela.reporting.products import Product, Section, offices
from tutela.risk.order import percent

GRAVEST = 3
"""So many incidents stand among the highlights."""
NEAREST = 5
"""So many open alerts of near harm do; the others are counted."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A sentence a person may accept or rewrite, and the ids of the records it rests on.

    counts   what it says of figures of a report, by their keys: several sentences of one part that
             name one figure count its parts. `agreement` holds them against the figures.
    """

    text: str
    evidence: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()


NONE_ON_RECORD = say("None is on record for the period. What was not reported is not counted.")


def suggest_for(product: Product, section: Section, facts: Facts) -> list[Suggested]:
    """Sentences for a section of a product: as much as its reader may have.

    >>> from tutela.reporting.facts import AlertFact
    >>> from tutela.reporting.products import products
    >>> trends = products()["cluster_trends"]
    >>> facts = Facts(alerts=[AlertFact("a1", date(2030, 6, 3), "Luma", "watch", "open")])
    >>> suggest_for(trends, trends.section("unknown"), facts)
    []
    """
    return suggest_sentences(
        section.source,
        facts,
        effect_only=product.effect_only,
        outside=product.outside,
        names_gaps=product.names_gaps,
    )


def suggest_sentences(
    source: str,
    facts: Facts,
    *,
    effect_only: bool = True,
    outside: bool = False,
    names_gaps: bool = True,
) -> list[Suggested]:
    """Sentences for a section, from the source it is filled from.

    Takes   a source of products.sources; effect_only, whether units and reasons stay unsaid;
            outside, whether it leaves the Secretariat: what the mission itself does not know is
            then said by areas alone, without counts of its records, risks that moved by harm,
            without their places, and no open alert is named; names_gaps, whether places
            that nobody able is near may be named, and the evidence of risks told.
    Gives   sentences in the order they are read; none for a source that is a table or a chart.
    Raises  BadParameter where a source that names units is asked for with effect_only.

    >>> from tutela.reporting.facts import IncidentFact
    >>> at = date(2030, 6, 3)
    >>> facts = Facts(incidents=[IncidentFact("i1", at, "Luma", "North", "killing", 2)])
    >>> [(str(one.text), one.evidence) for one in suggest_sentences("highlights", facts)]
    [('On 3 June in Luma 2 people were killed (reported).', ('i1',))]
    """
    if not names_gaps:
        facts = _without_gaps_named(facts)
    if outside:
        facts = replace(
            facts,
            risks=[replace(risk, place="", why="") for risk in facts.risks],
            alerts=[replace(alert, near=False) for alert in facts.alerts],
        )
    if source in CLOSED_MAKERS:
        if effect_only:
            raise BadParameter(
                say("this part stays inside: it names units and reasons"),
                where=source,
                next=say("use what tells the effect only"),
            )
        return list(CLOSED_MAKERS[source](facts)) or [
            Suggested(NONE_ON_RECORD, counts=NONE_OF.get(source, ()))
        ]
    maker = OUTSIDE_MAKERS.get(source) if outside else None
    maker = maker or MAKERS.get(source)
    return list(maker(facts)) if maker else []


def _without_gaps_named(facts: Facts) -> Facts:
    """The same without the places of gaps, and without the evidence of risks, which may say that
    nobody is near."""
    return replace(
        facts,
        gaps=[replace(gap, place="") for gap in facts.gaps],
        risks=[replace(risk, why="") for risk in facts.risks],
    )


class _OfRecord(Protocol):
    """A fact with the id of its record."""

    @property
    def id(self) -> str: ...


def _ids(facts: Iterable[_OfRecord]) -> tuple[str, ...]:
    return tuple(fact.id for fact in facts)


def _say_day(day: date | None) -> Sentence:
    return (
        say("On a day not known") if day is None else say("On {day}", day=day_said(day, year=False))
    )


# --- incidents


def _highlights(facts: Facts) -> Iterator[Suggested]:
    gravest = sorted(
        facts.incidents,
        key=lambda incident: (-(incident.killed or 0), -(incident.displaced or 0), incident.id),
    )[:GRAVEST]
    for incident in gravest:
        yield Suggested(_incident(incident), (incident.id,))
    yield from _alerts_near(facts)
    yield from _overdue(facts)


def _overdue(facts: Facts) -> Iterator[Suggested]:
    """Of alerts of whatever day: of the period, `alerts_overdue` counts those answered late."""
    overdue = [alert for alert in facts.alerts if alert.state == "overdue"]
    if overdue:
        yield Suggested(
            say_n(
                "{n} open alert is past a deadline now, whenever it was raised.",
                "{n} open alerts are past a deadline now, whenever they were raised.",
                len(overdue),
            ),
            _ids(overdue),
            (("overdue_now", len(overdue)),),
        )


def _alerts_near(facts: Facts) -> Iterator[Suggested]:
    """The open alerts of imminent harm and of attacks going on."""
    near = [alert for alert in facts.alerts if alert.near and alert.state != "closed"]
    for alert in near[:NEAREST]:
        yield Suggested(
            say(
                "{when} an alert was raised for {place} ({level}); it is open.",
                when=_say_day(alert.day),
                place=alert.place,
                level=term(alert.level),
            ),
            (alert.id,),
        )
    if rest := near[NEAREST:]:
        yield Suggested(
            say_n(
                "{n} more alert of imminent or ongoing harm is open.",
                "{n} more alerts of imminent or ongoing harm are open.",
                len(rest),
            ),
            _ids(rest),
        )


def _incident(incident: IncidentFact) -> Sentence:
    told = {
        "when": _say_day(incident.day),
        "place": incident.place,
        "standing": term(incident.standing),
    }
    harm = term(incident.harm) if incident.harm else HARM_NOT_STATED
    if incident.killed:
        return say_n(
            "{when} in {place} {n} person was killed ({standing}).",
            "{when} in {place} {n} people were killed ({standing}).",
            incident.killed,
            **told,
        )
    if incident.displaced:
        return say_n(
            "{when} in {place}: {harm}; {n} person was displaced ({standing}).",
            "{when} in {place}: {harm}; {n} people were displaced ({standing}).",
            incident.displaced,
            **told,
            harm=harm,
        )
    if incident.sign:
        return say("{when} in {place}: {harm} ({standing}).", **told, harm=harm)
    if incident.killed is None:
        return say(
            "{when} in {place}: {harm} ({standing}); how many were killed is not known.",
            **told,
            harm=harm,
        )
    return say("{when} in {place}: {harm}, nobody killed ({standing}).", **told, harm=harm)


HARM_NOT_STATED = say("an incident whose harm is not stated")
IN_NO_AREA = say("In no area of a field office")


def _list_counted_incidents(facts: Facts) -> list[IncidentFact]:
    """The incidents that figures of harm count: of the period itself, and no mere signs."""
    return [incident for incident in facts.incidents if not incident.late and not incident.sign]


def _incidents(facts: Facts) -> Iterator[Suggested]:
    counted = _list_counted_incidents(facts)
    if not counted:
        yield Suggested(
            say("No incident was recorded. That is not to say that none took place."),
            counts=(("incidents", 0),),
        )
        return
    yield Suggested(
        say_n(
            "{n} incident was recorded in the period.",
            "{n} incidents were recorded in the period.",
            len(counted),
        ),
        _ids(counted),
        (("incidents", len(counted)),),
    )
    yield from _by_harm(counted)
    yield from _sum_killed(counted)


def _by_harm(incidents: Sequence[IncidentFact]) -> Iterator[Suggested]:
    for harm, number in Counter(incident.harm for incident in incidents).most_common():
        counted = _ids(incident for incident in incidents if incident.harm == harm)
        yield Suggested(
            whole(
                say_n(
                    "{harm}: {n} incident.",
                    "{harm}: {n} incidents.",
                    number,
                    harm=term(harm) if harm else say("harm not stated"),
                )
            ),
            counted,
        )


def _sum_killed(incidents: Sequence[IncidentFact]) -> Iterator[Suggested]:
    """How many were killed, each standing apart; those that do not say are counted out loud."""
    for standing in dict.fromkeys(incident.standing for incident in incidents):
        said = [
            incident for incident in incidents if incident.standing == standing and incident.killed
        ]
        if said:
            number = sum(one.killed or 0 for one in said)
            yield Suggested(
                say_n(
                    "{n} person was killed ({standing}).",
                    "{n} people were killed ({standing}).",
                    number,
                    standing=term(standing),
                ),
                _ids(said),
                (("killed", number),),
            )
    yield from _count_unsaid(incidents)


def _count_unsaid(incidents: Sequence[IncidentFact]) -> Iterator[Suggested]:
    unsaid = [incident for incident in incidents if incident.killed is None]
    if unsaid:
        yield Suggested(
            say_n(
                "{n} incident does not say how many were killed.",
                "{n} incidents do not say how many were killed.",
                len(unsaid),
            ),
            _ids(unsaid),
        )


def _late_incidents(facts: Facts) -> Iterator[Suggested]:
    late = [incident for incident in facts.incidents if incident.late]
    if late:
        yield Suggested(
            say_n(
                "{n} incident of an earlier period was reported after its cut-off.",
                "{n} incidents of earlier periods were reported after their cut-off.",
                len(late),
            ),
            _ids(late),
            (("reported_late", len(late)),),
        )


def _by_area(facts: Facts) -> Iterator[Suggested]:
    counted = _list_counted_incidents(facts)
    for area in dict.fromkeys(one.area for one in counted):
        here = [one for one in counted if one.area == area]
        yield Suggested(
            say_n(
                "{area}: {n} incident.",
                "{area}: {n} incidents.",
                len(here),
                area=area or IN_NO_AREA,
            ),
            _ids(here),
            (("incidents", len(here)),),
        )
    yield from _silence(facts)


def _silence(facts: Facts) -> Iterator[Suggested]:
    if facts.silent_areas:
        yield Suggested(
            say_n(
                "Of {n} area no alert and no harm is on record: {names}. Silence is not calm.",
                "Of {n} areas no alert and no harm is on record: {names}. Silence is not calm.",
                len(facts.silent_areas),
                names=join(", ", facts.silent_areas),
            ),
            counts=(("areas_silent", len(facts.silent_areas)),),
        )


def _sources_and_grades(facts: Facts) -> Iterator[Suggested]:
    for grade, number in sorted(Counter(facts.sources.values()).items()):
        reports = tuple(key for key, told in facts.sources.items() if told == grade)
        yield Suggested(
            say_n(
                "{n} incident, graded {grade}.",
                "{n} incidents, graded {grade}.",
                number,
                grade=grade,
            ),
            reports,
        )
    yield from _consents(facts)


def _consents(facts: Facts) -> Iterator[Suggested]:
    """What those who told of the incidents agreed to goes with them onto paper."""
    by_purpose: dict[str, list[str]] = {}
    for key, purpose in facts.consents.items():
        by_purpose.setdefault(purpose, []).append(key)
    if public := by_purpose.get("public"):
        words = say_n(
            "{n} incident may be published without names: all its sources agreed.",
            "{n} incidents may be published without names: all their sources agreed.",
            len(public),
        )
        yield Suggested(words, tuple(public))
    if partner := by_purpose.get("partner"):
        words = say_n(
            "{n} incident may be shared with the partner named: all its sources agreed.",
            "{n} incidents may be shared with the partner named: all their sources agreed.",
            len(partner),
        )
        yield Suggested(words, tuple(partner))
    if inside := by_purpose.get("mission only"):
        words = say_n(
            "{n} incident is for the mission only: its sources agreed to no more, or were not "
            "asked.",
            "{n} incidents are for the mission only: their sources agreed to no more, or were not "
            "asked.",
            len(inside),
        )
        yield Suggested(words, tuple(inside))


def _action_so_far(facts: Facts) -> Iterator[Suggested]:
    for key, words in facts.done_so_far.items():
        yield Suggested(words, (key,))
    if facts.done_so_far:
        return
    if not facts.tasks:
        yield Suggested(
            say(
                "No tasking of the period is on record. What else was done is for its office to "
                "say."
            ),
            counts=(("tasks", 0),),
        )
        return
    arrived = [task for task in facts.tasks if task.state == "done"]
    yield Suggested(
        say_n("{n} tasking was given.", "{n} taskings were given.", len(facts.tasks)),
        _ids(facts.tasks),
        (("tasks", len(facts.tasks)),),
    )
    yield Suggested(
        say_n("Of these {n} arrived.", "Of these {n} arrived.", len(arrived)),
        _ids(arrived),
        (("tasks_done", len(arrived)),),
    )


def _next_update(facts: Facts) -> Iterator[Suggested]:
    if facts.next_update:
        yield Suggested(say("The next update follows {when}.", when=facts.next_update))


# --- alerts and their answers


def _alerts(facts: Facts) -> Iterator[Suggested]:
    opened = [alert for alert in facts.alerts if alert.opened]
    closed = [one for one in opened if one.state == "closed"]
    if opened:
        yield Suggested(
            say_n("{n} alert was opened.", "{n} alerts were opened.", len(opened)),
            _ids(opened),
            (("alerts", len(opened)),),
        )
        yield Suggested(
            say_n("Of these {n} is closed.", "Of these {n} are closed.", len(closed)),
            _ids(closed),
            (("alerts_closed", len(closed)),),
        )
    else:
        yield Suggested(say("No alert of the period is on record."), counts=(("alerts", 0),))
    yield from _overdue(facts)


def _response_effect(facts: Facts) -> Iterator[Suggested]:
    """How alerts were answered: the mission's answer and the state's in sentences of their own;
    those that called for none, and those whose answer may still come, are in none of them."""
    none = [alert for alert in facts.alerts if alert.response == "no"]
    if none:
        yield Suggested(
            say_n(
                "{n} alert that called for a response had none.",
                "{n} alerts that called for a response had none.",
                len(none),
            ),
            _ids(none),
            (("no_response", len(none)),),
        )
    answered = [alert for alert in facts.alerts if alert.response == "yes"]
    if answered:
        yield Suggested(
            say_n(
                "The mission responded to {n} alert.",
                "The mission responded to {n} alerts.",
                len(answered),
            ),
            _ids(answered),
            (("responded", len(answered)),),
        )
    yield from _response_unknown(facts)
    host = [alert for alert in facts.alerts if alert.host == "in time"]
    if host:
        yield Suggested(
            say_n(
                "The host state acted in time on {n} alert.",
                "The host state acted in time on {n} alerts.",
                len(host),
            ),
            _ids(host),
        )


def _response_unknown(facts: Facts) -> Iterator[Suggested]:
    unknown = [alert for alert in facts.alerts if alert.response == "unknown"]
    if unknown:
        yield Suggested(
            say_n(
                "Whether the mission responded to {n} alert that called for it is not known.",
                "Whether the mission responded to {n} alerts that called for it is not known.",
                len(unknown),
            ),
            _ids(unknown),
            (("response_unknown", len(unknown)),),
        )


LATE_STEPS: Mapping[tuple[str, str], Sentence] = {
    ("warned", "late"): say("warned late"),
    ("warned", "never"): say("nobody warned"),
    ("acknowledged", "late"): say("acknowledged late"),
    ("acknowledged", "never"): say("not acknowledged"),
    ("decided", "late"): say("decided late"),
    ("decided", "never"): say("not decided"),
}
"""A step of the chain that came after its deadline, or never."""


def _unanswered_warnings(facts: Facts) -> Iterator[Suggested]:
    """Each warning answered late or not at all, then those that nobody went out for: a table of
    them stands above, and may not be contradicted."""
    for alert in facts.alerts:
        if alert.late:
            yield Suggested(
                say(
                    "{when} the alert for {place} ({level}): {steps}.",
                    when=_say_day(alert.day),
                    place=alert.place,
                    level=term(alert.level),
                    steps=join(", ", [LATE_STEPS[step] for step in alert.late]),
                ),
                (alert.id,),
                (("alerts_overdue", 1),),
            )
        if alert.response == "no":
            yield Suggested(
                say(
                    "{when} the alert for {place} ({level}) had no response.",
                    when=_say_day(alert.day),
                    place=alert.place,
                    level=term(alert.level),
                ),
                (alert.id,),
                (("no_response", 1),),
            )
    yield from _response_unknown(facts)


def _failures(facts: Facts) -> Iterator[Suggested]:
    for incident in facts.incidents:
        if incident.near_base_km is None and not incident.warned:
            continue
        parts: list[str] = [_incident(incident)]
        if incident.near_base_km is not None:
            parts.append(say("A base lay {km:.0f} km away.", km=incident.near_base_km))
        if incident.warned:
            parts.append(say("The mission had been warned."))
        yield Suggested(join(" ", parts), (incident.id,))
    unplaced = [
        counted_incident
        for counted_incident in _list_counted_incidents(facts)
        if not counted_incident.placed
    ]
    if unplaced:
        yield Suggested(
            say_n(
                "How near a base {n} incident took place is not known.",
                "How near a base {n} incidents took place is not known.",
                len(unplaced),
            ),
            _ids(unplaced),
        )


# --- what is hard to say


def _caveats(facts: Facts) -> Iterator[Suggested]:
    for caveat in facts.caveats:
        yield Suggested(
            say(
                "{when} {unit} invoked a caveat at {place}: {why}.",
                when=_say_day(caveat.day),
                unit=caveat.unit or say("a unit"),
                place=caveat.place,
                why=caveat.why or say("no reason on record"),
            ),
            (caveat.id,),
        )


REFUSED = "refused"
"""Of answers to a tasking, the one that refuses: a unit that was turned back has not."""


def _refusals(facts: Facts) -> Iterator[Suggested]:
    for refusal in facts.refusals:
        told = {
            "when": _say_day(refusal.day),
            "unit": refusal.unit or say("a unit"),
            "place": refusal.place,
            "why": refusal.why or say("no reason on record"),
        }
        yield Suggested(_tasking_answered(refusal.kind, told), (refusal.id,))


def _tasking_answered(kind: str, told: Mapping[str, str | Sentence]) -> Sentence:
    if kind == "delayed":
        return say("{when} {unit} was delayed on a tasking at {place}: {why}.", **told)
    if kind == "failed":
        return say("{when} {unit} could not carry out a tasking at {place}: {why}.", **told)
    if kind == "turned":
        return say("{when} {unit} turned back from a tasking at {place}: {why}.", **told)
    return say("{when} {unit} refused a tasking at {place}: {why}.", **told)


def _denials(facts: Facts) -> Iterator[Suggested]:
    for denial in facts.denials:
        yield Suggested(
            say(
                "{when} movement was denied at {place}: {why}.",
                when=_say_day(denial.day),
                place=denial.place,
                why=denial.why or say("no reason on record"),
            ),
            (denial.id,),
            (("movement_denied", 1),),
        )


def _denied_effect(facts: Facts) -> Iterator[Suggested]:
    if facts.denials:
        yield Suggested(
            say_n(
                "Movement was denied {n} time.",
                "Movement was denied {n} times.",
                len(facts.denials),
            ),
            _ids(facts.denials),
            (("movement_denied", len(facts.denials)),),
        )


def _adequacy(facts: Facts) -> Iterator[Suggested]:
    """What speaks to mandate and means; the judgement itself is a person's."""
    yield from _gaps_effect(facts)
    unanswered = [alert for alert in facts.alerts if alert.response == "no"]
    refused = [refusal for refusal in facts.refusals if refusal.kind in (REFUSED, "")]
    hindered = [refusal for refusal in facts.refusals if refusal not in refused]
    if unanswered:
        yield Suggested(
            say_n(
                "{n} alert that called for a response had none.",
                "{n} alerts that called for a response had none.",
                len(unanswered),
            ),
            _ids(unanswered),
            (("no_response", len(unanswered)),),
        )
    counted: tuple[tuple[Sequence[HardFact], Callable[[int], Sentence]], ...] = (
        (facts.caveats, lambda n: say_n("{n} caveat was invoked.", "{n} caveats were invoked.", n)),
        (refused, lambda n: say_n("{n} tasking was refused.", "{n} taskings were refused.", n)),
        (
            hindered,
            lambda n: say_n(
                "{n} tasking was delayed, failed or turned back.",
                "{n} taskings were delayed, failed or turned back.",
                n,
            ),
        ),
    )
    for those, sentence in counted:
        if those:
            yield Suggested(sentence(len(those)), _ids(those))
    yield from _denied_effect(facts)


# --- risks, gaps, what lies ahead


MOST_MOVED = 10
"""So many risks that moved most have a sentence of their own; the others are counted."""


def _risk_changes(facts: Facts) -> Iterator[Suggested]:
    """Each risk that moved; where places are not named, how many of each harm."""
    moved = [risk for risk in facts.risks if risk.now != risk.before]
    if not all(risk.place for risk in moved):
        yield from _risks_moved_by_harm(moved)
        return
    moved.sort(key=lambda risk: -abs(risk.now - (risk.before or 0)))
    for risk in moved[:MOST_MOVED]:
        yield Suggested(_risk_moved(risk), (risk.id,))
    if rest := moved[MOST_MOVED:]:
        yield Suggested(
            say_n("{n} more risk moved.", "{n} more risks moved.", len(rest)),
            _ids(rest),
        )


def _risks_moved_by_harm(moved: Sequence[RiskFact]) -> Iterator[Suggested]:
    """How many rose and fell: what is new or was given a value for the first time did neither."""
    for harm in dict.fromkeys(risk.harm for risk in moved):
        of_harm = [(one.now - one.before, one) for one in moved if one.harm == harm and one.before]
        rose = [one for by, one in of_harm if by > 0]
        fell = [one for by, one in of_harm if by < 0]
        if rose:
            told = say_n(
                "The risk of {harm} rose at {n} place.",
                "The risk of {harm} rose at {n} places.",
                len(set(_ids(rose))),
                harm=term(harm),
            )
            yield Suggested(told, _ids(rose))
        if fell:
            told = say_n(
                "The risk of {harm} fell at {n} place.",
                "The risk of {harm} fell at {n} places.",
                len(set(_ids(fell))),
                harm=term(harm),
            )
            yield Suggested(told, _ids(fell))
        if new := [one for one in moved if one.harm == harm and one.new]:
            told = say_n(
                "The risk of {harm} is new on the register at {n} place.",
                "The risk of {harm} is new on the register at {n} places.",
                len(set(_ids(new))),
                harm=term(harm),
            )
            yield Suggested(told, _ids(new))


def _risk_moved(risk: RiskFact) -> Sentence:
    """How a risk moved; new is only what was not on the register before."""
    if risk.chance:
        return _likelihood_moved(risk)
    told = {"place": risk.place, "harm": term(risk.harm), "now": risk.now, "why": risk.why}
    if risk.before is None and risk.new:
        if risk.why:
            return say("{place}, {harm}: new on the register at {now:.0f} of 100; {why}.", **told)
        return say("{place}, {harm}: new on the register at {now:.0f} of 100.", **told)
    if risk.before is None:
        return say("{place}, {harm}: now {now:.0f} of 100; it had no value before.", **told)
    told["before"] = risk.before
    if risk.now > risk.before:
        if risk.why:
            return say(
                "{place}, {harm}: rose from {before:.0f} to {now:.0f} of 100; {why}.", **told
            )
        return say("{place}, {harm}: rose from {before:.0f} to {now:.0f} of 100.", **told)
    if risk.why:
        return say("{place}, {harm}: fell from {before:.0f} to {now:.0f} of 100; {why}.", **told)
    return say("{place}, {harm}: fell from {before:.0f} to {now:.0f} of 100.", **told)


def _likelihood_moved(risk: RiskFact) -> Sentence:
    """How the likelihood of a hotspot moved, in percent; which harm it is told of stands beside."""
    told = {"place": risk.place, "harm": term(risk.harm)}
    now = percent(risk.now / 100)
    if risk.before is None:
        return say(
            "{place}, {harm}: now {now} within 30 days, as suggested.",
            now=now,
            **told,
        )
    before = percent(risk.before / 100)
    if before == now:
        return say(
            "{place}, {harm}: stands at {now} within 30 days, as suggested.", now=now, **told
        )
    if risk.now > risk.before:
        return say(
            "{place}, {harm}: rose from {before} to {now} within 30 days, as suggested.",
            before=before,
            now=now,
            **told,
        )
    return say(
        "{place}, {harm}: fell from {before} to {now} within 30 days, as suggested.",
        before=before,
        now=now,
        **told,
    )


def _gaps_effect(facts: Facts) -> Iterator[Suggested]:
    """What lacks of the priority risks, each lack in a sentence of its own: nothing planned, nobody
    able in time, and whether anybody is not known. Of which places, only where they may be named.
    """
    if facts.gaps:
        yield from _lacks_of_risks(facts)
    yield from _needs_unmet(facts)


def _needs_unmet(facts: Facts) -> Iterator[Suggested]:
    """What agreed risks and lines take and is not there in time, by its effect alone."""
    short = [need for need in facts.needs if "short" in (need.day, need.night)]
    unknown = [
        need for need in facts.needs if need not in short and "unknown" in (need.day, need.night)
    ]
    if short:
        yield Suggested(
            say_n(
                "{n} of {all} needs of agreed risks is not met in time: {day} by day, {night} by "
                "night.",
                "{n} of {all} needs of agreed risks are not met in time: {day} by day, {night} by "
                "night.",
                len(short),
                all=str(len(facts.needs)),
                day=str(sum(need.day == "short" for need in short)),
                night=str(sum(need.night == "short" for need in short)),
            ),
            _ids(short),
        )
    if unknown:
        yield Suggested(
            say_n(
                "Whether {n} of {all} needs of agreed risks is met in time is not known.",
                "Whether {n} of {all} needs of agreed risks are met in time is not known.",
                len(unknown),
                all=str(len(facts.needs)),
            ),
            _ids(unknown),
        )


def _lacks_of_risks(facts: Facts) -> Iterator[Suggested]:
    total = len(facts.gaps)
    unplanned = [gap for gap in facts.gaps if not gap.planned]
    late = [gap for gap in facts.gaps if gap.reach == "late"]
    unknown = [gap for gap in facts.gaps if gap.reach == "unknown"]
    counted: tuple[tuple[str, Sequence[GapFact], Callable[[int], Sentence]], ...] = (
        (
            "risks_unplanned",
            unplanned,
            lambda n: say_n(
                "{n} of {all} priority risks has no activity in the matrix",
                "{n} of {all} priority risks have no activity in the matrix",
                n,
                all=total,
            ),
        ),
        (
            "risks_unreached",
            late,
            lambda n: say_n(
                "For {n} of {all} priority risks no able unit comes within {hours} hours by day, "
                "by night, or at either time",
                "For {n} of {all} priority risks no able unit comes within {hours} hours by day, "
                "by night, or at either time",
                n,
                all=total,
                hours=facts.within_hours,
            ),
        ),
        (
            "risks_reach_unknown",
            unknown,
            lambda n: say_n(
                "Whether an able unit comes within {hours} hours is not known for {n} of {all} "
                "priority risks",
                "Whether an able unit comes within {hours} hours is not known for {n} of {all} "
                "priority risks",
                n,
                all=total,
                hours=facts.within_hours,
            ),
        ),
    )
    for key, those, sentence in counted:
        if those:
            told = sentence(len(those))
            places = list(dict.fromkeys(one.place for one in those if one.place))
            if places:
                told = say("{what}: {names}", what=told, names=join(", ", places))
            yield Suggested(end_sentence(told), _ids(those), ((key, len(those)),))


def _outlook(facts: Facts) -> Iterator[Suggested]:
    for forecast in facts.forecasts:
        yield Suggested(
            say_n(
                "{place}: by the calibrated forecast a chance of {share:.0%} of violence against"
                " civilians within {n} day.",
                "{place}: by the calibrated forecast a chance of {share:.0%} of violence against"
                " civilians within {n} days.",
                forecast.days,
                place=forecast.place,
                share=forecast.share,
            ),
            (forecast.id,),
        )


def _tasks(facts: Facts) -> Iterator[Suggested]:
    done = [task for task in facts.tasks if task.state == "done"]
    missed = [task for task in facts.tasks if task.state == "not done"]
    rest = [task for task in facts.tasks if task.state == "planned"]
    yield Suggested(
        say_n("{n} tasking arrived.", "{n} taskings arrived.", len(done)),
        _ids(done),
        (("tasks_done", len(done)),),
    )
    yield Suggested(
        say_n(
            "{n} tasking was not carried out.", "{n} taskings were not carried out.", len(missed)
        ),
        _ids(missed),
    )
    if rest:
        yield Suggested(
            say_n(
                "{n} tasking has neither arrived nor failed.",
                "{n} taskings have neither arrived nor failed.",
                len(rest),
            ),
            _ids(rest),
        )


def _owed_to_communities(facts: Facts) -> Iterator[Suggested]:
    """Who was heard, what they were told back, and what they wait for, each apart."""
    if facts.heard:
        yield Suggested(
            say_n(
                "{n} exchange with a community was held in the period.",
                "{n} exchanges with communities were held in the period.",
                len(facts.heard),
            ),
            _ids(facts.heard),
        )
    else:
        yield Suggested(say("No exchange with a community is on record for the period."))
    answered = [point for point in facts.points if point.ended and point.state == "answered"]
    if answered:
        yield Suggested(
            say_n(
                "{n} request, warning or question of communities was answered.",
                "{n} requests, warnings and questions of communities were answered.",
                len(answered),
            ),
            _ids(answered),
        )
    refused = [point for point in facts.points if point.ended and point.state == "refused"]
    if refused:
        yield Suggested(
            say_n(
                "{n} was refused, and they were told why.",
                "{n} were refused, and they were told why.",
                len(refused),
            ),
            _ids(refused),
        )
    unsafe = [point for point in facts.points if point.ended and point.state == "unsafe"]
    if unsafe:
        yield Suggested(
            say_n(
                "{n} was found unsafe to answer.", "{n} were found unsafe to answer.", len(unsafe)
            ),
            _ids(unsafe),
        )
    owed = [point for point in facts.points if point.state == "owed"]
    if owed:
        yield Suggested(
            say_n(
                "{n} request, warning or question of communities waits for an answer, the oldest "
                "for {days} days.",
                "{n} requests, warnings and questions of communities wait for an answer, the "
                "oldest for {days} days.",
                len(owed),
                days=str(max(point.days for point in owed)),
            ),
            _ids(owed),
        )
    if late := [point for point in owed if point.late]:
        yield Suggested(
            say_n("{n} of them is past its day.", "{n} of them are past their day.", len(late)),
            _ids(late),
        )
    yield from _told_and_not(facts)
    yield from _rumours_and_disputes(facts)


def _told_and_not(facts: Facts) -> Iterator[Suggested]:
    """Who was told what the mission says, who is not known to have been, what was withdrawn."""
    lately = [telling for telling in facts.tellings if telling.during]
    if at := {telling.place for telling in lately if telling.place}:
        yield Suggested(
            say_n(
                "People at {n} place were told what the mission says.",
                "People at {n} places were told what the mission says.",
                len(at),
            ),
            _ids([telling for telling in lately if telling.place]),
        )
    if others := [telling for telling in lately if not telling.place]:
        yield Suggested(
            say_n(
                "It was told {n} time to authorities or others.",
                "It was told {n} times to authorities or others.",
                len(others),
            ),
            _ids(others),
        )
    if not lately:
        yield Suggested(say("Nobody is on record as told what the mission says in the period."))
    if facts.untold:
        yield Suggested(
            say_n(
                "{n} place where people live is not known to have been told anything.",
                "{n} places where people live are not known to have been told anything.",
                facts.untold,
            )
        )
    if facts.withdrawn:
        yield Suggested(
            say_n(
                "{n} message was withdrawn.", "{n} messages were withdrawn.", len(facts.withdrawn)
            ),
            tuple(facts.withdrawn),
        )
    if owed := [telling for telling in facts.tellings if telling.owed]:
        yield Suggested(
            say_n(
                "{n} of those who were told what was withdrawn is not known to have been told so.",
                "{n} of those who were told what was withdrawn are not known to have been told so.",
                len(owed),
            ),
            _ids(owed),
        )


def _rumours_and_disputes(facts: Facts) -> Iterator[Suggested]:
    if facts.rumours:
        answered = sum(rumour.answered for rumour in facts.rumours)
        yield Suggested(
            say_n(
                "{n} rumour was heard in the period, with an answer on record to {answered}.",
                "{n} rumours were heard in the period, with an answer on record to {answered}.",
                len(facts.rumours),
                answered=str(answered),
            ),
            _ids(facts.rumours),
        )
    if facts.disputes:
        near = sum(dispute.near for dispute in facts.disputes)
        yield Suggested(
            say_n(
                "{n} dispute between communities is not settled; the season of {near} runs or is "
                "near.",
                "{n} disputes between communities are not settled; the season of {near} runs or is "
                "near.",
                len(facts.disputes),
                near=str(near),
            ),
            _ids(facts.disputes),
        )


def _asks(facts: Facts) -> Iterator[Suggested]:
    for ask in facts.asks:
        yield Suggested(_ask(ask), (ask.id,))
    if not facts.asks:
        yield Suggested(say("Nothing on record waits for a decision of the reader."))


def _obstacles(facts: Facts) -> Iterator[Suggested]:
    for obstacle in facts.obstacles:
        yield Suggested(_ask(obstacle), (obstacle.id,))


def _ask(ask: AskFact) -> str:
    if not ask.office:
        return f"{ask.words.rstrip('.')}."  # words of people: in their own language
    label = term(offices()[ask.office].label) if ask.office in offices() else ask.office
    if ask.since is None:
        return end_sentence(say("Asked of {office}: {words}", words=ask.words, office=label))
    return end_sentence(
        say(
            "Asked of {office} on {day}, without an answer: {words}",
            words=ask.words,
            office=label,
            day=day_said(ask.since),
        )
    )


def _duties_ahead(facts: Facts) -> Iterator[Suggested]:
    for duty in facts.duties:
        yield Suggested(
            say("{day}: {duty}.", day=day_said(duty.due.date(), year=False), duty=say_duty(duty))
        )


# --- what is not known, what came in, what changed, what may be asked


def _not_known(facts: Facts) -> Iterator[Suggested]:
    yield from _silence(facts)
    undated = [incident for incident in facts.incidents if incident.day is None]
    if undated:
        yield Suggested(
            say_n(
                "The day of {n} incident is not known.",
                "The day of {n} incidents is not known.",
                len(undated),
            ),
            _ids(undated),
        )
    yield from _count_unsaid(_list_counted_incidents(facts))
    yield from _response_unknown(facts)
    if facts.stale:
        yield Suggested(
            say_n(
                "{n} indicator has no value of this period: {names}.",
                "{n} indicators have no value of this period: {names}.",
                len(facts.stale),
                names=join(", ", facts.stale),
            )
        )


def _returns(facts: Facts) -> Iterator[Suggested]:
    for state, sentence in RETURNED.items():
        those = [one.office for one in facts.returns if one.state == state]
        if those:
            names = join(", ", [term(offices()[key].label) for key in those])
            yield Suggested(say("{what}: {names}.", what=sentence, names=names))


RETURNED: Mapping[str, Sentence] = {
    MISSING: say("Sent nothing"),
    LATE: say("Sent it after the cut-off"),
    NIL: say("Nothing to report"),
}


def _changes(facts: Facts) -> Iterator[Suggested]:
    for change in facts.changes:
        evidence = change.now.records if change.now else ()
        yield Suggested(end_sentence(say_change(change)), evidence)


def _if_pressed(facts: Facts) -> Iterator[Suggested]:
    """What may be said of each figure if somebody asks: outside, so of few nothing is said."""
    for figure in facts.figures:
        if figure.state == SUPPRESSED or is_small(figure):
            text = say("If asked: {label}. No number is given.", label=figure.label)
            yield Suggested(text)
            continue
        if figure.value is None:
            text = say("If asked: {label}. It is not known.", label=figure.label)
        elif figure.basis.standing:
            text = say(
                "If asked: {label}. {value}, {standing}; nothing is added to it.",
                label=figure.label,
                value=say_figure(figure),
                standing=term(figure.basis.standing),
            )
        else:
            text = say("If asked: {label}. {value}.", label=figure.label, value=say_figure(figure))
        yield Suggested(text, figure.records)


Maker = Callable[[Facts], Iterator[Suggested]]

MAKERS: Mapping[str, Maker] = {
    "what_where_when": lambda facts: (Suggested(_incident(i), (i.id,)) for i in facts.incidents),
    "highlights": _highlights,
    "incidents_in_period": _incidents,
    "incidents_reported_late": _late_incidents,
    "security_by_sector": _by_area,
    "sources_and_grades": _sources_and_grades,
    "action_so_far": _action_so_far,
    "next_update": _next_update,
    "alerts_opened_overdue_closed": _alerts,
    "response_effect": _response_effect,
    "movement_denied_effect": _denied_effect,
    "risk_changes": _risk_changes,
    "gaps_effect": _gaps_effect,
    "outlook": _outlook,
    "tasks_in_period": _tasks,
    "decisions_sought": _asks,
    "owed_to_communities": _owed_to_communities,
    "obstacles_and_requests": _obstacles,
    "duties_ahead": _duties_ahead,
    "not_known": _not_known,
    "nil_and_late_returns": _returns,
    "changed_since_last": _changes,
    "if_pressed": _if_pressed,
}
"""What makes the sentences of each source that any reader of the product may have."""

OUTSIDE_MAKERS: Mapping[str, Maker] = {"not_known": _silence, "security_by_sector": _silence}
"""What makes them instead for who is outside."""

NONE_OF: Mapping[str, tuple[tuple[str, int], ...]] = {
    "unanswered_warnings": (("alerts_overdue", 0), ("no_response", 0)),
    "access_denied": (("movement_denied", 0),),
}
"""What it says of figures that none is on record."""

CLOSED_MAKERS: Mapping[str, Maker] = {
    "unanswered_warnings": _unanswered_warnings,
    "failures_to_protect": _failures,
    "caveats_used": _caveats,
    "refusals": _refusals,
    "access_denied": _denials,
    "adequacy": _adequacy,
}
"""The same of sources that name units and reasons."""
