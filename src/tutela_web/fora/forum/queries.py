"""How fora, their meetings, actions and reports are read; who misses a forum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from tutela.base.messages import Sentence
from tutela.coordination.meetings import HEADINGS, carried_over, lateness
from tutela_web.access.models import DutyArea, Holding, current
from tutela_web.access.people.queries import areas
from tutela_web.access.policy import Standing
from tutela_web.base.ids import is_id
from tutela_web.crisis.plans.queries import ENGAGED
from tutela_web.fora.forum.models import Action, Forum, ForumDecision, Meeting, Member, UpwardReport
from tutela_web.risk.queries import risks_for

FILTERS = ("kind", "level", "area", "ended")
ACTION_FILTERS = ("forum", "state", "owner", "due")

PANELS: dict[str, Callable[[Standing, Forum], Mapping[str, Any] | None]] = {}
"""What rooms above show on a forum's page: by template, what goes into it; None shows nothing."""

GROUNDS: dict[str, Callable[[Standing], QuerySet[Any]]] = {}
"""What a forum may rest on: records of a room above."""


def fora_for(standing: Standing) -> QuerySet[Forum]:
    """The fora this person may see, those that ended too."""
    return Forum.objects.filter(standing.sees_open("fora"))


def standing_fora(standing: Standing) -> QuerySet[Forum]:
    """The fora that have not ended, with chair and area; the highest first."""
    alive = fora_for(standing).filter(Q(ended_on=None) | Q(ended_on__gt=standing.on))
    return alive.select_related("chair", "area").order_by("kind", "name")


def meetings_for(standing: Standing) -> QuerySet[Meeting]:
    """The meetings this person may see, of fora they may see."""
    seen = standing.sees_open("fora")
    return Meeting.objects.filter(seen, forum__in=fora_for(standing)).select_related("forum")


def actions_for(standing: Standing) -> QuerySet[Action]:
    """The actions this person may see, of meetings they may see."""
    seen = Action.objects.filter(standing.sees_open("fora"), meeting__in=meetings_for(standing))
    return seen.select_related("meeting__forum", "owner")


def decisions_for(standing: Standing) -> QuerySet[ForumDecision]:
    """The decisions this person may see; `risk` is None where the risk may not be seen."""
    here = standing.sees_open("fora") & Q(meeting__in=meetings_for(standing))
    seen = ForumDecision.objects.filter(here | _decisions_directing(standing))
    risk = Prefetch("risk", queryset=risks_for(standing).select_related("place"))
    directed = Prefetch("directs", queryset=fora_for(standing))
    return seen.select_related("meeting__forum").prefetch_related(risk, directed)


def _decisions_directing(standing: Standing) -> Q:
    """Decisions that direct a forum of the person's own area, up to the clearance there: they were
    taken in a forum above, which the person need not read."""
    reading = standing.readings.get("fora")
    seen = Q(pk__in=[])
    for areas_read, clearance in reading.parts if reading else ():
        part = Q(classification__lte=clearance, directs__classification__lte=clearance)
        if areas_read is not None:
            part &= Q(directs__area_id__in=areas_read)
        seen |= part
    return seen & Q(mission=standing.mission, compartment="", directs__isnull=False)


def days_of_politics(standing: Standing, since: date) -> Iterable[tuple[UUID, date]]:
    """The places and days of the political steps that fora decided on risks this person may see,
    since a day. One query."""
    here = standing.sees_open("fora") & Q(meeting__in=meetings_for(standing))
    zone = ZoneInfo(standing.mission.time_zone)
    start = datetime.combine(since, datetime.min.time(), zone)
    rows = ForumDecision.objects.filter(
        here, political=True, risk__in=risks_for(standing), meeting__starts_at__gte=start
    )
    for place, at in rows.order_by().values_list("risk__place", "meeting__starts_at"):
        yield place, at.astimezone(zone).date()


def connect() -> None:
    """Tell the room of crises, which lies below, that a forum's political step is one too."""
    ENGAGED["fora"] = days_of_politics


def reports_for(standing: Standing) -> QuerySet[UpwardReport]:
    """The reports upward this person may see."""
    return UpwardReport.objects.filter(
        standing.sees_open("fora"), forum__in=fora_for(standing)
    ).select_related("forum", "to")


def panels_of(standing: Standing, forum: Forum) -> list[tuple[str, Mapping[str, Any]]]:
    """What the rooms above show of a forum: template, and what goes into it."""
    panels = [(template, fill(standing, forum)) for template, fill in PANELS.items()]
    return [(template, shown) for template, shown in panels if shown is not None]


