"""How people come, hold posts, stand in for one another and go; how their access ends at once.

Everything is dated: `ends` is the first day without. Nothing is given for a day that has passed,
because who could read what on a past day is history; and nobody gives anything to themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.places.boundary import boundary as read_boundary
from tutela_web.access.audit import trail
from tutela_web.access.devices import verbs
from tutela_web.access.models import (
    Compartment,
    CompartmentGrant,
    Duty,
    DutyArea,
    Holding,
    Mission,
    Person,
    Post,
    RoleGrant,
    current,
)
from tutela_web.access.policy import Standing, acts, has_lapsed, roles
from tutela_web.access.sessions import verbs as sessions
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, hold_name
from tutela_web.channels import push

# --- roles, posts, compartments -----------------------------------------------------------------


def give_role(
    person: Person,
    role: str,
    *,
    by: Standing,
    starts: date,
    ends: date | None = None,
    areas: Iterable[DutyArea] = (),
) -> RoleGrant:
    """Give a role for reading, in areas where the role reads by area, from one day to another."""
    _may_give(person, by)
    _sound_role(role)
    _sound_days(starts, ends, by)
    inside = list(areas)
    _same_mission(by, *inside)
    if roles()[role].area and not inside:
        raise BadParameter(
            say("{role} reads by area", role=roles()[role].label), next="name the areas"
        )
    with transaction.atomic():
        grant = RoleGrant.objects.create(
            mission=by.mission,
            person=person,
            role=role,
            starts=starts,
            ends=ends,
            given_by=by.person,
        )
        grant.areas.set(inside)
        _line("give_role", by, "role", grant.pk, person=person.pk, role=role)
    return grant


def end_role(grant: RoleGrant, *, by: Standing, on: date) -> None:
    """End a role; `on` is the first day without it."""
    by.require("grant_access")
    _same_mission(by, grant)
    _shorten(grant, on, by)
    _line("end_role", by, "role", grant.pk, person=grant.person_id, role=grant.role)
    _cut_off_lapsed(grant.person, by)


def make_post(
    *,
    by: Standing,
    role: str,
    title: str,
    area: DutyArea | None = None,
    reports_to: Post | None = None,
    duty_number: str = "",
) -> Post:
    """Make a post on the mission's ladder; empty until somebody is given it."""
    by.require("grant_access")
    _sound_role(role)
    _same_mission(by, *(near for near in (area, reports_to) if near))
    if roles()[role].area and area is None:
        raise BadParameter(
            say("{role} reads by area", role=roles()[role].label), next="name the area"
        )
    post = Post.objects.create(
        mission=by.mission,
        role=role,
        title=title,
        area=area,
        reports_to=reports_to,
        duty_number=duty_number,
    )
    _line("make_post", by, "post", post.pk, role=role)
    return post


def edit_post(
    post: Post, *, by: Standing, title: str, reports_to: Post | None, duty_number: str
) -> None:
    """Change a post's title, whom it reports to, and its duty number; never its role or area."""
    by.require("grant_access")
    _same_mission(by, post, *([reports_to] if reports_to else []))
    above = reports_to
    while above is not None:
        if above.pk == post.pk:
            raise BadParameter("a post cannot report to itself", next="name another post")
        above = above.reports_to
    post.title, post.reports_to, post.duty_number = title, reports_to, duty_number
    post.save()
    _line("edit_post", by, "post", post.pk)


def give_post(
    post: Post,
    *,
    to: Person,
    by: Standing,
    starts: date,
    ends: date | None = None,
    order: int = 0,
) -> Holding:
    """Give a post to somebody: order 0 is its holder, 1 the first alternate, and so on.

    Raises  NotNow if the post has a holder in those days: hand it over with `rotate_post`.
    """
    _may_give(to, by)
    _same_mission(by, post)
    _sound_days(starts, ends, by)
    with transaction.atomic():
        hold(post)
        meanwhile = post.holdings.filter(_overlapping(starts, ends))
        if order == 0 and meanwhile.filter(order=0).exists():
            raise NotNow("this post has a holder in those days", next="hand it over instead")
        if meanwhile.filter(person=to).exists():
            raise NotNow(
                "this person has this post in those days already", next="end the other first"
            )
        holding = Holding.objects.create(
            post=post, person=to, order=order, starts=starts, ends=ends, given_by=by.person
        )
        _line("give_post", by, "holding", holding.pk, person=to.pk, post=post.pk, order=order)
    return holding


