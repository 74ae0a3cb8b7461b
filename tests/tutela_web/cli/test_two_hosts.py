"""Two machines serve one mission: what the one writes the other shows, and each may fall."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.counts import PROOF
from tests.tutela_web.cli.house import ON_POSTGRES, House
from tests.tutela_web.cli.two_hosts import MADE, Board, Host, Sender, differences, signed_in
from tests.tutela_web.incidents.import_files import row
from tests.tutela_web.waiting import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (PROOF and ON_POSTGRES), reason="minutes, and one PostgreSQL: in proof"),
]
EVENTS = 60_000
PAGES = (
    "/m/luma/",
    "/m/luma/events/",
    "/m/luma/incidents/",
    "/m/luma/places/",
    "/m/luma/risks/",
    "/m/luma/imports/",
    "/m/luma/alerts/",
)
TILES = tuple(f"/m/luma/tiles/{at}.mvt?since=2018-11-25" for at in ("0/0/0", "4/9/7", "6/37/30"))
FILES = tuple(f"/m/luma/export/events.{form}?since=2018-11-25" for form in ("csv", "geojson"))
ANSWERS = (*PAGES, *TILES, *FILES)


@pytest.fixture
def hosts(house: House, tmp_path: Path) -> Iterator[tuple[Host, Host, Sender]]:
    """North is the first machine; south took its keys; both see one shared folder."""
    shared = tmp_path / "shared"
    north = Host("north", house, house.data, shared)
    south = Host("south", house, tmp_path / "south", shared)
    north.tutela("prepare", "--no-static")
    south.take_keys_of(north)
    south.tutela("prepare", "--no-static")
    token = house.python(MADE.replace("EVENTS", str(EVENTS)), **north.settings)
    try:
        yield north, south, Sender(token)
    finally:
        north.end()
        south.end()


def log_of(*numbers: int) -> bytes:
    """An office's log, as CSV; it says that its places are exact, so that the map draws them."""
    text, rows = io.StringIO(), [row(number, **{"Place precision": "1"}) for number in numbers]
    lines = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    return text.getvalue().encode()


def imported(sender: Sender, at: Host, *numbers: int) -> str:
    """A log sent and confirmed at one machine, whichever reads it."""
    pk = str(sender.send(at, f"log-{numbers[0]}.csv", log_of(*numbers))["id"])
    sender.wait(at, pk, "checked")
    sender.confirm(at, pk)
    sender.wait(at, pk, "published")
    return pk


def test_two_machines_show_the_same_and_each_goes_on_without_the_other(
    hosts: tuple[Host, Host, Sender],
) -> None:
    north, south, sender = hosts
    for host in hosts[:2]:
        host.start("serve")
        host.start("live")
    south.start("jobs")  # the one worker: north has web processes alone
    said = north.tutela("check", fine=False)
    assert "machines: north, south: keys are alike" in said

    # a sign-in at the one is good at the other, and both show the same, to the byte
    browser = signed_in(north)
    before = {address: south.told(browser, address) for address in ANSWERS}
    assert not differences(before, {address: north.told(browser, address) for address in ANSWERS})
    assert all(list((host.folder / "columns").glob("*.arrow")) for host in hosts[:2])

    # what is sent at north is read by south's worker, and is in the columns of both
    imported(sender, north, 1, 2)
    after = {address: north.told(browser, address) for address in ANSWERS}
    assert not differences(after, {address: south.told(browser, address) for address in ANSWERS})
    changed = {address for address in ANSWERS if after[address] != before[address]}
    assert {*TILES, *FILES, "/m/luma/events/"} <= changed
    assert b"L-2" in after[FILES[0]] and b"L-2" not in before[FILES[0]]

    # an alert raised at north stands on the board that listens at south
    board = Board(south, browser)
    until(lambda: board.heard)
    pk, began = str(uuid4()), time.monotonic()
    assert sender.alert(north, pk) == 201
    until(lambda: board.changes() > 0)
    assert board.heard[-1][1] - began < 10
    assert sender.reads(south, pk)

    # south's live server falls: the board sees its line end, and hears again from a new one
    south.kill("live")
    until(lambda: board.over)
    south.start("live")
    board = Board(south, browser)
    until(lambda: board.heard)
    saved = [str(uuid4())]
    assert sender.alert(south, saved[0]) == 201
    until(lambda: board.changes() > 0)

    # north's web server falls in the middle of work: south goes on, and nothing is lost
    north.kill("serve")
    saved.append(str(uuid4()))
    assert sender.alert(south, saved[-1]) == 201
    imported(sender, south, 3)
    north.start("serve")
    assert all(sender.reads(north, pk) for pk in saved)
    assert b"L-3" in north.told(browser, FILES[0])

    # the worker falls with a file in its hands: the other machine's takes it up
    waiting = str(sender.send(north, "log-4.csv", log_of(*range(4, 1_500)))["id"])
    south.kill("jobs")
    north.start("jobs")
    sender.wait(north, waiting, "checked")
    sender.confirm(north, waiting)
    sender.wait(south, waiting, "published")
    last = {address: north.told(browser, address) for address in ANSWERS}
    assert not differences(last, {address: south.told(browser, address) for address in ANSWERS})


def test_one_machine_goes_the_rounds_until_it_falls(hosts: tuple[Host, Host, Sender]) -> None:
    north, south, _sender = hosts
    north.start("rounds")
    until(lambda: "rounds: gone by north" in north.tutela("check", fine=False))
    south.start("rounds")
    time.sleep(5)
    assert "rounds: gone by north" in south.tutela("check", fine=False)
    north.kill("rounds")
    until(lambda: "rounds: gone by south" in south.tutela("check", fine=False))
    north.start("rounds")
    time.sleep(5)
    assert "rounds: gone by south" in north.tutela("check", fine=False)


def test_a_file_is_told_to_lie_elsewhere_where_machines_share_no_folder(
    hosts: tuple[Host, Host, Sender], tmp_path: Path
) -> None:
    north, south, sender = hosts
    south.shared = tmp_path / "south alone"
    said = south.tutela("check", fine=False)
    assert "NOT READY  shared folder of north" in said
    north.start("serve")
    south.start("jobs")
    pk = str(sender.send(north, "log.csv", log_of(1))["id"])
    until(lambda: sender.batch(north, pk)["fault"])
    assert "does not see the file" in sender.batch(north, pk)["fault"]["what"]
