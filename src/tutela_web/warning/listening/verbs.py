"""What people listen for, and how it reaches them: matched, held back in quiet hours, collected,
and told once, to who may still read it at that moment.

The worker does it from rows that are written with what they tell of: killed and started again it
finds what was not told yet. For one alert it asks as much for a thousand listeners as for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from tutela.base.errors import BadParameter
from tutela.base.later import shapely
from tutela.base.messages import say
from tutela.warning.clocks import LEVELS
from tutela.warning.listening import Wish
from tutela_web.access.audit import trail
from tutela_web.access.models import DutyArea, Holding, Mission, current
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.places.queries import Boundaries, boundaries_of
from tutela_web.warning.delivery_models import Delivery, Listening, News
from tutela_web.warning.inputs import ListeningInput
from tutela_web.warning.models import Alert
from tutela_web.warning.telling import notify
from tutela_web.warning.telling.readers import readable_by_person

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MOST = 500
"""News, or deliveries, of one round; the rest a second later."""

KEPT_DAYS = 90
"""So long news and who was told of it by listening are kept; notices stay with their alert."""

MOST_A_PERSON = 20
FIELDS = tuple(ListeningInput.__annotations__)


# --- what somebody listens for


@transaction.atomic
def keep(
    fields: ListeningInput,
    areas: Iterable[DutyArea],
    *,
    by: Standing,
    listening: Listening | None = None,
) -> Listening:
    """Keep what the person wants to hear of: anew, or changed.

    Takes   fields of FIELDS; areas; without areas and polygon, the whole mission.
    Raises  Denied who reads no alerts; BadParameter for half a wish, a post not held, or too many.
    """
    if not by.reads("alerts"):
        raise Denied(say("you read no alerts here"))
    if unknown := fields.keys() - set(FIELDS):
        raise TypeError(f"no field of a listening: {sorted(unknown)}")
    if fields.get("level_from") not in LEVELS:
        raise BadParameter(say("there is no such level"))
    if (post := fields.get("post")) and not _holds(by, post.pk):
        raise BadParameter(say("a text goes to the telephone of a post you hold"))
    if listening is None:
        if listenings_of(by).count() >= MOST_A_PERSON:
            raise BadParameter(say("this is more than you can follow"), next=say("end one first"))
        listening = Listening(mission=by.mission, person=by.person, made_at=clock.now(by.mission))
    for name, value in fields.items():
        setattr(listening, name, value)
    wish_of(listening)
    new = listening._state.adding
    listening.save()
    listening.areas.set(areas)
    trail.record(
        "listen", mission=by.mission, by=by.person, kind="listening", subject=listening.pk, new=new
    )
    return listening


@transaction.atomic
def end(listening: Listening, *, by: Standing) -> None:
    """Listen no more; what was waiting is not told."""
    by.require_ours(listening)
    if listening.person_id != by.person.pk:
        raise Denied(say("this is somebody else's"))
    Delivery.objects.filter(listening=listening, state=Delivery.State.WAITING).delete()
    listening.ended_at = clock.now(by.mission)
    listening.save(update_fields=["ended_at"])
    trail.record(
        "unlisten", mission=by.mission, by=by.person, kind="listening", subject=listening.pk
    )


def listenings_of(standing: Standing) -> Any:
    """What the person listens for in this mission."""
    own = Listening.objects.filter(mission=standing.mission, person=standing.person, ended_at=None)
    return own.select_related("post").prefetch_related("areas").order_by("made_at")


def posts_of(standing: Standing) -> list[Any]:
    """The posts the person holds today."""
    holdings = Holding.objects.filter(
        current(standing.on), post__mission=standing.mission, person=standing.person
    )
    return [holding.post for holding in holdings.select_related("post")]


def _holds(standing: Standing, post: UUID) -> bool:
    return any(one.pk == post for one in posts_of(standing))


def wish_of(listening: Listening) -> Wish:
    """When this person wants to be told. Raises BadParameter for half a wish."""
    return Wish(
        listening.quiet_from,
        listening.quiet_to,
        listening.digest,
        listening.digest_at,
        listening.hold_ongoing,
    )


# --- what is spread


def spread() -> int:
    """Find who is to hear of what happened; gives how many pieces of news were looked at."""
    with transaction.atomic():
        waiting = News.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        waiting = waiting.filter(spread_at=None).select_related("alert__mission")
        fresh: dict[Mission, list[News]] = defaultdict(list)
        for news in waiting.order_by("pk")[:MOST]:
            fresh[news.alert.mission].append(news)
        for mission, told in fresh.items():
            _spread(mission, told)
    return sum(map(len, fresh.values()))


def _spread(mission: Mission, fresh: Sequence[News]) -> None:
    heard = Listening.objects.filter(mission=mission, ended_at=None, person__is_active=True)
    if listenings := list(heard.select_related("person").prefetch_related("areas")):
        found = _deliveries(mission, listenings, fresh)
        Delivery.objects.bulk_create(found, ignore_conflicts=True)
    spread = News.objects.filter(pk__in=[news.pk for news in fresh])
    spread.update(spread_at=clock.now(mission))


def _deliveries(
    mission: Mission, listenings: Sequence[Listening], fresh: Sequence[News]
) -> Iterable[Delivery]:
    """Who is to be told of what, and when: once each, by the listening that tells first."""
    zone, alerts = ZoneInfo(mission.time_zone), {news.alert for news in fresh}
    may = readable_by_person(alerts, standings_of({one.person for one in listenings}, mission))
    where = _Where(boundaries_of(mission), alerts)
    by_time: dict[tuple[UUID, int], Delivery] = {}
    for listening in listenings:
        wish, least = wish_of(listening), LEVELS.index(listening.level_from)
        theirs = where.alerts_meant(listening) & may.get(listening.person_id, set())
        for news in fresh:
            if news.alert_id in theirs and LEVELS.index(news.level) >= least:
                due, key = (
                    wish.due(news.at.astimezone(zone), news.level),
                    (listening.person_id, news.pk),
                )
                if key not in by_time or due < by_time[key].due_at:
                    by_time[key] = Delivery(
                        mission=mission,
                        person=listening.person,
                        listening=listening,
                        news=news,
                        due_at=due,
                    )
    return by_time.values()


class _Where:
    """Where alerts lie, asked once for many listeners. What is not known may be anywhere."""

    def __init__(self, boundaries: Boundaries, alerts: Iterable[Alert]) -> None:
        self.alerts = list(alerts)
        edges = dict(zip((a.pk for a in boundaries.areas), boundaries.shapes, strict=True))
        self.areas: dict[UUID, set[UUID]] = {}
        self.drawn: dict[UUID, BaseGeometry | None] = {}
        for alert in self.alerts:
            held: set[UUID] = {alert.area_id} if alert.area_id else set()
            self.drawn[alert.pk] = edges.get(alert.area_id) if alert.area_id else None
            if alert.latitude is not None and alert.longitude is not None:
                held |= {a.pk for a in boundaries.holding(alert.latitude, alert.longitude)}
                self.drawn[alert.pk] = shapely.Point(alert.longitude, alert.latitude)
            self.areas[alert.pk] = held

    def alerts_meant(self, listening: Listening) -> set[UUID]:
        """The alerts this person listens for, whatever their level."""
        wanted = {area.pk for area in listening.areas.all()}
        ring = shapely.geometry.shape(listening.polygon) if listening.polygon else None
        if ring is not None:
            shapely.prepare(ring)
        return {
            alert.pk
            for alert in self.alerts
            if not (wanted or ring)
            or (not self.areas[alert.pk] and self.drawn[alert.pk] is None)
            or wanted & self.areas[alert.pk]
            or (ring is not None and _meets(ring, self.drawn[alert.pk]))
        }


def _meets(ring: BaseGeometry, drawn: BaseGeometry | None) -> bool:
    return drawn is None or bool(ring.intersects(drawn))


# --- what is told


def deliver() -> int:
    """Tell what is due; gives how many deliveries were done."""
    waiting = Delivery.objects.filter(mission=OuterRef("pk"), state=Delivery.State.WAITING)
    return sum(_deliver(mission) for mission in Mission.objects.filter(Exists(waiting)))


def next_deliveries() -> MomentRows:
    """When the next delivery is due that waits: quiet hours end, or what was collected is told."""
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    return moments_of(waiting, "due_at", "mission__clock_shift")


@transaction.atomic
def _deliver(mission: Mission) -> int:
    """What is due in one mission, to who may read it now: one message a person, however much."""
    now = clock.now(mission)
    due = Delivery.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        mission=mission, state=Delivery.State.WAITING, due_at__lte=now
    )
    rows = list(
        due.select_related("person", "listening", "news__alert").order_by("due_at", "pk")[:MOST]
    )
    if not rows:
        return 0
    people = {row.person for row in rows}
    may = readable_by_person({row.news.alert for row in rows}, standings_of(people, mission))
    holdings = Holding.objects.filter(current(now.date()), post__mission=mission, person__in=people)
    posts = set(holdings.values_list("person", "post"))
    told = []
    for row in rows:
        row.done_at, row.state = now, Delivery.State.WITHHELD
        if row.news.alert_id in may.get(row.person_id, ()):
            row.state = Delivery.State.TOLD
            told.append(_listener_notice(row, posts))
    sent = notify.listeners(mission.pk, told, at=now)
    for row in rows:
        if row.state == Delivery.State.TOLD:
            row.messages = [str(pk) for pk in sent.get(row.person_id, ())]
    Delivery.objects.bulk_update(rows, ["state", "done_at", "messages"])
    return len(rows)


def _listener_notice(row: Delivery, posts: set[tuple[UUID, UUID]]) -> notify.ListenerNotice:
    of = row.listening
    text = of.post_id if (row.person_id, of.post_id) in posts else None
    return notify.ListenerNotice(row.news.alert_id, row.person_id, row.news.level, of.mail, text)


def forget() -> int:
    """Remove news older than KEPT_DAYS, with what listeners were told of it; gives how many.

    What nobody was told yet stays, however old: the worker may have been down.
    """
    return sum(_forget(mission) for mission in Mission.objects.all())


@transaction.atomic
def _forget(mission: Mission) -> int:
    before = clock.now(mission) - timedelta(days=KEPT_DAYS)
    waiting = Delivery.objects.filter(news=OuterRef("pk"), state=Delivery.State.WAITING)
    old = News.objects.filter(alert__mission=mission, at__lt=before, spread_at__lt=before)
    ids = list(old.exclude(Exists(waiting)).order_by("pk").values_list("pk", flat=True)[:MOST])
    if ids:
        Delivery.objects.filter(news__in=ids).delete()
        News.objects.filter(pk__in=ids).delete()
        trail.record("forget", mission=mission, by=None, kind="news", number=len(ids))
    return len(ids)


def sent_to(standing: Standing, *, since: datetime | None = None) -> Any:
    """What was told to the person in this mission, and what waits, newest first."""
    own = Delivery.objects.filter(mission=standing.mission, person=standing.person)
    own = own.filter(due_at__gte=since) if since else own
    return own.select_related("listening", "news").order_by("-due_at", "-pk")
