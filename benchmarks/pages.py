"""Pages and tiles at size: 300,000 events, 20,000 incidents, 5,000 places, one mission.

    python -m benchmarks.pages [--keep FOLDER] [--people 100]

Measured are the seconds the server takes for a page (wall and processor), the seconds of tiles, and
a hundred people at once against two real server processes on this machine. Everything is invented
and seeded. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

EVENTS, INCIDENTS, PLACES = 300_000, 20_000, 5_000
TODAY = date(2018, 12, 31)
PORT = 8941
ROUNDS = 30
WITHIN = 0.150
TILE_WITHIN = 0.100
CROWD_SECONDS = 30
CROWD_PROCESSES = 2
BACKEND = "tutela_web.access.sessions.backend.AccountBackend"


def main() -> dict[str, Any]:
    """Measure everything once; gives what docs/performance.md tells."""
    options = argparse.ArgumentParser()
    options.add_argument("--keep", type=Path)
    options.add_argument("--people", type=int, default=100)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="tutela-pages-") as made:
        folder = asked.keep or Path(made)
        folder.mkdir(exist_ok=True)
        os.environ |= {"TUTELA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tutela_web.settings"}
        os.environ["TUTELA_HOSTS"] = "localhost,127.0.0.1,testserver"
        import django

        django.setup()
        from tutela_web.access import tables

        for alias in ("default", "keys"):
            tables.prepare(alias)
        if not (folder / "filled").exists():
            fill()
            (folder / "filled").touch()
        return _pages() | _crowd(asked.people)


def fill(*, assess: bool = True) -> None:
    """One mission at the size of a long one, assessed or not."""
    import numpy as np
    from django.core.management import call_command

    from tests.tutela_web import make
    from tutela_web.base.upkeep.planning import learn_sizes
    from tutela_web.incidents.events import store
    from tutela_web.incidents.models import Incident
    from tutela_web.places.models import Place
    from tutela_web.records.verbs import create_many
    from tutela_web.risk.verbs import assess_mission

    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    chance = np.random.default_rng(1)
    mission = make.mission("luma")
    person = make.person("amina")
    make.post(mission, "analyst", person)
    person.set_password("benchmark")
    person.save()
    areas = [make.area(mission, f"area-{n}") for n in range(10)]
    lon, lat = chance.uniform(24, 36, PLACES), chance.uniform(4, 12, PLACES)
    places = [
        Place(
            code=f"p{n}",
            name=f"Village {n}",
            latitude=float(lat[n]),
            longitude=float(lon[n]),
            area=areas[n % 10],
            classification=0,
            place_precision=1,
        )
        for n in range(PLACES)
    ]
    create_many(places, mission=mission, by=person)
    batch = make.batch(mission, person, published_at=datetime(2018, 12, 1, tzinfo=UTC))
    frame = made_events(EVENTS, lon, lat, [str(area.pk) for area in areas], chance)
    store.add_events(frame, mission, batch, lambda *_: None)
    rows = [
        Incident(
            number=n,
            title=f"Incident {n}",
            harms=["killing"],
            place=places[n % PLACES],
            area=areas[n % 10],
            event_from=TODAY - timedelta(days=n % 2000),
            event_precision="day",
            killed=n % 7,
            classification=1,
        )
        for n in range(INCIDENTS)
    ]
    create_many(rows, mission=mission, by=person)
    if assess:
        assess_mission(mission, on=TODAY, by=None)
    learn_sizes()  # as after each job


def made_events(
    count: int, lon: Any, lat: Any, areas: list[str], chance: Any, first: int = 0
) -> Any:
    """Events near places, more of them in the last years.

    Takes   lon, lat, of the places; areas, ids of duty areas, which places lie in by turns; first,
            the number of the first event.
    Gives   a table as the store of events takes it.
    """
    import numpy as np
    import polars as pl

    from tutela.incidents.types import SCHEMA

    near = chance.integers(0, len(lon), count)
    off = chance.normal(0, 0.05, (2, count))
    back = (chance.random(count) ** 2 * 10_000).astype(int)
    day = [TODAY - timedelta(days=int(n)) for n in back]
    frame = pl.DataFrame(
        {name: pl.Series(name, [None] * count, dtype=kind) for name, kind in SCHEMA.items()}
    ).with_columns(
        source=pl.lit("made"),
        source_id=pl.int_range(first, first + count).cast(pl.String),
        grain=pl.lit("event"),
        date_start=pl.Series(day),
        date_end=pl.Series(day),
        date_precision=pl.lit(1, pl.Int8),
        latitude=pl.Series(lat[near] + off[0]),
        longitude=pl.Series(lon[near] + off[1]),
        place_precision=pl.lit(1, pl.Int8),
        place=pl.Series([f"Village {n}" for n in near]),
        country=pl.lit("Luma"),
        iso3=pl.lit("SSD"),
        harm=pl.lit("killing"),
        violence=pl.Series(np.where(chance.random(count) < 0.4, "one-sided", "state-based")),
        side_a=pl.Series([[f"Group {n % 40}"] for n in near]),
        side_b=pl.lit([], pl.List(pl.String)),
        deaths=pl.Series(chance.poisson(2, count), dtype=pl.Int32),
        civilian_deaths=pl.Series(chance.poisson(1, count), dtype=pl.Int32),
    )
    return frame.select(list(SCHEMA)).with_columns(
        line=pl.int_range(count),
        area_id=pl.Series([areas[n % len(areas)] for n in near]),
        compartment=pl.lit(None, pl.String),
    )


ADDRESSES = {
    "situation": "/m/luma/",
    "place": "/m/luma/places/{place}/",
    "incidents": "/m/luma/incidents/",
    "events": "/m/luma/events/",
    "register": "/m/luma/risks/",
    "places": "/m/luma/places/",
    "duty desk": "/m/luma/duty/?q=Village+77",
}
TILES = ("0/0/0", "4/9/7", "6/37/30", "8/149/123", "10/598/494")


def _pages() -> dict[str, Any]:
    """Seconds of each page and tile in this process, after one to warm up."""
    from django.test import Client

    import tutela_web.wsgi  # noqa: F401 - collects as a server does
    from tutela_web.access.models import Person
    from tutela_web.places.models import Place
    from tutela_web.risk.models import SuggestedRisk

    client = Client()
    client.force_login(Person.objects.get(username="amina"), backend=BACKEND)
    place = Place.objects.order_by("code").first()
    began = time.perf_counter()
    _got(client, ADDRESSES["situation"])
    told: dict[str, Any] = {"first_seconds": time.perf_counter() - began, "pages": {}, "tiles": {}}
    told["risks"] = SuggestedRisk.objects.count()
    for name, address in ADDRESSES.items():
        url = address.format(place=place.pk if place else "")
        told["pages"][name] = timed_page(client, url)
    for tile in TILES:
        url = f"/m/luma/tiles/{tile}.mvt?days=365"
        told["tiles"][tile] = timed_page(client, url)
    return told


def timed_page(client: Any, url: str) -> dict[str, float]:
    """Seconds of a page, after one to warm up."""
    return _timed(lambda: _got(client, url))


def _got(client: Any, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def _timed(do: Callable[[], None]) -> dict[str, float]:
    do()
    wall, work = [], []
    for _ in range(ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        do()
        wall.append(time.perf_counter() - began)
        work.append(time.process_time() - busy)
    return {
        "p50": statistics.median(wall),
        "p95": sorted(wall)[int(ROUNDS * 0.95)],
        "processor": statistics.median(work),
    }


@contextmanager
def _server() -> Iterator[str]:
    command = [
        sys.executable,
        "-m",
        "tutela.cli",
        "platform",
        "serve",
        "--port",
        str(PORT),
        "--workers",
        str(CROWD_PROCESSES),
    ]
    run = "from tutela.cli import main; import sys; sys.argv[0]='tutela'; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", run, *command[3:]],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    import requests

    base = f"http://127.0.0.1:{PORT}"
    try:
        for _ in range(120):
            try:
                requests.get(f"{base}/account/login/", timeout=5)
                break
            except requests.RequestException:
                time.sleep(0.5)
        yield base
    finally:
        process.terminate()
        process.wait(20)


def _crowd(people: int) -> dict[str, Any]:
    """So many people, each signed in, reading pages and tiles as fast as they come, for a while."""
    import requests

    cookies = _signed_in(people)
    urls = [_urls(area) for _cookie, area in cookies]
    with _server() as base:
        for _ in range(CROWD_PROCESSES * 4):  # each process reads what it keeps once
            requests.get(base + urls[0][0], cookies={"sessionid": cookies[0][0]}, timeout=120)
        until = time.monotonic() + CROWD_SECONDS

        def reads(number: int) -> list[tuple[int, float]]:
            session, got = requests.Session(), []
            session.cookies.set("sessionid", cookies[number][0])
            while time.monotonic() < until:
                began = time.perf_counter()
                url = urls[number][(number + len(got)) % len(urls[number])]
                answer = session.get(base + url, timeout=120, allow_redirects=False)
                got.append((answer.status_code, time.perf_counter() - began))
            return got

        with ThreadPoolExecutor(people) as crowd:
            answers = [a for got in crowd.map(reads, range(people)) for a in got]
    seconds = sorted(s for _status, s in answers)
    return {
        "crowd": {
            "people": people,
            "answers": len(answers),
            "errors": sum(status != 200 for status, _s in answers),
            "p50": seconds[len(seconds) // 2],
            "p95": seconds[int(len(seconds) * 0.95)],
            "a_second": len(answers) / CROWD_SECONDS,
        }
    }


def _urls(area: Any) -> list[str]:
    """The pages and tiles somebody reads, with a place of the own area."""
    from tutela_web.places.models import Place

    places = Place.objects.filter(area=area) if area else Place.objects.all()
    place = places.order_by("code").values_list("pk", flat=True)[0]
    pages = [address.format(place=place) for address in ADDRESSES.values()]
    return pages + [f"/m/luma/tiles/{tile}.mvt?days=365" for tile in TILES]


def _signed_in(people: int) -> list[tuple[str, Any]]:
    """The session cookies of so many analysts and heads of field offices, and their areas."""
    from django.test import Client

    from tests.tutela_web import make
    from tutela_web.access.models import DutyArea, Mission, Person

    mission = Mission.objects.get(code="luma")
    areas = list(DutyArea.objects.filter(mission=mission).order_by("code"))
    found = []
    for number in range(people):
        name = f"reader-{number}"
        area = areas[number % len(areas)] if number % 3 == 0 else None
        person = Person.objects.filter(username=name).first()
        if person is None:
            person = make.person(name)
            make.post(mission, "head_of_field_office" if area else "analyst", person, area=area)
        client = Client()
        client.force_login(person, backend=BACKEND)
        found.append((client.cookies["sessionid"].value, area))
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
