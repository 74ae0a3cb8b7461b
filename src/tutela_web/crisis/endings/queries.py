"""What rings for who is asked something about a tasking: to answer it, to read back that it is
withdrawn, to say what becomes of it, or to decide again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from tutela.warning.states import ENDS, NOT_EXECUTED, OUTCOME
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.crisis.decisions.queries import UNFINISHED
from tutela_web.crisis.models import Decision, Tasking
from tutela_web.crisis.taskings.queries import AWAITS_ANSWER, CALLED_BACK, given_to
from tutela_web.warning.models import AlertNotice, AlertNow
from tutela_web.warning.ringing.queries import AskedOf, posts_answered

TO_ANSWER, TO_READ_BACK = "asked of you", "read back"
TO_SETTLE, ANSWERED_LATE, TO_DECIDE = "what becomes", "late answer", "not executed"
"""Words of what rings (`tutela_web.warning.words.RINGS`)."""


def what_taskings_ask(standing: Standing) -> list[AskedOf]:
    """What rings for a person at once, of taskings: those tasked answer, and read back that they
    are called back; who gave one says what becomes of it, hears of a late answer, and decides again
    where it was refused. Five queries at most."""
    mine = Tasking.objects.filter(given_to(standing), mission=standing.mission)
    here = reverse("crisis:my_taskings", args=[standing.mission.code])
    asked = [
        AskedOf(
            row.alert_id,
            row.withdrawn_at or row.entered_at,
            TO_READ_BACK if row.withdrawn_at else TO_ANSWER,
            f"asked-{row.pk.hex}-{bool(row.withdrawn_at)}",
            f"{here}#t-{row.pk}",
        )
        for row in mine.filter(AWAITS_ANSWER | CALLED_BACK).order_by("entered_at")
    ]
    return [*asked, *_asked_of_deciders(standing)]


def _asked_of_deciders(standing: Standing) -> list[AskedOf]:
    posts = posts_answered(standing, clock.now(standing.mission))
    notices = AlertNotice.objects.filter(
        Q(person=standing.person.pk) | Q(post__in=posts), alert__mission=standing.mission
    )
    by_reason = {
        (notice.why, notice.key): notice
        for notice in notices.filter(
            Q(why=AlertNotice.NoticeReason.STANDS)
            | Q(why=AlertNotice.NoticeReason.LATE, opened_at=None)
        )
    }
    standing_still = {
        row.pk.hex: row
        for row in Tasking.objects.filter(
            pk__in=[UUID(key) for why, key in by_reason if why == AlertNotice.NoticeReason.STANDS],
            state__in=UNFINISHED,
            ended_at__isnull=False,
            stays_at=None,
            withdrawn_at=None,
            returned_at=None,
        )
    }
    asked = []
    for (why, key), notice in by_reason.items():
        if why == AlertNotice.NoticeReason.LATE:
            asked.append(AskedOf(notice.alert_id, notice.at, ANSWERED_LATE, notice.pk.hex))
        elif key in standing_still:
            url = _decision_url(standing, notice.alert_id)
            asked.append(
                AskedOf(
                    notice.alert_id, notice.at, TO_SETTLE, notice.pk.hex, f"{url}#after-{UUID(key)}"
                )
            )
    return [*asked, *_to_decide_again(standing)]


def _to_decide_again(standing: Standing) -> list[AskedOf]:
    """The open alerts whose decision this person took, or gave to somebody, and which those tasked
    do not carry out: until somebody decided again, whatever else they acted on."""
    person = standing.person.pk
    if person is None:
        return []
    by_me = Q(pk__in=[])
    for model, who in ((Decision, "decider"), (Tasking, "author")):
        rows = model._default_manager.filter(**{who: person}, alert=OuterRef("alert"))
        joined = model._default_manager.filter(
            **{who: person}, alert__merged_into=OuterRef("alert")
        )
        by_me |= Q(Exists(rows)) | Q(Exists(joined))
    states = AlertNow.objects.filter(
        by_me, mission=standing.mission, open=True, alert__merged_into=None
    )
    asked = []
    for state in states.only("alert", "moments"):
        over = state.moments.keys() & {"decided", OUTCOME, *ENDS}
        if over or NOT_EXECUTED not in state.moments:
            continue
        at = datetime.fromisoformat(str(state.moments[NOT_EXECUTED][0]))
        asked.append(
            AskedOf(
                state.alert_id,
                at,
                TO_DECIDE,
                f"decide-{state.alert_id.hex}-{at.timestamp()}",
                _decision_url(standing, state.alert_id),
            )
        )
    return asked


def _decision_url(standing: Standing, alert: UUID) -> str:
    return reverse("crisis:decision", args=[standing.mission.code, alert])