# --- the list


@dataclass(frozen=True)
class ForumRow:
    """A forum as the list shows it."""

    forum: Forum
    last: date | None
    late: Sentence | None
    seats: int
    open_actions: int
    overdue: int

    @property
    def men_only(self) -> bool:
        """Whether it is known that no woman sits in it."""
        return self.forum.women == 0 and bool(self.forum.men)


def fora_list(standing: Standing, asked: Mapping[str, str]) -> list[ForumRow]:
    """The fora a filter finds. Three queries."""
    fora = fora_for(standing) if asked.get("ended") == "1" else standing_fora(standing)
    if asked.get("ended") == "1":
        fora = fora.exclude(Q(ended_on=None) | Q(ended_on__gt=standing.on))
    for name in ("kind", "level"):
        if asked.get(name):
            fora = fora.filter(**{name: asked[name]})
    if code := asked.get("area"):
        fora = fora.filter(area=None) if code == "-" else fora.filter(area__code=code)
    rows = list(
        fora.select_related("chair", "area")
        .defer("area__boundary")
        .order_by("kind", "name")
        .annotate(seats=Count("members", filter=Q(members__until=None)))
    )
    last = last_held(standing)
    open_ones = actions_for(standing).filter(state=Action.State.OPEN).order_by()
    counted = {
        pk: (n, late)
        for pk, n, late in open_ones.values_list("meeting__forum").annotate(
            n=Count("pk"), late=Count("pk", filter=Q(due__lt=standing.on))
        )
    }
    return [
        ForumRow(
            row,
            last.get(row.pk),
            lateness(last.get(row.pk), row.rhythm_days, standing.on),
            row.seats,
            *counted.get(row.pk, (0, 0)),
        )
        for row in rows
    ]


def last_held(standing: Standing) -> dict[UUID, date]:
    """When each forum last met."""
    zone = ZoneInfo(standing.mission.time_zone)
    meetings = meetings_for(standing).filter(state=Meeting.State.HELD).order_by()
    rows = meetings.values_list("forum").annotate(last=Max("starts_at"))
    return {pk: at.astimezone(zone).date() for pk, at in rows}


MAPPED = (Forum.Kind.LOCAL, Forum.Kind.CLUSTER, Forum.Kind.HOST, Forum.Kind.COMMUNITY)
"""What every area needs. Source: Framework, template H, paragraphs 19 and 21 to 24."""


@dataclass(frozen=True)
class AreaCells:
    """One area of the map of coordination: for each kind of MAPPED, its fora; empty is a gap."""

    area: DutyArea
    cells: tuple[tuple[Forum, ...], ...]

    @property
    def bare(self) -> bool:
        """Whether no forum of any of these kinds is recorded there."""
        return not any(self.cells)

    @property
    def labelled(self) -> list[tuple[str, tuple[Forum, ...]]]:
        """Each kind by its word, with its fora: a telephone shows them below each other."""
        return [(str(kind.label), cell) for kind, cell in zip(MAPPED, self.cells, strict=True)]


def coordination_map(standing: Standing) -> list[AreaCells]:
    """For each field office's area this person reads: its fora by kind. Two queries."""
    fora = list(standing_fora(standing).filter(kind__in=MAPPED).defer("area__boundary"))
    reading = standing.readings.get("fora")
    if reading is None:
        return []
    offices = [
        area
        for area in areas(standing.mission, on=standing.on)
        if area.kind == DutyArea.Kind.FIELD_OFFICE
        and (reading.areas is None or area.pk in reading.areas)
    ]
    return [
        AreaCells(
            office,
            tuple(
                tuple(one for one in fora if one.kind == kind and one.area_id == office.pk)
                for kind in MAPPED
            ),
        )
        for office in offices
    ]


# --- one forum


@dataclass(frozen=True)
class ForumSeat:
    """A seat, and whether somebody fills it: filled, deputised, vacant, or of another house."""

    member: Member
    state: str


def seats_of(standing: Standing, forum: Forum) -> list[ForumSeat]:
    """The seats of a forum as they stand. Two queries."""
    members = list(
        forum.members.filter(Q(until=None) | Q(until__gt=standing.on)).select_related("post")
    )
    holdings = Holding.objects.filter(current(standing.on), post__in=[m.post_id for m in members])
    orders: dict[UUID, set[int]] = {}
    for post, order in holdings.values_list("post", "order"):
        orders.setdefault(post, set()).add(order)
    return [ForumSeat(member, _seat_state(member, orders)) for member in members]