def rotate_post(post: Post, *, to: Person, on: date, by: Standing) -> Holding:
    """Hand a post over: who holds it ends on the day, who comes starts on it.

    From that day the outgoing person's access is gone: if it is today, at once, sessions and
    devices too, unless they stand for something else.
    """
    _may_give(to, by)
    _same_mission(by, post)
    _sound_days(on, None, by)
    with transaction.atomic():
        hold(post)
        holdings = post.holdings.filter(order=0).filter(Q(ends__isnull=True) | Q(ends__gt=on))
        if holdings.filter(starts__gt=on).exists():
            raise NotNow(
                "another handover of this post is planned after that day",
                next="end the planned one first",
            )
        leaving = list(holdings.select_related("person"))
        if any(holding.person_id == to.pk for holding in leaving):
            raise NotNow("this person holds the post already", next="choose who comes")
        for holding in leaving:
            holding.ends = on
            holding.save()
            _line("end_post", by, "holding", holding.pk, person=holding.person_id, post=post.pk)
        post.holdings.filter(person=to).filter(_overlapping(on, None)).exclude(order=0).update(
            ends=on
        )
        new_holding = Holding.objects.create(post=post, person=to, starts=on, given_by=by.person)
        _line("give_post", by, "holding", new_holding.pk, person=to.pk, post=post.pk, order=0)
    for holding in leaving:
        _cut_off_lapsed(holding.person, by)
    return new_holding


def end_post(holding: Holding, *, by: Standing, on: date) -> None:
    """End somebody's holding of a post; the post is then empty, which is shown."""
    by.require("grant_access")
    _same_mission(by, holding.post)
    _shorten(holding, on, by)
    _line("end_post", by, "holding", holding.pk, person=holding.person_id, post=holding.post_id)
    _cut_off_lapsed(holding.person, by)


def open_compartment(
    person: Person,
    compartment: str,
    *,
    by: Standing,
    reason: str,
    starts: date,
    ends: date | None,
) -> CompartmentGrant:
    """Open a compartment to one named person, for a time and a reason that are kept."""
    _may_give(person, by)
    if compartment not in Compartment.values or not compartment:
        raise BadParameter("there is no such compartment", next="choose one of the list")
    if not reason.strip():
        raise BadParameter("a compartment is opened for a reason", next="write the reason")
    _sound_days(starts, ends, by)
    grant = CompartmentGrant.objects.create(
        mission=by.mission,
        person=person,
        compartment=compartment,
        reason=reason.strip(),
        starts=starts,
        ends=ends,
        given_by=by.person,
    )
    _line("open_compartment", by, "grant", grant.pk, person=person.pk, compartment=compartment)
    return grant


def close_compartment(grant: CompartmentGrant, *, by: Standing, on: date) -> None:
    """Close a compartment to somebody again; `on` is the first day without."""
    by.require("grant_access")
    _same_mission(by, grant)
    _shorten(grant, on, by)
    _line(
        "close_compartment",
        by,
        "grant",
        grant.pk,
        person=grant.person_id,
        compartment=grant.compartment,
    )


# --- duty areas and the roster ------------------------------------------------------------------


