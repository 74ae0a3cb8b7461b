"""Changes by which somebody could take over an account: one administrator asks, another decides.

Taking the second factor away, and handing out a link for a new password where the account was
signed into before. Who decides holds the act in a mission the person belongs to, so that no
mission made for the purpose gives anybody the authority. The first link of a new account is one
administrator's act (`verbs.password_link`).
"""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela_web.access.devices import verbs as devices
from tutela_web.access.models import AccountChange, Person
from tutela_web.access.people import queries, second_person, verbs
from tutela_web.access.policy import Standing
from tutela_web.access.sessions import verbs as sessions
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold

Remedy = AccountChange.Remedy


def ask(person: Person, what: str, *, by: Standing, reason: str) -> AccountChange:
    """Ask to change how somebody signs in; the owner is told at the next sign-in.

    Raises  Denied for the own account; NotNow for an ended one, for a new one whose first link
            needs nobody else, and while the same is asked already.
    """
    by.require("make_accounts")
    verbs.require_not_own(person, by)
    if what not in Remedy.values:
        raise BadParameter(_("there is no such change"), next=_("choose one of the list"))
    if not reason.strip():
        raise BadParameter(_("a reason is needed"), next=_("say who asked, and how you know them"))
    if not person.is_active:
        raise NotNow(_("this account is ended"), next=_("open it again first"))
    if what == Remedy.LINK and verbs.is_new(person):
        raise NotNow(_("this account is new"), next=_("make its first link; nobody else is needed"))
    with transaction.atomic():
        hold(person)
        asked = AccountChange.objects.filter(person=person, what=what)
        if any(change.state in ("waiting", "agreed") for change in asked):
            raise NotNow(
                _("this is asked already"), next=_("wait for who decides, or for its day to end")
            )
        asked_change = AccountChange.objects.create(
            mission=by.mission,
            person=person,
            what=what,
            reason=reason.strip(),
            asked_by_id=by.person.pk,
            asked_at=real_now(),
        )
        _line(f"ask_{what}", asked_change, by)
    return asked_change


def approve(change: AccountChange, *, by: Standing) -> AccountChange:
    """Agree, as a second person. A second factor is taken away at once; a link waits for who
    asked to make it (`asked_link`), so that one of the two hands it over and the other never
    sees it.
    """
    with transaction.atomic():
        change = _mine_to_decide(change, by)
        second_person.approve(change, by=by, at=real_now())
        _line("approve_account_change", change, by)
        if change.what == Remedy.FACTOR:
            _take_factor_away(change, by)
        change.save()
    return change


def refuse(change: AccountChange, *, by: Standing) -> AccountChange:
    """Say no: nothing changes, and who asked sees it."""
    with transaction.atomic():
        change = _mine_to_decide(change, by)
        second_person.refuse(change, by=by, at=real_now())
        change.save()
        _line("refuse_account_change", change, by)
    return change


def asked_link(change: AccountChange, *, by: Standing) -> str:
    """The one-time address a second person agreed to: for who asked, once, within the day."""
    by.require("make_accounts")
    with transaction.atomic():
        change = hold(change)
        if change.asked_by_id != by.person.pk:
            raise Denied(_("somebody else asked for this link"), next=_("let them hand it over"))
        if change.what != Remedy.LINK or change.state != "agreed":
            raise NotNow(
                _("no link is agreed to"), next=_("ask, with a reason; a second person decides")
            )
        change.done_at = real_now()
        change.save()
        return verbs.hand_out_link(change.person, by=by, change=change.pk)


def _mine_to_decide(change: AccountChange, by: Standing) -> AccountChange:
    by.require("decide_accounts")
    second_person.require_second(
        change,
        by=by,
        next=_("another administrator, the Chief of Staff or the Head of Mission decides"),
    )
    if change.person_id == by.person.pk:
        raise Denied(_("this is your own account"), next=_("somebody else decides"))
    if not queries.account_changes(by).filter(pk=change.pk).exists():
        raise Denied(_("this person belongs to another mission"), next=_("somebody there decides"))
    change = second_person.lock_undecided(change)
    if change.state == "over":
        raise NotNow(_("this was asked more than a day ago"), next=_("let it be asked again"))
    return change


def _take_factor_away(change: AccountChange, by: Standing) -> None:
    Authenticator.objects.filter(user=change.person).delete()
    sessions.end_sessions(change.person)
    devices.end_all(change.person, by=by.person)
    change.done_at = real_now()
    _line("reset_second_factor", change, by)


def _line(act: str, change: AccountChange, by: Standing) -> None:
    verbs.house_line(
        act, by, change.person, change=change.pk, what=change.what, asked_by=change.asked_by_id
    )
