"""Build the demonstration missions: South Sudan and the Central African Republic, end of 2018.

Events (UCDP GED), bases (Geo-PKO), borders and place names are real and public: hindsight, not what
any mission knew. People, posts, units and operational records are invented, marked so, kept out of
every score, and dated after the last real event, so that none precedes, explains or answers one;
but for the weekly cycles of December, whose people tell no facts about real places (weeks.py).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import UnreadableFile
from tutela.base.later import pl, shapely
from tutela.base.messages import say
from tutela.capacity.read import read_bases
from tutela.places.events import places_from_events
from tutela.places.gazetteer import Places
from tutela.places.layers import land_of, layer
from tutela.places.names import fold
from tutela.places.read import read_places
from tutela_web.access.models import (
    Compartment,
    CompartmentGrant,
    DutyArea,
    Holding,
    Mission,
    Person,
    Post,
)
from tutela_web.access.people import verbs as access
from tutela_web.access.policy import Standing, standing_of
from tutela_web.actors import verbs as actors
from tutela_web.base import clock
from tutela_web.base.jobs import work_off
from tutela_web.capacity.models import Base
from tutela_web.capacity.units import verbs as capacity
from tutela_web.crisis.models import Decision, Tasking
from tutela_web.demo import alerts, day, mandate, ordered, stated, strategy, weeks
from tutela_web.demo.day import ON
from tutela_web.demo.player import DATA, Who, find, play
from tutela_web.incidents.events.queries import frame_of
from tutela_web.incidents.imports import verbs as import_verbs
from tutela_web.places import verbs as places
from tutela_web.places.models import Place
from tutela_web.programme.dilemmas.models import Dilemma, DilemmaUse
from tutela_web.programme.dilemmas.verbs import use_dilemma
from tutela_web.programme.objectives.models import ChainLink
from tutela_web.programme.objectives.verbs import join
from tutela_web.risk import verbs as risk
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import latest_assessment
from tutela_web.strategy.edition.models import Strategy

SINCE = date(2018, 1, 1)
NEAR_BORDER_DEGREES = 0.05


@dataclass(frozen=True)
class Country:
    """One demonstration mission: where, when, and whose area its head of field office has."""

    code: str
    name: str
    time_zone: str
    area: str


COUNTRIES = (
    Country("SSD", "South Sudan", "Africa/Juba", "Jungoli"),
    Country("CAF", "Central African Republic", "Africa/Bangui", "Basse-Kotto"),
)

POSTS = tuple(
    (row["last"], row["role"], row["title"]) for row in shipped_rows("tutela_web.demo", "posts.csv")
)
"""The account's last part, the role, the title."""

NAMED = {"liaison": "Asha, "}
"""Who has a name of the invented cast; the others are called by their post."""

SHARES = {"relief": "joc"}
"""Who holds the post of another with them, in turns."""

IN_AREA = {"field_reporter", "head_of_field_office", "sector_operations", "unit_commander"}

Tell = Callable[[str], None]


def prepare(data: Path, *, tell: Tell) -> list[tuple[str, str, str]]:
    """Build what is missing of both missions, set their clocks, and give everybody a new password.

    Takes   the folder of the public files; `tell`, told each step.
    Gives   the accounts: user name, post, password.
    Raises  UnreadableFile if the public files are not there.
    """
    if not data.is_dir():
        raise UnreadableFile(
            say("the demonstration's files are not here"),
            where=str(data),
            next=say("install it again, or give --data FOLDER"),
        )
    password = "-".join(secrets.choice(WORDS) for _ in range(4))
    accounts = []
    for country in COUNTRIES:
        build(country, data, tell=tell)
        accounts += _sign_in(country, password)
    return accounts


def build(country: Country, data: Path, *, tell: Tell) -> Mission:
    """One mission: built the first time; its day begins anew each time."""
    mission = Mission.objects.filter(code=country.code.lower()).first()
    if mission is None or not mission.is_demo:
        mission = Mission(code=country.code.lower())
    mission.name = country.name
    mission.kind = Mission.Kind.DEMO
    mission.iso3 = country.code
    mission.time_zone = country.time_zone
    mission.clock_shift = day.shift_to_morning()
    mission.save()
    with transaction.atomic():
        areas = _areas(country, mission)
        _people(country, mission, areas)
    _open_compartment(country, mission)
    by = _standing(country, "analyst")
    tell(f"{country.name}: events")
    _events(data, by=by, code=country.code)
    tell(f"{country.name}: places, actors and bases")
    _places(data, by=by, code=country.code)
    frame = frame_of(mission, until=ON).frame
    sides = {s for name in ("side_a", "side_b") for s in frame[name].explode() if s}
    actors.load_actors(sides, country=country.name, by=by)
    _bases(data, by=_standing(country, "commander"))
    who = partial(_standing, country)
    play("places", mission, who)
    alerts.stand(mission, areas[country.area], who)
    tell(f"{country.name}: four weekly cycles, and the assessments of the weeks before")
    weeks.add(mission, who)
    risk.assess_weeks(mission)
    if not risk.Assessment.objects.filter(mission=mission, on=ON, compartment="").exists():
        risk.assess_everything(mission, on=ON, by=None)
    weeks.open_week(mission, who)
    ordered.add(mission, who)
    tell(f"{country.name}: invented operations")
    day.keep_roster(mission)
    play("incidents", mission, who)
    alerts.begin(mission, who)
    tell_story(mission, areas[country.area], frame, who, whole=country is COUNTRIES[0])
    return mission


