"""How a dispute is settled, and how it is said that what an agreement owed was done."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.verbs import not_ahead
from tutela_web.outreach.disputes.models import Dispute, DisputeAgreement
from tutela_web.outreach.disputes.queries import ACT
from tutela_web.records import verbs as records


@one_at_a_time(hold)
def settle_dispute(
    dispute: Dispute, how: str, *, version: int, by: Standing, on: date | None = None
) -> Dispute:
    """Say that a dispute is settled, and how: it comes on no agenda any more.

    Raises  Denied without the act; BadParameter without words, or for a day ahead; NotNow if it
            was settled before; Conflict.
    """
    by.require(ACT, area=dispute.area_id, of=dispute)
    if not how.strip():
        raise BadParameter(say("nobody can see how"), where="how", next=say("write a sentence"))
    refuse_closed_words(how)
    if dispute.settled_on is not None:
        raise NotNow(say("this dispute is settled already"), next=say("look at it again"))
    day = on or clock.today(by.mission)
    not_ahead(day, by)
    changes: dict[str, FieldValue] = {"settled_on": day, "settled_how": how.strip()}
    return records.edit(dispute, changes, version=version, by=by.person)


@one_at_a_time(hold)
def say_done(
    agreement: DisputeAgreement, *, version: int, by: Standing, on: date | None = None
) -> DisputeAgreement:
    """Say that what an agreement owed by a day was done, and when.

    Raises  Denied without the act; BadParameter for a day ahead or before the agreement; NotNow
            where nothing is owed, or it was done before; Conflict.
    """
    by.require(ACT, area=agreement.area_id, of=agreement)
    if not agreement.owed or agreement.kept_on is not None:
        raise NotNow(
            say("nothing more is to be done by this agreement"), next=say("look at it again")
        )
    day = on or clock.today(by.mission)
    not_ahead(day, by)
    if day < agreement.agreed_on:
        raise BadParameter(
            say("it would be done before it was agreed"), next=say("put the day right")
        )
    return records.edit(agreement, {"kept_on": day}, version=version, by=by.person)
