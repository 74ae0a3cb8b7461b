"""Who holds what, since when and until when; who is on duty; what is empty or without anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tutela_web.access.audit import trail
from tutela_web.access.geometry import SPOTS, Cover, cover
from tutela_web.access.models import (
    AccountChange,
    AuditEntry,
    CompartmentGrant,
    Device,
    Duty,
    DutyArea,
    Holding,
    Mission,
    Person,
    Post,
    RoleGrant,
    current,
)
from tutela_web.access.policy import Standing, acts, missions_of, standing_of
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied

# --- posts and roles ----------------------------------------------------------------------------


@dataclass
class Rung:
    """One post of the ladder: who holds it, who stands in, who comes, since when it is empty."""

    post: Post
    depth: int = 0
    holder: Holding | None = None
    alternates: list[Holding] = field(default_factory=list)
    coming: list[Holding] = field(default_factory=list)
    empty_since: date | None = None

    @property
    def never_held(self) -> bool:
        return self.holder is None and self.empty_since is None


def ladder(mission: Mission, *, on: date) -> list[Rung]:
    """Every post of the mission in the order of the ladder, each under the one it reports to."""
    posts = list(Post.objects.filter(mission=mission).select_related("area").order_by("title"))
    holdings = Holding.objects.filter(post__mission=mission).select_related("person")
    by_post: dict[Any, list[Holding]] = {}
    for holding in holdings.order_by("order", "starts"):
        by_post.setdefault(holding.post_id, []).append(holding)
    below: dict[Any, list[Post]] = {}
    for post in posts:
        below.setdefault(post.reports_to_id, []).append(post)
    rungs: list[Rung] = []

    def climb(above: UUID | None, depth: int) -> None:
        for post in below.get(above, []):
            rungs.append(_ladder_rung(post, depth, by_post.get(post.pk, []), on))
            climb(post.pk, depth + 1)

    climb(None, 0)
    return rungs


def _ladder_rung(post: Post, depth: int, holdings: Iterable[Holding], on: date) -> Rung:
    rung = Rung(post, depth)
    ended: list[date] = []
    for holding in holdings:
        if holding.ends is not None and holding.ends <= on:
            if holding.order == 0 and holding.ends > holding.starts:
                ended.append(holding.ends)
        elif holding.starts > on:
            rung.coming.append(holding)
        elif holding.order == 0 and rung.holder is None:
            rung.holder = holding
        else:
            rung.alternates.append(holding)
    if rung.holder is None and ended:
        rung.empty_since = max(ended)
    return rung


def _from_today(on: date) -> Q:
    return Q(ends__isnull=True) | Q(ends__gt=on)


def roles_given(mission: Mission, *, on: date) -> QuerySet[RoleGrant]:
    """Roles for reading that hold today or will."""
    given = RoleGrant.objects.filter(_from_today(on), mission=mission)
    return given.select_related("person").prefetch_related("areas").order_by("role", "starts")


def compartments_opened(mission: Mission, *, on: date) -> QuerySet[CompartmentGrant]:
    """Compartments opened by name that hold today or will."""
    opened = CompartmentGrant.objects.filter(_from_today(on), mission=mission)
    return opened.select_related("person", "given_by").order_by("compartment", "starts")


def people_of(mission: Mission, *, on: date) -> QuerySet[Person]:
    """Active people who hold a post or a role in the mission today or will."""
    holds = Holding.objects.filter(_from_today(on), post__mission=mission, person=OuterRef("pk"))
    reads = RoleGrant.objects.filter(_from_today(on), mission=mission, person=OuterRef("pk"))
    return Person.objects.filter(Exists(holds) | Exists(reads), is_active=True).order_by("name")


# --- the roster ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class OnDuty:
    """Who answers for a post now: the number is the post's; without a turn, nobody is on duty."""

    post: Post
    turn: Duty | None
    next_at: datetime | None = None
    rostered: bool = True

    @property
    def person(self) -> Person | None:
        return self.turn.person if self.turn else None

    @property
    def number(self) -> str:
        return self.post.duty_number


ANSWERS = ("issue_alert", "decide_alert")
"""A post whose role may do one of these is called at any hour: a gap in its roster is an alarm."""


def rostered_posts(mission: Mission) -> QuerySet[Post]:
    """Posts with a duty number or with a turn; `rostered` are those that keep a roster: they had a
    turn once, or their role answers for alerts."""
    answering = frozenset().union(*(acts()[act] for act in ANSWERS))
    kept = Post.objects.filter(mission=mission).annotate(
        rostered=Exists(Duty.objects.filter(post=OuterRef("pk"))) | Q(role__in=answering)
    )
    kept = kept.filter(~Q(duty_number="") | Exists(Duty.objects.filter(post=OuterRef("pk"))))
    return kept.select_related("area").order_by("title", "pk")