def keep_area(
    *,
    by: Standing,
    code: str,
    name: str,
    kind: str,
    boundary: str = "",
    area: DutyArea | None = None,
    analysis_cell: str = "",
    starts: date | None = None,
    ends: date | None = None,
) -> DutyArea:
    """Make a duty area, or change one; the boundary is GeoJSON in longitude and latitude.

    Takes   analysis_cell, the office that analyses danger to civilians there.

    Raises  BadParameter if the boundary is no sound polygon of this earth, or the code is taken.
    """
    by.require("grant_access")
    _same_mission(by, *([area] if area else []))
    drawn = read_boundary(boundary) if boundary.strip() else None
    kept = area or DutyArea(mission=by.mission)
    if DutyArea.objects.filter(mission=by.mission, code=code).exclude(pk=kept.pk).exists():
        raise BadParameter(say("the code {code} is taken", code=code), next="choose another")
    kept.code, kept.name, kept.kind, kept.starts, kept.ends = code, name, kind, starts, ends
    kept.analysis_cell = analysis_cell.strip()
    if drawn is not None:
        kept.boundary = drawn
    kept.save()
    _line("keep_area", by, "area", kept.pk, drawn=drawn is not None)
    return kept


def add_turn(
    post: Post, *, person: Person, starts_at: datetime, ends_at: datetime, by: Standing
) -> Duty:
    """Put somebody on the roster of a post, from one time of the mission's clock to another."""
    by.require("keep_roster", area=post.area_id)
    _same_mission(by, post)
    _sound_turn(post, person, starts_at, ends_at)
    with transaction.atomic():
        hold(post)
        _require_no_other_duty(post, starts_at, ends_at, but=None)
        turn = Duty.objects.create(
            post=post, person=person, starts_at=starts_at, ends_at=ends_at, made_by=by.person
        )
        _line("add_turn", by, "duty", turn.pk, person=person.pk, post=post.pk)
    return turn


def edit_turn(
    duty: Duty, *, person: Person, starts_at: datetime, ends_at: datetime, by: Standing
) -> None:
    """Change who does a turn, or from when to when."""
    by.require("keep_roster", area=duty.post.area_id)
    _same_mission(by, duty.post)
    _sound_turn(duty.post, person, starts_at, ends_at)
    with transaction.atomic():
        Post.objects.select_for_update(no_key=True).get(pk=duty.post_id)
        _require_no_other_duty(duty.post, starts_at, ends_at, but=duty)
        duty.person, duty.starts_at, duty.ends_at = person, starts_at, ends_at
        duty.made_by = by.person
        duty.save()
        _line("edit_turn", by, "duty", duty.pk, person=person.pk, post=duty.post_id)


def drop_turn(duty: Duty, *, by: Standing) -> None:
    """Take a turn off the roster, if it has not begun; one that has begun ends now."""
    by.require("keep_roster", area=duty.post.area_id)
    _same_mission(by, duty.post)
    now = clock.now(by.mission)
    _line("drop_turn", by, "duty", duty.pk, person=duty.person_id, post=duty.post_id)
    if duty.starts_at >= now:
        duty.delete()
    elif duty.ends_at > now:
        duty.ends_at = now
        duty.save()