def tell_story(
    mission: Mission, area: DutyArea, events: pl.DataFrame, who: Who, *, whole: bool
) -> None:
    """What these people asked, promised, wrote and agreed, chapter by chapter.

    Takes   area, the field office's; events, the mission's, from which the figures of the strategy
            come; who, the standing of an account by its last part; whole, whether the strategy
            comes into force: the other mission is still writing its own.
    """
    mandate.add(mission, who)
    play("matrix", mission, who)
    play("profile", mission, who)
    play("objectives", mission, who)
    join_tasking(mission, who)
    if play("fora", mission, who, area=area, local_name=f"Protection group, {area.name}"):
        play("joint", mission, who)
    play("messages", mission, who, area=area)
    play("atrocity", mission, who, area=area)
    play("talk", mission, who)
    play("means", mission, who, area=area)
    play("scenarios", mission, who, area=area)
    stated.add(mission, by=who("analyst"))
    strategy.add(mission, events, who)
    adopted = Risk.objects.filter(mission=mission, compartment="", status=Risk.Status.ADOPTED)
    least = adopted.exclude(place__code="invented-luma").order_by("priority", "risk", "pk").first()
    named = {"assessment": latest_assessment(who("adviser")), "least": least}
    play("beside_risks", mission, who, area=area, **named)
    if not whole:
        return
    written = Strategy.objects.filter(mission=mission, invented=True).first()
    for chapter in (
        *("readings", "group", "others", "beside"),
        *("communities", "sites"),
    ):
        play(chapter, mission, who, strategy=written)
    cite_decision(mission, who)
    bring_into_force(mission, who)
    play("site_safety", mission, who)
    play("reports", mission, who)
    play("violations", mission, who, verifier=who("verifier").person)
    play("loop_ends", mission, who)
    play("perceptions", mission, who)


def bring_into_force(mission: Mission, who: Who) -> None:
    """Bring the invented strategy into force once; then one thing it rests on moves."""
    strategy = Strategy.objects.filter(mission=mission, invented=True).first()
    if strategy is not None and strategy.writable:
        play("endorsed", mission, who, strategy=strategy)


def join_tasking(mission: Mission, who: Who) -> None:
    """Join the tasking of the newest alerts to the line of the matrix that it serves."""
    tasking = Tasking.objects.filter(alert__mission=mission, alert__invented=True).first()
    patrol = find(mission, "line", "M-001")
    if tasking and patrol and not ChainLink.objects.filter(line=patrol, tasking=tasking).exists():
        join(patrol, "tasking", tasking.pk, by=who("adviser"))


def cite_decision(mission: Mission, who: Who) -> None:
    """Say of the newest decision on an invented alert that it kept to the line on shelter."""
    dilemma = Dilemma.objects.filter(mission=mission, invented=True).exclude(line="").last()
    decision = Decision.objects.filter(alert__mission=mission, alert__invented=True).first()
    if dilemma and decision and not DilemmaUse.objects.filter(decision=decision).exists():
        words = "Thirty came; four left rifles outside."
        use_dilemma(dilemma, decision, kept=True, by=who("adviser"), words=words)


def begin_day(mission: Mission) -> None:
    """Begin the demonstration's day anew: its clock, its roster, its alerts, and what hangs on
    these; what a visitor wrote otherwise stays."""
    country = next(one for one in COUNTRIES if one.code.lower() == mission.code)
    who = partial(_standing, country)
    with transaction.atomic():
        day.set_to_morning(mission)
        day.keep_roster(mission)
        alerts.begin(mission, who)
        join_tasking(mission, who)
        cite_decision(mission, who)


