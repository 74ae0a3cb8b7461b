"""What the open list tells of a closed record: generalised, and decided by the record's office.

Nobody but the compartment learns who asked or who decided: the open part has no author.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import F

from tutela.base.messages import say
from tutela.base.references import INCIDENT
from tutela.incidents.public_summary import open_days, open_place, title_of_harms
from tutela_web.access import numbers
from tutela_web.access.audit import trail
from tutela_web.access.models import Holding, Mission, Person, Precision, current
from tutela_web.access.policy import Standing, standings_of
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue, field_values
from tutela_web.channels import outbox
from tutela_web.incidents.closed.harms import RELEASERS, holds_office, readable_compartments
from tutela_web.incidents.inputs import IncidentInput, incident_input
from tutela_web.incidents.marking import marking_of
from tutela_web.incidents.models import Attribution, ClosedIncident, Danger, Incident, OpenRelease
from tutela_web.places.models import Place, PlacePrecision
from tutela_web.records import verbs as records

WAITS = timedelta(minutes=15)
"""How long the office may think where people are in danger now."""

ABOUT = "release"
"""What the messages to an office are about: the ledger of messages shows none of them."""

State = OpenRelease.State

COUNTED = (
    "killed_low",
    "killed",
    "killed_high",
    "civilians_killed",
    "injured",
    "abducted",
    "displaced",
    "perpetrator",
    "attribution",
)
"""What the open part tells beside its harms where it has any: figures and the actor, no words."""


def shown_openly(
    given: IncidentInput,
    *,
    harms: Sequence[str],
    danger: str,
    mission: Mission,
    agreed: bool = False,
) -> dict[str, Any]:
    """The fields of the open part of a closed record: what everybody will read of it.

    Where the recorder chose no area it is that of the listed place, so that those who answer for
    the area are told.

    Takes   given, fields of an incident as recorded; harms, those of no compartment; danger, of
            Danger; agreed, for the wording agreed beforehand: area, hazard, now, no kind of harm.
    """
    today = clock.today(mission)
    where = where_openly({} if agreed else given)
    first: date | None = today
    last, precision = None, Precision.DAY
    if danger == Danger.PAST:
        first, last = open_days(given.get("event_from"), given.get("event_to"))
        precision = Precision.WEEK if first else Precision.UNKNOWN
        last = min(last, today) if last else None
    told = [] if agreed else list(harms)
    counted = {
        name: value
        for name, value in field_values(given).items()
        if told and name in COUNTED and value is not None
    }
    perpetrator = given.get("perpetrator") if told else None
    least = marking_of(where["place"], perpetrator)
    return {
        "title": title_of_harms(told),
        "harms": told,
        **where,
        "area": given.get("area") or (place.area if (place := given.get("place")) else None),
        "event_from": first,
        "event_to": last,
        "event_precision": precision,
        "attribution": Attribution.UNKNOWN,
        "classification": max(least, Classification.CONFIDENTIAL),
        **counted,
    }


class WhereInput(TypedDict, total=False):
    """Where something was, as recorded."""

    place: Place | None
    latitude: float | None
    longitude: float | None


def where_openly(given: WhereInput) -> dict[str, Any]:
    """The fields that say where, of what everybody may read: a listed town, a district or a cell.

    Takes   given, fields of a record; its place and its point, where it has any.
    """
    place = given.get("place")
    where = open_place(
        name=place.name if place else "",
        town=place is not None and place.kind == Place.Kind.TOWN,
        districts=_districts(place) if place else (),
        point=_point(given, place),
    )
    return {
        "place": place if where.listed else None,
        "place_said": "" if where.listed else where.said,
        "place_precision": PlacePrecision.DISTRICT if where.said else None,
    }


def asked_of_office(harms: Sequence[str], danger: str) -> str:
    """The Danger the open list is to tell beside a closed record; empty where it tells nothing.

    Takes   harms, those of no compartment; danger, as the recorder chose it, or empty.
    """
    return danger or (Danger.PAST if harms else "")


def _districts(place: Place) -> list[tuple[str, int]]:
    """The place's district and province, each with how many places of the open list lie there."""
    listed = Place.objects.filter(
        mission=place.mission_id,
        retired=False,
        compartment="",
        classification__lte=Classification.CONFIDENTIAL,
    )
    within = listed.filter(adm1=place.adm1)
    districts = []
    if place.adm2:
        districts.append(
            (f"{place.adm2}, {place.adm1}".strip(", "), within.filter(adm2=place.adm2).count())
        )
    if place.adm1:
        districts.append((place.adm1, within.count()))
    return districts


def _point(given: WhereInput, place: Place | None) -> tuple[float, float] | None:
    for lat, lon in (
        (given.get("latitude"), given.get("longitude")),
        (place.latitude, place.longitude) if place else (None, None),
    ):
        if lat is not None and lon is not None:
            return lat, lon
    return None


def fields_of(part: ClosedIncident) -> IncidentInput:
    """What `shown_openly` takes, of a record that is kept."""
    names = ("place", "latitude", "longitude", "area", "event_from", "event_to", *COUNTED)
    return incident_input({name: getattr(part, name) for name in names})


def preview(release: OpenRelease) -> dict[str, Any]:
    """What everybody would read, were the release approved now."""
    return shown_openly(
        fields_of(release.part),
        harms=release.harms,
        danger=release.danger,
        mission=release.part.mission,
    )


def may_decide(part: ClosedIncident, by: Standing) -> bool:
    """Whether this person's office, as its holder or a deputy, decides what is told of a record."""
    return holds_office(by, RELEASERS[part.compartment], part)