def _seat_state(member: Member, orders: Mapping[UUID, set[int]]) -> str:
    if member.post_id is None:
        return "outside"
    found = orders.get(member.post_id, set())
    return "filled" if 0 in found else "deputised" if found else "vacant"


def fora_of(standing: Standing) -> QuerySet[Forum]:
    """The fora in which a post this person holds today sits or chairs."""
    posts = Holding.objects.filter(
        current(standing.on), person=standing.person, post__mission=standing.mission
    ).values("post")
    seated = Member.objects.filter(post__in=posts, until=None).values("forum")
    return standing_fora(standing).filter(Q(chair__in=posts) | Q(pk__in=seated))


# --- actions


@dataclass(frozen=True)
class ActionRow:
    """An action as a list or a meeting shows it."""

    action: Action
    overdue: bool
    carried: int


def action_rows(
    standing: Standing, actions: QuerySet[Action], *, until: date | None = None
) -> list[ActionRow]:
    """Actions with how often each was carried over, in meetings this person may see. Two queries.

    Takes   until, the day of the meeting they are told to; today if none.
    """
    rows = list(actions)
    zone = ZoneInfo(standing.mission.time_zone)
    on = until or standing.on
    held: dict[UUID, list[date]] = {}
    days = (
        meetings_for(standing)
        .filter(forum__in={row.meeting.forum_id for row in rows}, state=Meeting.State.HELD)
        .values_list("forum", "starts_at")
    )
    for forum, at in days:
        held.setdefault(forum, []).append(at.astimezone(zone).date())
    return [
        ActionRow(
            row,
            row.state == Action.State.OPEN and row.due is not None and row.due < on,
            carried_over(
                row.meeting.starts_at.astimezone(zone).date(),
                [day for day in held.get(row.meeting.forum_id, ()) if day <= on],
                row.ended_on,
            ),
        )
        for row in rows
    ]


def found_actions(standing: Standing, asked: Mapping[str, str]) -> QuerySet[Action]:
    """The actions a filter finds: forum, state (open unless asked), owner, due ("over")."""
    actions = actions_for(standing)
    state = asked.get("state") or Action.State.OPEN
    if state != "any":
        actions = actions.filter(state=state)
    if is_id(forum := asked.get("forum", "")):
        actions = actions.filter(meeting__forum=UUID(forum))
    if who := asked.get("owner", ""):
        actions = actions.filter(Q(owner__title=who) | Q(owner_said=who))
    if asked.get("due") == "over":
        actions = actions.filter(state=Action.State.OPEN, due__lt=standing.on)
    if asked.get("due") == "none":
        actions = actions.filter(due=None)
    return actions.order_by("due", "entered_at", "pk")


def owns(action: Action, by: Standing) -> bool:
    """Whether the person holds the post that owns an action today."""
    holdings = Holding.objects.filter(current(by.on), post=action.owner_id, person=by.person)
    return action.owner_id is not None and holdings.exists()


def empty_headings(report: UpwardReport) -> list[str]:
    """The headings of a report nobody wrote anything under."""
    return [name for name in HEADINGS if not getattr(report, name).strip()]


@dataclass(frozen=True)
class Since:
    """What live records say of a forum since its last report: a person puts it into words."""

    last: date | None
    done: int
    dropped: int
    open: int
    overdue: int


def since_report(standing: Standing, forum: Forum) -> Since:
    """What became of a forum's actions since it last reported. Two queries."""
    last = reports_for(standing).filter(forum=forum).aggregate(last=Max("on"))["last"]
    ended = Q(ended_on__gte=last) if last else Q()
    still = Q(state=Action.State.OPEN)
    counted = (
        actions_for(standing)
        .filter(meeting__forum=forum)
        .aggregate(
            done=Count("pk", filter=ended & Q(state=Action.State.DONE)),
            dropped=Count("pk", filter=ended & Q(state=Action.State.DROPPED)),
            open=Count("pk", filter=still),
            overdue=Count("pk", filter=still & Q(due__lt=standing.on)),
        )
    )
    return Since(last, **counted)


def local_day(standing: Standing, at: datetime) -> date:
    """The civil day of a moment in the mission."""
    return at.astimezone(ZoneInfo(standing.mission.time_zone)).date()
