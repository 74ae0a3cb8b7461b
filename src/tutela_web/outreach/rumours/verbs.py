"""How it is said whether a rumour is true, that two are the same, that one is over; and how one
heard in several places trips the wire."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.outreach.rumours import WITHIN, names_account
from tutela_web.access.models import Mission, Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, hold_in_order, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.verbs import not_ahead
from tutela_web.outreach.rumours.models import Rumour
from tutela_web.outreach.rumours.queries import SETTLE, find_repeated, head_of
from tutela_web.records import verbs as records
from tutela_web.warning.inputs import AlertInput
from tutela_web.warning.models import AlertLevel
from tutela_web.warning.tripwires.verbs import SignInPlaces, trip_in_places

RULE = gettext_noop("rumour in several places")


def refuse_accounts(*texts: FieldValue) -> None:
    """Refuse words by which a person or an account could be followed, and words of a compartment.

    Raises  BadParameter, which repeats nothing.
    """
    if any(isinstance(text, str) and names_account(text) for text in texts):
        raise BadParameter(
            say("these words hold an account, an address or a telephone number"),
            next=say("write what is said and where; never who says it"),
        )
    refuse_closed_words(*texts)


@one_at_a_time(hold)
def judge_rumour(
    rumour: Rumour,
    truth: str,
    said_by: Post,
    rests: str,
    *,
    version: int,
    by: Standing,
    on: date | None = None,
) -> Rumour:
    """Say whether a rumour is true, false or not known: which office says so, when, on what.

    Raises  Denied without the act; BadParameter for another word, without what it rests on, for
            words of an account or a compartment, or a day ahead; NotNow once it is over; Conflict.
    """
    by.require(SETTLE, area=rumour.area_id, of=rumour)
    by.require_ours(said_by)
    if truth not in Rumour.Truth.values or not rests.strip():
        raise BadParameter(
            say("nobody can see on what that rests"),
            where="rests",
            next=say("choose, and write on what it rests"),
        )
    refuse_accounts(rests)
    _require_open(rumour)
    day = on or clock.today(by.mission)
    not_ahead(day, by)
    changes: dict[str, FieldValue] = {
        "truth": truth,
        "truth_by": said_by,
        "truth_on": day,
        "truth_rests": rests.strip(),
    }
    return records.edit(rumour, changes, version=version, by=by.person)


@transaction.atomic
def join_rumours(rumour: Rumour, other: Rumour, *, version: int, by: Standing) -> Rumour:
    """Say that a rumour is the same as another: their places count together from now on.

    Raises  Denied without the act; BadParameter for itself, or where one is joined already;
            NotNow once it is over; Conflict.
    """
    by.require_ours(other)
    rumour, other = hold_in_order(rumour, other)
    by.require(SETTLE, area=rumour.area_id, of=rumour)
    _require_open(rumour)
    if other.pk == rumour.pk or other.same_as_id or rumour.same.exists():
        raise BadParameter(
            say("one of these counts with another already"),
            where="other",
            next=say("choose the first of them"),
        )
    joined = records.edit(rumour, {"same_as": other}, version=version, by=by.person)
    trip_wire(by.mission, other)
    return joined


@one_at_a_time(hold)
def end_rumour(rumour: Rumour, why: str, *, version: int, by: Standing) -> Rumour:
    """Say that nothing more is owed to a rumour, and why.

    Raises  Denied without the act; BadParameter without a reason; NotNow if it ended before;
            Conflict.
    """
    by.require(SETTLE, area=rumour.area_id, of=rumour)
    if not why.strip():
        raise BadParameter(say("nobody can see why"), where="why", next=say("write a sentence"))
    refuse_accounts(why)
    _require_open(rumour)
    changes: dict[str, FieldValue] = {
        "ended_on": clock.today(by.mission),
        "ended_why": why.strip(),
    }
    return records.edit(rumour, changes, version=version, by=by.person)


def _require_open(rumour: Rumour) -> None:
    if rumour.ended_on is not None:
        raise NotNow(
            say("this rumour is over"), next=say("record it as a new one if it is heard again")
        )


def trip_wire(mission: Mission, rumour: Rumour) -> bool:
    """Open an alert where a rumour was heard in several places lately; True where that is new.

    A rumour somebody rated low or moderate is a watch. What nobody rated is a warning, as what
    trips any other wire: not rated is not harmless.
    """
    spread = find_repeated(head_of(rumour))
    if spread is None:
        return False
    head = spread.head
    rated = head.danger in (Rumour.Danger.LOW, Rumour.Danger.MODERATE)
    fields: AlertInput = {
        "act": head.what[:200],
        "note": _("A rumour. Whether it is true: %(truth)s.") % {"truth": head.get_truth_display()},
        "how_known": _("heard in %(n)s places") % {"n": len(spread.places)},
        "grade": "F6",
        "known_at": clock.now(mission),
        "classification": head.classification,
        "language": head.language,
    }
    level = AlertLevel.WATCH if rated else AlertLevel.WARNING
    return trip_in_places(mission, SignInPlaces(RULE, level, fields, spread.places))


def trip_wires(mission: Mission) -> int:
    """Ask all that was heard lately again: what nobody could own when it was recorded, and what
    was joined, rated or corrected since. Gives how many opened an alert or told one more."""
    since = clock.today(mission) - WITHIN
    lately = Q(heard_on__gte=since) | Q(hearings__on__gte=since) | Q(same__heard_on__gte=since)
    lately |= Q(same__hearings__on__gte=since)
    heads = Rumour.objects.filter(mission=mission, ended_on=None, same_as=None, invented=False)
    return sum(trip_wire(mission, head) for head in heads.filter(lately).distinct())