def _sound_turn(post: Post, person: Person, starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise BadParameter("the turn ends before it begins", next="put the times right")
    if not person.is_active:
        raise BadParameter("this person's account is ended", next="choose somebody else")


def _require_no_other_duty(
    post: Post, starts_at: datetime, ends_at: datetime, *, but: Duty | None
) -> None:
    others = post.duties.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise NotNow("somebody else has part of this time", next="change that turn first")


# --- accounts -----------------------------------------------------------------------------------


def make_account(
    *, by: Standing | None, username: str, name: str = "", email: str = "", language: str = "en"
) -> Person:
    """Make an account that stands for nothing yet; its owner sets the password by `password_link`.

    Takes   by, an administrator; None at the console, where a house begins.
    """
    if by is not None:
        by.require("make_accounts")
    username, email = username.strip().lower(), email.strip().lower()
    if Person.objects.filter(username__iexact=username).exists():
        raise BadParameter("this sign-in name is taken", next="choose another")
    if email and Person.objects.filter(email__iexact=email).exists():
        raise BadParameter("another account has this e-mail address", next="look it up in the list")
    made = Person.objects.create_user(username, name=name, email=email, language=language)
    house_line("make_account", by, made)
    return made


def make_first_account(*, username: str, name: str = "", email: str = "") -> Person:
    """Make, at the console, the account of who makes the first mission.

    Raises  NotNow once a mission is there; BadParameter as make_account.
    """
    if Mission.objects.exists():
        raise NotNow(
            "a mission is there already", next="its administrator makes accounts, on a page"
        )
    return make_account(by=None, username=username, name=name, email=email)


def make_mission(
    *, by: Standing | None, code: str, name: str, iso3: str, time_zone: str, administrator: Person
) -> Mission:
    """Make a live mission and seat its first administrator.

    Takes   by, an administrator of another mission of the house; None at the console.
    Raises  Denied without the act make_missions, and to who would seat themselves; BadParameter
            for a code that is taken or no code, a country or a time zone nobody knows; NotNow for
            an ended account.
    """
    if by is not None:
        by.require("make_missions")
        if administrator.pk == by.person.pk:
            raise Denied("nobody gives access to themselves", next="name another administrator")
    if not administrator.is_active:
        raise NotNow("this account is ended", next="open it again first")
    return _new_mission(code, name, iso3, time_zone, administrator, by.person if by else None)


def make_first_mission(
    person: Person, *, code: str, name: str, iso3: str, time_zone: str
) -> Mission:
    """Make the first mission of an installation, whose administrator is who makes it.

    As long as there is none, every account was made at the console by who keeps the server: nobody
    else can be signed in. From then on an administrator seats another, never themselves.

    Raises  Denied once a mission is there; BadParameter as make_mission.
    """
    with transaction.atomic():
        hold_name("first mission")  # of two at the same moment the second finds the first's
        if Mission.objects.exists():
            raise Denied("a mission is there already", next="ask its administrator")
        return _new_mission(code, name, iso3, time_zone, person, person)


def _new_mission(
    code: str, name: str, iso3: str, time_zone: str, administrator: Person, by: Person | None
) -> Mission:
    code, name, iso3 = code.strip().lower(), name.strip(), iso3.strip().upper()
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,19}", code):
        raise BadParameter(
            say("this is no code"), next=say("write up to 20 small letters, digits and hyphens")
        )
    if Mission.objects.filter(code=code).exists():
        raise BadParameter(say("the code {code} is taken", code=code), next="choose another")
    if not name or len(name) > 120:
        raise BadParameter(say("a mission needs a name"), next=say("write up to 120 letters"))
    if not re.fullmatch(r"[A-Z]{3}", iso3):
        raise BadParameter(say("this is no country code"), next=say("write three letters"))
    if time_zone not in available_timezones():
        raise BadParameter(
            say("nobody knows this time zone"), next=say("write one such as Africa/Juba")
        )
    with transaction.atomic():
        mission = Mission.objects.create(code=code, name=name, iso3=iso3, time_zone=time_zone)
        trail.record(
            "make_mission",
            mission=mission,
            by=by,
            kind="mission",
            subject=mission.pk,
        )
        seat(
            administrator,
            mission=mission,
            role="administrator",
            title="Administrator",
            by=by,
        )
    return mission


def make_exercise_mission(
    live: Mission, name: str, shift: timedelta, *, by: Person | None
) -> Mission:
    """Make a mission of kind exercise beside a live one: in its country and zone, with a clock of
    its own. Nobody stands for anything in it yet; who may make one is asked by the caller.

    Takes   shift, of its clock.
    """
    with transaction.atomic():
        hold_name("exercise missions", live.pk)
        begins = f"{live.code[:12].strip('-')}-ex"
        taken = Mission.objects.filter(code__startswith=begins).values_list("code", flat=True)
        numbers = [int(rest) for code in taken if (rest := code.removeprefix(begins)).isdecimal()]
        made = Mission.objects.create(
            code=f"{begins}{max(numbers, default=0) + 1}",
            name=name[:120],
            kind=Mission.Kind.EXERCISE,
            iso3=live.iso3,
            time_zone=live.time_zone,
            digits=live.digits,
            clock_shift=shift,
        )
        trail.record("make_mission", mission=made, by=by, kind="mission", subject=made.pk)
    return made