def _areas(country: Country, mission: Mission) -> dict[str, DutyArea]:
    """A field office's area for each first-level area, by its name."""
    found = layer("areas")
    for properties, geometry in zip(found.properties, found.geometries, strict=True):
        if properties["iso3"] == country.code:
            DutyArea.objects.get_or_create(
                mission=mission,
                code=properties["id"].lower(),
                defaults={
                    "name": properties["name"],
                    "boundary": json.loads(geometry),
                    "starts": SINCE,
                },
            )
    return {area.name: area for area in mission.duty_areas.all()}


def _people(country: Country, mission: Mission, areas: dict[str, DutyArea]) -> None:
    """One invented account for each post; it may be signed into with a password alone."""
    numbers = count()
    for last, role, title in POSTS:
        number = next(numbers) if last not in SHARES else None
        person, made = Person.objects.get_or_create(
            username=f"{country.code.lower()}.{last}",
            defaults={
                "name": f"{NAMED.get(last, '')}{title}, {country.name} (invented)",
                "needs_second_factor": False,
            },
        )
        if made and last in SHARES:
            shared = _standing(country, SHARES[last]).person.holdings.get(post__mission=mission)
            Holding.objects.create(post=shared.post, person=person, starts=SINCE, order=1)
        elif made:
            post = Post.objects.create(
                mission=mission,
                role=role,
                title=title,
                area=areas[country.area] if role in IN_AREA else None,
                duty_number=f"+000 555 {number:04d}",
            )
            Holding.objects.create(post=post, person=person, starts=SINCE)


def _open_compartment(country: Country, mission: Mission) -> None:
    """Who verifies reads what is restricted as sexual violence beside the adviser, and reads alerts
    as well: somebody can open the text of one from its page."""
    verifier = Person.objects.get(username=f"{country.code.lower()}.verifier")
    if not CompartmentGrant.objects.filter(mission=mission, person=verifier).exists():
        access.open_compartment(
            verifier,
            Compartment.CRSV,
            by=_standing(country, "chief"),
            reason="Stands in for the women's protection adviser (invented)",
            starts=clock.today(mission),
            ends=None,
        )


def _standing(country: Country, last: str) -> Standing:
    person = Person.objects.get(username=f"{country.code.lower()}.{last}")
    return standing_of(person, Mission.objects.get(code=country.code.lower()))


def _sign_in(country: Country, password: str) -> list[tuple[str, str, str]]:
    accounts = []
    for last, _role, title in POSTS:
        person = Person.objects.get(username=f"{country.code.lower()}.{last}")
        person.set_password(password)
        person.save(update_fields=["password"])
        accounts.append((person.username, title, password))
    return accounts


def _events(data: Path, *, by: Standing, code: str) -> None:
    """The country's public events, through the same verbs as the import page."""
    file = data / f"ged_{code}_to2018.csv.gz"
    upload = SimpleUploadedFile(file.name, file.read_bytes())
    batch, seen = import_verbs.receive(upload, by=by, classification=0)
    if not seen:
        work_off()
        batch.refresh_from_db()
        import_verbs.confirm(batch, by=by)
        work_off()


def _places(data: Path, *, by: Standing, code: str) -> None:
    """The places events name; then villages of OpenStreetMap that are none of these."""
    if Place.objects.filter(mission=by.mission).exists():
        return
    named = places_from_events(frame_of(by.mission, until=ON).frame)
    places.load_places(named, by=by)
    file = data / f"osm_places_{code.lower()}_2014_ODbL.geojson"
    if file.exists():
        known = {(fold(p.name), round(p.lat), round(p.lon)) for p in named.places()}
        villages = [
            p
            for p in read_places(file).places()
            if p.lat is not None
            and p.lon is not None
            and not any(
                (fold(p.name), round(p.lat) + dy, round(p.lon) + dx) in known
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
            )
        ]
        places.load_places(Places.of(villages), by=by)


def _bases(data: Path, *, by: Standing) -> None:
    """Where the country's peacekeepers stood, as of the middle and the end of the year."""
    if Base.objects.filter(mission=by.mission, invented=False).exists():
        return
    around = places_from_events(frame_of(by.mission, until=ON).frame)
    land = shapely.buffer(land_of(by.mission.iso3), NEAR_BORDER_DEGREES)
    for on in (date(2018, 6, 30), ON):
        found = read_bases(data / "geopko_full_1994_2020.csv.gz", on=on, around=around)
        inside = tuple(b for b in found.bases if shapely.contains_xy(land, b.lon, b.lat))
        capacity.load_bases(replace(found, bases=inside), source="Geo-PKO", by=by)


WORDS = (DATA / "words.txt").read_text("utf-8").split()
"""Words of the passwords: four of them, on a page that only this machine reaches."""