def ask(part: ClosedIncident, *, harms: Sequence[str], danger: str, by: Standing) -> OpenRelease:
    """Ask the office what the open list may say; an office that records itself has decided."""
    by.require_ours(part)
    now = clock.now(by.mission)
    release = OpenRelease.objects.create(
        part=part,
        harms=list(harms),
        danger=danger,
        asked_at=now,
        due_at=None if danger == Danger.PAST else now + WAITS,
    )
    if may_decide(part, by):
        return _approve(release, by)
    tell_office(part, urgent=danger != Danger.PAST)
    return release


def tell_office(part: ClosedIncident, *, urgent: bool) -> None:
    """Say "Open Tutela" to whoever holds a post of the office today, and to its duty number."""
    held = Holding.objects.filter(
        current(clock.today(part.mission)),
        post__mission=part.mission,
        person__is_active=True,
        post__role__in=RELEASERS[part.compartment],
    ).select_related("person")
    standings = standings_of({one.person for one in held}, part.mission)
    ways: list[outbox.To] = []
    for one in held:
        if may_decide(part, standings[one.person_id]):
            ways += [("mail", "person", one.person_id), ("sms", "post", one.post_id)]
    outbox.send_all(
        part.mission_id, ways, about_kind=ABOUT, about_id=part.pk, urgency=3 if urgent else 0
    )


@transaction.atomic
def approve(release: OpenRelease, *, by: Standing) -> OpenRelease:
    """Let the open list tell what the preview shows.

    Raises  Denied for who is not of its office; NotNow where it was decided before.
    """
    return _approve(_require_decidable(release, by), by)


@transaction.atomic
def withhold(release: OpenRelease, *, by: Standing) -> OpenRelease:
    """Let the open list tell nothing more; what went out by the agreed wording stays.

    Raises  as approve.
    """
    return _decide_release(_require_decidable(release, by), State.WITHHELD, by)


def _require_decidable(release: OpenRelease, by: Standing) -> OpenRelease:
    by.require_ours(release.part)
    if not may_decide(release.part, by):
        raise Denied(
            say("this is decided by the office of the compartment"), next=say("tell its adviser")
        )
    now = hold(release, "part")
    if now.state not in (State.WAITING, State.AGREED):
        raise NotNow(say("this was decided before"), next=say("look at the record again"))
    return now


def _approve(release: OpenRelease, by: Standing) -> OpenRelease:
    _publish(release, preview(release))
    return _decide_release(release, State.APPROVED, by)


def _decide_release(release: OpenRelease, state: str, by: Standing) -> OpenRelease:
    release.decided_by_id, release.decided_at = by.person.pk, clock.now(by.mission)
    return _now_in_state(release, state, by=by.person)


def _now_in_state(release: OpenRelease, state: str, *, by: Person | None) -> OpenRelease:
    release.state = state
    release.save()
    part = release.part
    trail.record(
        "edit",
        mission=part.mission,
        by=by,
        kind="closedincident",
        subject=part.pk,
        compartment=part.compartment,
        fields=["open_part"],
    )
    return release


def _publish(release: OpenRelease, fields: Mapping[str, FieldValue]) -> None:
    """Put the open part on the list, or change the one that the agreed wording put there."""
    part = release.part
    if part.open_part is not None:
        records.edit(part.open_part, fields, version=part.open_part.version, by=None)
        return
    incident = Incident(
        number=numbers.next_number(Incident, part.mission),
        reference=numbers.give_reference(
            Incident,
            part.mission,
            fields.get("area"),  # type: ignore[arg-type]
            fields["classification"],  # type: ignore[arg-type]
            kind=INCIDENT,
        ),
        known_at=clock.now(part.mission),
        **fields,
    )
    part.open_part = records.create(incident, mission=part.mission, by=None, resent=False)
    # No version of its own: what the record says has not changed.
    ClosedIncident.objects.filter(pk=part.pk).update(open_part=part.open_part)


def next_release() -> MomentRows:
    """When the next wording is put out that no office decides."""
    waiting = OpenRelease.objects.filter(state=State.WAITING, due_at__isnull=False)
    return moments_of(waiting, "due_at", "part__mission__clock_shift")


def release_due() -> int:
    """Put out the agreed wording where an office did not decide in time; gives how many."""
    done = 0
    for mission in Mission.objects.filter(
        pk__in=OpenRelease.objects.filter(state=State.WAITING, due_at__isnull=False).values(
            "part__mission"
        )
    ):
        now = clock.now(mission)
        with transaction.atomic():
            late = OpenRelease.objects.select_for_update(of=("self",), no_key=True).filter(
                part__mission=mission, state=State.WAITING, due_at__lte=now
            )
            for release in late.select_related("part__area", "part__place__area").order_by(
                "due_at"
            ):
                _publish(
                    release,
                    shown_openly(
                        fields_of(release.part),
                        harms=(),
                        danger=release.danger,
                        mission=mission,
                        agreed=True,
                    ),
                )
                _now_in_state(release, State.AGREED, by=None)
                done += 1
    return done


def waiting_for(by: Standing) -> list[OpenRelease]:
    """What waits for a decision of this person, the most urgent first."""
    open_ones = OpenRelease.objects.filter(
        part__mission=by.mission,
        part__compartment__in=readable_compartments(by),
        state__in=(State.WAITING, State.AGREED),
    ).select_related("part__mission", "part__place", "part__area", "part__perpetrator")
    found = open_ones.order_by(F("due_at").asc(nulls_last=True), "asked_at")
    return [one for one in found if may_decide(one.part, by)]