def seat(
    person: Person, *, mission: Mission, role: str, title: str, by: Person | None = None
) -> Holding:
    """Give a new post to somebody at the console: how a mission gets its first administrator and
    its first Chief of Staff, who then give all others theirs. Whoever may do this holds the
    database anyway; the audit has it as done by nobody of the house, unless `by` says otherwise.

    Raises  NotNow if somebody in the mission can give access already: then it is theirs to give.
    """
    _sound_role(role)
    on = clock.today(mission)
    able = [name for name in roles() if name in acts()["grant_access"]]
    seated = Holding.objects.filter(current(on), post__mission=mission, post__role__in=able)
    if role in able and seated.filter(person__is_active=True).exists():
        raise NotNow("somebody of this mission gives access already", next="ask them for the post")
    with transaction.atomic():
        post = Post.objects.create(mission=mission, role=role, title=title)
        holding = Holding.objects.create(post=post, person=person, starts=on)
        trail.record(
            "seat",
            mission=mission,
            by=by,
            kind="holding",
            subject=holding.pk,
            person=person.pk,
            role=role,
        )
    return holding


def password_link(person: Person, *, by: Standing | None) -> str:
    """The one-time address at which the owner of a new account sets the first password.

    Raises  NotNow once the account was ever signed into or can be: then an administrator asks,
            and a second person decides (`account_changes`).
    """
    if by is not None:
        by.require("make_accounts")
        require_not_own(person, by)
        if not is_new(person):
            raise NotNow(
                "this account was signed into before, or can be",
                next="ask, with a reason; a second person decides",
            )
    return hand_out_link(person, by=by)


def is_new(person: Person) -> bool:
    """Whether nobody could ever sign in as this person: then there is nothing to take over."""
    return (
        person.last_login is None
        and not person.has_usable_password()
        and not Authenticator.objects.filter(user=person).exists()
        and not SocialAccount.objects.filter(user=person).exists()
    )


def hand_out_link(person: Person, *, by: Standing | None, **ids: trail.Detail) -> str:
    """Make the address, told once, good for a day, and end the sessions and devices of the person.

    For the verbs that asked who may: `password_link` and `account_changes.asked_link`.
    """
    if not person.is_active:
        raise NotNow("this account is ended", next="open it again first")
    sessions.end_sessions(person)
    verbs.end_all(person, by=by.person if by else None)
    house_line("give_password_link", by, person, **ids)
    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])


def link_subject(person: Person, *, provider: str, subject: str, by: Standing) -> None:
    """Say which subject of an identity provider a new account is; an empty one ends the link.

    Raises  NotNow for an account somebody signs in with already: whoever is linked enters it, and
            nobody takes over an account alone.
    """
    by.require("make_accounts")
    require_not_own(person, by)
    if subject and not is_new(person):
        raise NotNow(
            "somebody signs in with this account already",
            next="ask for a password link with a second person",
        )
    with transaction.atomic():
        if SocialAccount.objects.filter(provider=provider, uid=subject).exclude(user=person):
            raise BadParameter(
                "this subject is linked to another account", next="unlink it there first"
            )
        SocialAccount.objects.filter(user=person, provider=provider).delete()
        if subject:
            SocialAccount.objects.create(user=person, provider=provider, uid=subject)
        house_line("link_subject", by, person, linked=bool(subject))