def on_duty(mission: Mission, at: datetime) -> list[OnDuty]:
    """Who is on duty for each post of the roster at a time; nobody is said, not left out."""
    near = Duty.objects.filter(post__mission=mission, person__is_active=True)
    turns: dict[Any, list[Duty]] = {}
    ahead = near.filter(ends_at__gt=clock.as_sent(at)).select_related("person")
    for turn in ahead.order_by("starts_at"):
        if turn.ends_at > at:
            turns.setdefault(turn.post_id, []).append(turn)
    stretches = []
    for post in rostered_posts(mission):
        of_post = turns.get(post.pk, [])
        now = next((turn for turn in of_post if turn.starts_at <= at), None)
        later = next((turn.starts_at for turn in of_post if turn.starts_at > at), None)
        stretches.append(OnDuty(post, now, later, vars(post)["rostered"]))  # annotated above
    return stretches


@dataclass(frozen=True)
class PostSeat:
    """A post and who answers for it at a time: who is on duty first, then holder and alternates."""

    post: Post
    people: tuple[Person, ...]
    on_duty: bool = False


def seats(mission: Mission, at: datetime) -> list[PostSeat]:
    """Every post of a mission with its people at a time; an empty one has none. Three queries.

    An account that is ended answers for nothing.
    """
    active = {"person__is_active": True}
    turns = Duty.objects.filter(post__mission=mission, starts_at__lte=at, ends_at__gt=at, **active)
    people: dict[Any, list[Person]] = {}
    on_duty = set()
    for turn in turns.select_related("person"):
        people.setdefault(turn.post_id, []).append(turn.person)
        on_duty.add(turn.post_id)
    holdings = Holding.objects.filter(current(at.date()), post__mission=mission, **active)
    for holding in holdings.select_related("person").order_by("order", "starts", "pk"):
        people.setdefault(holding.post_id, []).append(holding.person)
    return [
        PostSeat(post, tuple(dict.fromkeys(people.get(post.pk, ()))), post.pk in on_duty)
        for post in Post.objects.filter(mission=mission).select_related("area").order_by("pk")
    ]


@dataclass(frozen=True)
class Stretch:
    """A stretch of the roster of one post: somebody's turn, or nobody's."""

    post: Post
    starts_at: datetime
    ends_at: datetime
    turn: Duty | None = None


def roster(mission: Mission, *, since: datetime, until: datetime) -> list[Stretch]:
    """The turns of each post that keeps a roster between two times, with the gaps between them as
    nobody's."""
    turns = Duty.objects.filter(post__mission=mission, starts_at__lt=until, ends_at__gt=since)
    ordered = turns.select_related("person").order_by("post_id", "starts_at")
    by_post = {post: list(of) for post, of in groupby(ordered, key=lambda turn: turn.post_id)}
    stretches = []
    for post in rostered_posts(mission):
        if not vars(post)["rostered"]:  # annotated above
            continue
        reached = since
        for turn in by_post.get(post.pk, []):
            if turn.starts_at > reached:
                stretches.append(Stretch(post, reached, turn.starts_at))
            kept = turn if turn.person.is_active else None
            stretches.append(Stretch(post, turn.starts_at, turn.ends_at, kept))
            reached = max(reached, turn.ends_at)
        if reached < until:
            stretches.append(Stretch(post, reached, until))
    return stretches


# --- duty areas ---------------------------------------------------------------------------------


def areas(mission: Mission, *, on: date) -> list[DutyArea]:
    """Duty areas that hold on a day, by code."""
    return list(areas_on(mission, on).order_by("kind", "code"))


def areas_on(mission: Mission, on: date) -> QuerySet[DutyArea]:
    """Duty areas that hold on a day."""
    held = Q(starts__isnull=True) | Q(starts__lte=on)
    return DutyArea.objects.filter(_from_today(on), held, mission=mission)


def area_at(
    mission: Mission, latitude: float, longitude: float, *, on: date, kind: str = "field_office"
) -> DutyArea | None:
    """The one area of a kind a point lies in; None where none or several claim it."""
    from shapely.geometry import Point, shape  # which a start does without

    point = Point(longitude, latitude)
    claiming = [
        area
        for area in areas(mission, on=on)
        if area.kind == kind and area.boundary and shape(area.boundary).intersects(point)
    ]
    return claiming[0] if len(claiming) == 1 else None


