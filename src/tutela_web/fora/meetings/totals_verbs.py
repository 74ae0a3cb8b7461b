"""How totals of a closed compartment come before the senior group: figures, never cases."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tutela.base.disclosure import cells_to_show
from tutela.base.later import np
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.fora.forum.models import Meeting
from tutela_web.incidents.closed.harms import VERIFIERS, readable_compartments
from tutela_web.incidents.lists.queries import closed_for
from tutela_web.incidents.models import NOT_SCORED
from tutela_web.look.days import date_format
from tutela_web.records import verbs as records

ACT = "verify_closed"
CRSV = "crsv"
MONTHS = 3


def may_table(standing: Standing, meeting: Meeting) -> bool:
    """Whether this person may lay totals of sexual violence before this meeting."""
    planned = meeting.state == Meeting.State.PLANNED
    return planned and meeting.forum.standing_crsv and _answers(standing)


def _answers(standing: Standing) -> bool:
    """Whether this person's office verifies in the compartment, and holds it."""
    office = VERIFIERS[CRSV] in standing.roles
    return office and CRSV in readable_compartments(standing) and standing.may(ACT)


@transaction.atomic
def table_totals(meeting: Meeting, *, by: Standing) -> Meeting:
    """Put the month's totals of conflict-related sexual violence on the agenda of the senior group,
    or of another forum that carries them as a standing point: of three whole months, counts under
    five hidden, never a case; those without a day are not in any month, and whether there are any
    is said.

    Source  Framework, template H, paragraph 20; domain rule g11.
    Raises  Denied for who does not hold the compartment and verify in it; NotNow for a meeting
            that is not planned, another forum, or twice.
    """
    by.require(ACT, of=meeting)
    if not _answers(by):
        raise Denied(
            "totals of a compartment come from who holds it",
            next="ask the women's protection adviser",
        )
    now = hold(meeting, "forum")
    if not may_table(by, now):
        raise NotNow(
            say("totals are presented to a planned meeting of a forum that carries them"),
            next=say("have the forum carry the standing point first"),
        )
    head = _("Conflict-related sexual violence, recorded by month:")
    laid = AuditEntry.objects.filter(
        mission=now.mission_id, act="read", kind="closedincident", subject_id=str(now.pk)
    )
    if laid.exists():
        raise NotNow(say("the totals stand on this agenda already"))
    months = _months(clock.today(by.mission))
    counted = closed_for(by).filter(compartment=CRSV).exclude(verification__in=NOT_SCORED)
    days = counted.filter(event_from__gte=months[0]).values_list("event_from", flat=True)
    of_cases = [day.replace(day=1) for day in days if day is not None]
    counts = np.array([[of_cases.count(month) for month in months]], dtype=np.int64)
    shown = cells_to_show(counts, totals=False)[0]
    words = [
        f"{date_format(month, 'M Y')}: {count if may else _('under five')}"
        for month, count, may in zip(months, counts[0].tolist(), shown, strict=True)
    ]
    trail.record(
        "read",
        mission=by.mission,
        by=by.person,
        kind="closedincident",
        subject=meeting.pk,
        number=len(of_cases),
    )
    if counted.filter(event_from=None).exists():
        words.append(_("some without a day stand in no month"))
    points = [*now.points, f"{head} {'; '.join(words)}"]
    return records.edit(now, {"points": points}, version=now.version, by=by.person)


def _months(on: date) -> list[date]:
    """The first days of the last whole months, oldest first: of a month that runs on, two totals
    would tell of one case."""
    last = on.year * 12 + on.month - 2
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]
