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

import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tutela.base.errors import UnreadableFile
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
from tutela_web.demo import (
    alerts,
    atrocity,
    beside,
    beside_risks,
    day,
    endorsed,
    field_forms,
    fora,
    group,
    invented,
    loop_ends,
    mandate,
    matrix,
    objectives,
    ordered,
    others,
    readings,
    stated,
    strategy,
    violations,
    weeks,
)
from tutela_web.demo.day import ON
from tutela_web.incidents.events.queries import frame_of
from tutela_web.incidents.imports import verbs
from tutela_web.places import verbs as places
from tutela_web.places.models import Place
from tutela_web.risk import verbs as risk

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

POSTS = (
    # the account's last part, the role, the title
    ("adviser", "poc_adviser", "POC adviser"),
    ("analyst", "analyst", "JMAC analyst"),
    ("joc", "joc_duty_officer", "JOC duty officer"),
    ("relief", "joc_duty_officer", "JOC duty officer, next shift"),
    ("office", "head_of_field_office", "Head of field office"),
    ("verifier", "human_rights", "Senior human rights officer"),
    ("rights", "human_rights", "Human rights officer"),
    ("sector", "sector_operations", "Sector operations"),
    ("unit", "unit_commander", "Commander of TOB Acacia"),
    ("police", "police_commander", "Police Commander"),
    ("commander", "force_commander", "Force Commander"),
    ("chief", "chief_of_staff", "Chief of Staff"),
    ("hom", "head_of_mission", "Head of Mission"),
    ("country", "country_team", "Resident Coordinator"),
    ("partner", "partner", "Protection Cluster partner"),
    ("auditor", "auditor", "Auditor"),
    ("custodian", "custodian", "Vault custodian"),
    ("admin", "administrator", "Administrator"),
    ("liaison", "field_reporter", "Community liaison assistant"),
    ("child", "child_protection_adviser", "Child protection adviser"),
    ("women", "women_protection_adviser", "Women's protection adviser"),
    ("legal", "legal_affairs", "Legal Affairs officer"),
    ("taskforce", "task_force", "Integrated Mission Task Force"),
    ("planning", "planning_officer", "Mission planning officer"),
)
NAMED = {"liaison": "Asha, "}
"""Who has a name of the invented cast; the others are called by their post."""

SHARES = {"relief": "joc"}
"""Who holds the post of another with them, in turns."""

STORY = (readings, group, others, beside, endorsed, field_forms, violations, loop_ends)
"""What the one mission has whose strategy is in force, in the order in which it is told."""

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
    invented.add_places(mission, by=who("joc"))
    alerts.stand(mission, areas[country.area], who)
    tell(f"{country.name}: four weekly cycles, and the assessments of the weeks before")
    weeks.add(mission, who)
    risk.assess_weeks(mission)
    if not risk.Assessment.objects.filter(mission=mission, on=ON, compartment="").exists():
        risk.assess_everything(mission, on=ON, by=None)
    weeks.open_week(mission, who)
    ordered.add(mission, who)
    tell(f"{country.name}: invented operations")
    invented.add(mission, by=who("joc"))
    alerts.begin(mission, who)
    mandate.add(mission, who)
    matrix.add(mission, who)
    objectives.add(mission, who)
    fora.add(mission, areas[country.area], who)
    atrocity.add(mission, areas[country.area], who)
    stated.add(mission, by=by)
    strategy.add(mission, frame, who)
    beside_risks.add(mission, areas[country.area], who)
    if country is COUNTRIES[0]:  # the other mission is still writing its own
        for part in STORY:
            part.add(mission, who)
    return mission


def begin_day(mission: Mission) -> None:
    """Begin the demonstration's day anew: its clock, its roster, its alerts, and what hangs on
    these; what a visitor wrote otherwise stays."""
    country = next(one for one in COUNTRIES if one.code.lower() == mission.code)
    who = partial(_standing, country)
    with transaction.atomic():
        day.set_to_morning(mission)
        invented.add(mission, by=who("joc"))
        alerts.begin(mission, who)
        objectives.add(mission, who)
        if country is COUNTRIES[0]:
            beside.add(mission, who)


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
    batch, seen = verbs.receive(upload, by=by, classification=0)
    if not seen:
        work_off()
        batch.refresh_from_db()
        verbs.confirm(batch, by=by)
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


WORDS = (
    "acacia",
    "baobab",
    "canal",
    "delta",
    "ember",
    "ferry",
    "garden",
    "harbour",
    "island",
    "jetty",
    "kapok",
    "lantern",
    "meadow",
    "nile",
    "orchard",
    "papyrus",
    "quarry",
    "river",
    "sorghum",
    "teak",
    "umbrella",
    "valley",
    "willow",
    "yam",
    "zebra",
)
"""Words of the passwords: four of them, on a page that only this machine reaches."""
