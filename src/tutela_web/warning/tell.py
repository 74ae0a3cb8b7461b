"""How people are told of an alert: a notice for their page, and a message that says "Open Tutela".

Nothing of the alert leaves with the message, not even its level; who opens it sees what the policy
lets them see.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tutela_web.base.ids import new_id
from tutela_web.channels import outbox
from tutela_web.warning.models import Alert, AlertNotice, AlertStep
from tutela_web.warning.seats import Named


def people(
    alert: Alert, told: Iterable[Named], *, why: str, key: str, at: datetime
) -> list[AlertNotice]:
    """Tell people of an alert, each once for this reason; gives the new notices."""
    named = {one.person.pk: one for one in reversed(list(told))}
    before = set(
        AlertNotice.objects.filter(alert=alert, why=why, key=key).values_list("person", flat=True)
    )
    new = [
        AlertNotice(id=new_id(), alert=alert, person=one.person, post=one.post, why=why, key=key,
                    at=at)
        for pk, one in named.items()
        if pk not in before
    ]  # fmt: skip
    AlertNotice.objects.bulk_create(new, ignore_conflicts=True)
    mails = [("mail", "person", notice.person_id) for notice in new]
    texts = [("sms", "post", notice.post_id) for notice in new if notice.post_id]
    outbox.send_all(alert.mission_id, [*mails, *texts], about_kind="alert", about_id=alert.pk)
    return new


def owner(alert: Alert, named: Named, *, at: datetime) -> None:
    """Tell somebody that the alert is theirs."""
    people(alert, [named], why=AlertNotice.Why.OWNER, key=str(alert.version), at=at)


def step(alert: Alert, applied: AlertStep, told: Iterable[Named]) -> list[AlertNotice]:
    """Tell whom a clock that ran out tells."""
    key = f"{applied.clock} {applied.rung} {applied.round}"
    return people(alert, told, why=AlertNotice.Why.STEP, key=key, at=applied.applied_at)