def end_account(person: Person, *, by: Standing) -> None:
    """Deactivate an account: nobody signs in with it, its sessions and devices end at once."""
    by.require("make_accounts")
    require_not_own(person, by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    house_line("end_account", by, person)
    _cut_off(person, by.person)


def reopen_account(person: Person, *, by: Standing) -> None:
    """Let somebody sign in again; roles and posts are what their dates say."""
    by.require("make_accounts")
    require_not_own(person, by)
    person.is_active = True
    person.save(update_fields=["is_active"])
    house_line("reopen_account", by, person)


def end_access(person: Person, *, by: Standing) -> int:
    """End every session and device of somebody at once; gives how many sessions ended."""
    if not by.may("make_accounts"):
        by.require("grant_access")
    house_line("end_access", by, person)
    return _cut_off(person, by.person)


def end_lapsed(*, by: Person | None = None) -> int:
    """End sessions and devices of all who stood for something and stand for nothing today.

    For the nightly round; a request of such a person ends the session within a minute anyway.
    """
    ended = 0
    for person in Person.objects.filter(is_active=True).iterator():
        if has_lapsed(person) and (sessions.sessions_of(person) or verbs.of(person).exists()):
            _cut_off(person, by)
            trail.record("end_access", by=by, kind="person", subject=person.pk)
            ended += 1
    return ended


# --- what all of them ask -----------------------------------------------------------------------


def _may_give(person: Person, by: Standing) -> None:
    by.require("grant_access")
    if person.pk == by.person.pk:
        raise Denied("nobody gives access to themselves", next="ask the Head of Mission")
    if not person.is_active:
        raise NotNow("this account is ended", next="ask the administrator to open it")


def require_not_own(person: Person, by: Standing) -> None:
    """Raise Denied for the own account: another administrator looks after it."""
    if person.pk == by.person.pk:
        raise Denied(say("this is your own account"), next=say("ask another administrator"))


def _sound_role(role: str) -> None:
    if role not in roles():
        raise BadParameter("there is no such role", next="choose one of the list")


def _sound_days(starts: date, ends: date | None, by: Standing) -> None:
    if starts < clock.today(by.mission):
        raise BadParameter("the first day has passed", next="begin today or later")
    if ends is not None and ends <= starts:
        raise BadParameter("the last day lies before the first", next="put the days right")


def _shorten(grant: RoleGrant | Holding | CompartmentGrant, on: date, by: Standing) -> None:
    if on < clock.today(by.mission):
        raise BadParameter("that day has passed", next="end it today or later")
    if grant.ends is not None and grant.ends <= on:
        raise NotNow("this ends by then already", next="choose an earlier day")
    grant.ends = max(on, grant.starts)
    grant.save(update_fields=["ends"])


def _overlapping(starts: date, ends: date | None) -> Q:
    until = Q(starts__lt=ends) if ends is not None else Q()
    return until & (Q(ends__isnull=True) | Q(ends__gt=starts))


def _same_mission(by: Standing, *given: RoleGrant | Post | DutyArea | CompartmentGrant) -> None:
    if any(one.mission_id != by.mission.pk for one in given):
        raise Denied("this belongs to another mission", next="go to that mission's page")


def _cut_off_lapsed(person: Person, by: Standing) -> None:
    """Rotation ends access the same day: sessions and devices of who stands for nothing go."""
    if has_lapsed(person):
        _cut_off(person, by.person)
        _line("end_access", by, "person", person.pk)


def _cut_off(person: Person, by: Person | None) -> int:
    verbs.end_all(person, by=by)
    push.forget_person(person.pk)
    return sessions.end_sessions(person)


def _line(act: str, by: Standing, kind: str, subject: trail.Subject, **ids: trail.Detail) -> None:
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind=kind,
        subject=subject,
        **ids,
    )


def house_line(act: str, by: Standing | None, person: Person, **ids: trail.Detail) -> None:
    """A line in the house's chain about a person's account."""
    trail.record(
        act,
        mission=None,
        by=by.person if by else None,
        kind="person",
        subject=person.pk,
        **ids,
    )
