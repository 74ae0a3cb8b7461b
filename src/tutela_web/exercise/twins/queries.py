"""Twins as a person may see them, which cases one may be made of, and whether one may be played."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tutela.exercise.twin import PastAct, PastCase, PastPlace
from tutela_web.access.policy import Standing
from tutela_web.capacity.units.queries import bases_for
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.crisis.metrics.queries import HELD_BACK, NOT_ABLE
from tutela_web.crisis.timeline.queries import timeline_of
from tutela_web.exercise.twins.models import Twin, TwinRuling
from tutela_web.incidents.closed.harms import harm_named, readable_compartments
from tutela_web.lessons.models import Debrief
from tutela_web.lessons.queries import debriefs_for
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert, AlertState, Report

KIND = "exercises"
MAKES = "make_twin"
OFFICES = {
    TwinRuling.Office.JOC: "clear_twin_joc",
    TwinRuling.Office.CUSTODIAN: "clear_twin_sources",
    TwinRuling.Office.RIGHTS: "clear_twin_rights",
}
"""The act by which each office rules."""

MOMENTS = (
    AlertState.ACKNOWLEDGED,
    AlertState.ON_THE_WAY,
    AlertState.ARRIVED,
    AlertState.CLOSED,
    AlertState.EXPIRED,
    AlertState.REOPENED,
)
"""Moments of an alert that a twin tells; the others are told by the records that made them."""

TOLD = ("report", "level", "decision", "tasking", "answer", "outcome")
CHILDREN = ("child", "enfant", "pupil", "élève", "أطفال", "طفل", "طفلة", "girl", "boy", "fillette")
"""Words that say that a case is about children, where somebody wrote them openly [P]."""

LEAST_SOURCES = 2


def twins_for(standing: Standing) -> QuerySet[Twin]:
    """The twins this person may see, the last first, with what was ruled on them."""
    rows = Twin.objects.filter(standing.sees_open(KIND)).order_by("-entered_at")
    return rows.prefetch_related("rulings")


def offices_of(standing: Standing) -> list[TwinRuling.Office]:
    """The offices for which this person may rule."""
    return [office for office, act in OFFICES.items() if standing.may(act)]


def reads_script(standing: Standing) -> bool:
    """Whether this person reads what is played, and what was done then: players do not."""
    return standing.may_somewhere(MAKES) or bool(offices_of(standing))


def cases_for(standing: Standing) -> QuerySet[Alert]:
    """The closed alerts this person may read, that a twin may be asked of; the last first."""
    rows = alerts_for(standing).filter(now__state=AlertState.CLOSED, merged_into=None)
    return rows.order_by("-number")


def case_told(standing: Standing, twin: Twin) -> str:
    """The number of the case a twin was made of, for who rules on it or makes such; else none."""
    if not reads_script(standing):
        return ""
    number = Alert.objects.filter(pk=twin.alert_id).values_list("number", flat=True).get()
    return str(Alert(number=number))


def case_read(standing: Standing, twin: Twin) -> Alert | None:
    """The case a twin was made of, if this person may read it."""
    return cases_for(standing).filter(pk=twin.alert_id).first()


def is_unfit(standing: Standing, alert: Alert) -> bool:
    """Whether no exercise may be made of a case, as far as this person may know: it is about sexual
    violence or children, one source alone told of it, an inquiry is open, or an office refused it.

    What a compartment holds that this person does not is not asked: the three offices that rule on
    each twin know of it.
    """
    return (
        _names_closed_harm(standing, alert)
        or _sources(standing, alert) < LEAST_SOURCES
        or is_inquired(debriefs_for(standing), [alert.pk])
        or was_refused(alert)
    )


def _names_closed_harm(standing: Standing, alert: Alert) -> bool:
    if alert.words_closed and readable_compartments(standing):
        return True
    reports = Report.objects.filter(standing.sees("alerts"), alert=alert)
    texts = [alert.search_words(), *reports.values_list("words", flat=True)]
    said_of_case = " ".join(texts).casefold()
    return bool(harm_named(*texts)) or any(word in said_of_case for word in CHILDREN)


def _sources(standing: Standing, alert: Alert) -> int:
    """How many told of it, as far as this person may read: contacts, people, or bare channels."""
    reports = Report.objects.filter(standing.sees("alerts"), alert=alert, nothing_seen=False)
    rows = reports.values_list("contact_id", "author_id", "channel")
    return len({(contact,) if contact else (who, channel) for contact, who, channel in rows})


def is_inquired(debriefs: QuerySet[Debrief], alerts: Sequence[UUID]) -> bool:
    """Whether an inquiry into one of these cases is open, among these debriefs."""
    of_case = Q(alert__in=alerts) | Q(causes__alert__in=alerts)
    return debriefs.filter(of_case, inquiry_at__isnull=False, inquiry_ended_at=None).exists()


def was_refused(alert: Alert) -> bool:
    """Whether an office refused a twin of this case: it stands for every later one."""
    return TwinRuling.objects.filter(twin__alert=alert, cleared=False).exists()


def case_of(standing: Standing, alert: Alert) -> PastCase:
    """The structure of a case, as far as this person reads its ledger: codes and moments alone."""
    zone = ZoneInfo(standing.mission.time_zone)
    lines = timeline_of(standing, alert, narrative=True).lines
    acts = [
        PastAct(
            line.at.astimezone(zone),
            line.what if line.kind == "moment" else line.kind,
            line.what,
            _reason(str(line.detail.get("reason", ""))),
        )
        for line in lines
        if line.kind in TOLD or (line.kind == "moment" and line.what in MOMENTS)
    ]
    levels = [act.code for act in acts if act.kind == "level"]
    return PastCase(acts, levels[0] if levels else alert.level, _places(standing, alert))


def _reason(code: str) -> str:
    """A reason, unless it tells of a caveat or of readiness: those stay with their compartment."""
    return "" if code in HELD_BACK or code == NOT_ABLE else code


def _places(standing: Standing, alert: Alert) -> list[PastPlace]:
    place = alert.place
    named = place.name if place else alert.place_said
    village = PastPlace(
        named,
        "village",
        place.latitude if place else alert.latitude,
        place.longitude if place else alert.longitude,
    )
    units = taskings_for(standing).filter(alert=alert).values("unit")
    bases = bases_for(standing).filter(unit__in=units).distinct().order_by("code")
    return [village, *(PastPlace(b.name, "base", b.latitude, b.longitude) for b in bases)]


@dataclass(frozen=True)
class OfficeState:
    """How an office stands to a twin: what it last ruled of it as it is now, or that it refused."""

    office: TwinRuling.Office
    ruling: TwinRuling | None

    @property
    def cleared(self) -> bool:
        """Whether it may be played as far as this office goes."""
        return self.ruling is not None and self.ruling.cleared

    @property
    def refused(self) -> bool:
        """Whether this office said that it may not be played."""
        return self.ruling is not None and not self.ruling.cleared


def offices_on(twin: Twin) -> list[OfficeState]:
    """Each office with what it ruled: a refusal stands, a clearance only of the script as it is."""
    states = []
    for office in TwinRuling.Office:
        rows = [ruling for ruling in twin.rulings.all() if ruling.office == office]
        refused = next((ruling for ruling in rows if not ruling.cleared), None)
        now = next((ruling for ruling in rows if ruling.of_version == twin.version), None)
        states.append(OfficeState(office, refused or now))
    return states


def is_refused(twin: Twin) -> bool:
    """Whether an office refused it."""
    return any(state.refused for state in offices_on(twin))


def may_be_played(twin: Twin) -> bool:
    """Whether all three offices cleared it as it is now, and no inquiry into its case is open."""
    cleared = all(state.cleared for state in offices_on(twin))
    return cleared and not is_inquired(Debrief.objects.all(), [twin.alert_id])