def covers(standing: Standing) -> list[Cover]:
    """How each kind of area covers the places this person may read."""
    held = areas(standing.mission, on=standing.on)
    spots = [spot for spots_of in SPOTS for spot in spots_of(standing)]
    return [cover(str(kind), held, spots) for kind in DutyArea.Kind.values]


# --- accounts and one's own ---------------------------------------------------------------------


def administering(person: Person | AnonymousUser | None) -> Standing | None:
    """The standing by which somebody looks after accounts; None for everybody else."""
    for mission in missions_of(person):
        standing = standing_of(person, mission)
        if standing.may("make_accounts"):
            return standing
    return None


def accounts(*, search: str = "") -> QuerySet[Person]:
    """Every account with its state, and nothing of what its owner may read."""
    people = Person.objects.all()
    if search:
        people = people.filter(
            Q(username__icontains=search) | Q(name__icontains=search) | Q(email__icontains=search)
        )
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    live = Q(devices__ended_at=None, devices__expires_at__gt=real_now())
    return people.annotate(
        has_second_factor=Exists(factors),
        by_provider=Exists(SocialAccount.objects.filter(user=OuterRef("pk"))),
        live_devices=Count("devices", filter=live),
    ).order_by("-is_active", "username")


def account_changes(standing: Standing) -> QuerySet[AccountChange]:
    """What was asked about accounts of people of this mission, or of nobody's by somebody here."""
    of_mission = people_of(standing.mission, on=standing.on)
    anywhere = _from_today(standing.on)
    holdings = Holding.objects.filter(anywhere, person=OuterRef("person"))
    given = RoleGrant.objects.filter(anywhere, person=OuterRef("person"))
    nobodys = ~Exists(holdings) & ~Exists(given) & Q(mission=standing.mission)
    found = AccountChange.objects.filter(Q(person__in=of_mission.order_by()) | nobodys)
    return found.select_related("person").order_by("-asked_at")


def waiting_changes(standing: Standing) -> QuerySet[AccountChange]:
    """Those of `account_changes` that wait for a second person (AccountChange.state)."""
    asked = account_changes(standing).filter(approved_at=None, refused_at=None, done_at=None)
    return asked.filter(asked_at__gt=real_now() - AccountChange.WAITS)


@dataclass(frozen=True)
class AccountChangeRow:
    """One thing asked about an account, with the names of who asked and who decided."""

    asked: AccountChange
    asker: str
    decider: str


def with_names(changes: Iterable[AccountChange]) -> list[AccountChangeRow]:
    """Who asked and who decided, by name: both must know whom they deal with."""
    asked = list(changes)
    ids = {
        pk
        for change in asked
        for pk in (change.asked_by_id, change.approved_by_id)
        if pk is not None
    }
    names = {p.pk: str(p) for p in Person.objects.filter(pk__in=ids)} if asked else {}
    return [
        AccountChangeRow(c, person_name(names, c.asked_by_id), person_name(names, c.approved_by_id))
        for c in asked
    ]


def person_name(names: Mapping[UUID, str], pk: UUID | None) -> str:
    return names.get(pk, "") if pk is not None else ""


def devices_of(person: Person) -> QuerySet[Device]:
    """All devices of a person of the last half year, newest first: ended ones too."""
    return person.devices.filter(made_at__gt=real_now() - timedelta(days=180)).order_by("-made_at")


def happened_to(person: Person, *, since: datetime | None = None) -> QuerySet[AuditEntry]:
    """The house's lines about somebody's account, newest first."""
    lines = AuditEntry.objects.filter(chain=trail.HOUSE, kind="person", subject_id=str(person.pk))
    return (lines.filter(at__gt=since) if since else lines).order_by("-number")


def post_acting(by: Standing, act: str) -> Post:
    """The post by which somebody does an act today; Denied where none gives it."""
    holdings = Holding.objects.filter(
        current(by.on), person=by.person, post__mission=by.mission, post__role__in=acts()[act]
    )
    first = holdings.select_related("post").order_by("order", "starts", "pk").first()
    if first is None:
        raise Denied(
            "no post you hold today gives this authority here",
            next="ask the Chief of Staff who holds the post",
        )
    return first.post


def posts_held(standing: Standing) -> QuerySet[Holding, Any]:
    """The posts this person holds today, as deputy too: ids, for a query."""
    holdings = Holding.objects.filter(current(standing.on), post__mission=standing.mission)
    return holdings.filter(person=standing.person.pk).values("post")


def holders_of(post: UUID, on: date) -> list[UUID]:
    """The people who hold a post on a day and may sign in."""
    holdings = Holding.objects.filter(current(on), post=post, person__is_active=True)
    return list(holdings.order_by("order").values_list("person", flat=True).distinct())
