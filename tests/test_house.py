"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests import names
from tests.annotations import loose_functions
from tests.database_files import strange_calls
from tests.libraries import asks_when_loaded

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src/tutela_web"
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".csv",
    ".yml",
    ".yaml",
    ".typ",
    ".html",
    ".css",
    ".txt",
    "",
}


def tracked() -> list[Path]:
    told = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if told.returncode:
        pytest.skip("not a checkout")
    return [ROOT / name for name in told.stdout.split("\0") if name]


def test_no_tracked_file_names_a_registry_or_a_path_of_one_machine() -> None:
    registries = ("py" + "pi.org", "python" + "hosted", "npm" + "js.org", "deb.deb" + "ian.org")
    machine = re.compile(r"(?<![\w.])/(?:home|root|Users)/\w+|[A-Z]:\\\\Users")
    for path in tracked():
        if path.suffix in TEXT and path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [host for host in registries if host in text], path
            assert not machine.search(text), path


def test_every_data_file_has_its_source_beside_it() -> None:
    told = (ROOT / "NOTICE").read_text() + "".join(
        p.read_text() for p in ROOT.rglob("SOURCES.csv") if ".venv" not in p.parts
    )
    shipped = [p for p in tracked() if p.suffix in (".gz", ".geojson", ".parquet")]
    assert shipped
    for path in shipped:
        pattern = re.sub(r"(?<=ged_)[A-Z]{3}", "*", path.name)
        assert path.name in told or pattern in told, path


def test_every_table_of_the_package_says_where_its_rows_come_from() -> None:
    for path in (ROOT / "src").rglob("data/*.csv"):
        head = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        named = {"source", "chosen", "licence", "citation"} & set(head)
        beside = (path.parent / "SOURCES.csv").exists()
        assert named or beside, path


def test_open_street_map_stays_in_files_of_its_own() -> None:
    for path in tracked():
        if "osm" in path.name.lower():
            assert "ODbL" in path.name


def test_what_reads_records_knows_nothing_of_what_changes_them() -> None:
    above = re.compile(r"^(?:from|import) .*(?:verbs|forms|views|jobs)\b", re.M)
    for path in (ROOT / "src/tutela_web").rglob("*.py"):
        if path.stem.endswith(("models", "queries", "columns")):
            assert not above.search(path.read_text("utf-8")), path


NAMES_A_PAGE_ABOVE = {
    ("warning/alert.html", "crisis/_decisions.html"),
    ("strategy/strategy.html", "review/_review_said.html"),
    ("strategy/section.html", "review/_why_amber.html"),
    ("strategy/section.html", "review/_cited_place.html"),
    ("warning/alert.html", "crisis/_alert_denials.html"),
}
"""A page on which a room above has a part of its own; the view hands it what that part shows."""


def test_pages_are_made_of_their_own_room_and_of_rooms_below() -> None:
    """What import-linter asks of Python, asked of what a template extends, includes and loads."""
    web = ROOT / "src/tutela_web"

    def name_of(path: Path) -> str:
        return path.relative_to(web).as_posix().split("/templates/")[-1]

    floor = {room: number for number, room in enumerate(settings.ROOMS)}
    pages = [*web.glob("*/templates/**/*.html"), *web.glob("*/templates/**/*.txt")]
    room_of = {name_of(path): path.relative_to(web) for path in pages}
    room_of |= {path.stem: path.relative_to(web) for path in web.glob("*/templatetags/*.py")}
    named = re.compile(r"[\"']([\w/]+\.(?:html|txt))[\"']|{%\s*load\s+([\w ]+)|<c-([\w-]+)")
    above = set()
    for path in [*pages, *(p for p in web.rglob("*.py") if p.parent != web)]:
        for page, tags, component in named.findall(path.read_text("utf-8")):
            if tags and path.suffix == ".py":
                continue
            piece = f"cotton/{component.replace('-', '_')}.html" if component else page
            for name in tags.split() or [piece]:
                room, own = room_of.get(name), path.relative_to(web).parts[0]
                if room and own in floor and floor[room.parts[0]] > floor[own]:
                    above.add((name_of(path), name))
    assert above == NAMES_A_PAGE_ABOVE


READ_INCIDENTS_THEMSELVES = {
    "risk/verbs.py": "whether a compartment holds anything to assess; nobody is told which",
    "warning/closing/refuge_verbs.py": "seals words of hiding once the danger ended, for nobody",
    "warning/tripwires/verbs.py": "trips a wire for the mission, not for a reader",
    "takeaway/exports/incidents.py": "the rows of a list that event_columns found, as a file",
}
"""Files outside the room of incidents that ask its tables, and why; the others ask its queries, so
that incidents and imported events are told together, each once (incidents/happened/queries.py)."""


def test_nothing_outside_the_room_of_incidents_asks_its_tables() -> None:
    web = ROOT / "src/tutela_web"
    asks = re.compile(r"\b(Closed)?(Incident|Event)\.(objects|_default_manager)\b")
    found = {
        path.relative_to(web).as_posix()
        for path in web.rglob("*.py")
        if path.relative_to(web).parts[0] != "incidents" and asks.search(path.read_text("utf-8"))
    }
    assert found - {"access/policy.py"} == READ_INCIDENTS_THEMSELVES.keys()  # its docstring


def test_nothing_opens_the_file_of_a_database_beside_sqlite() -> None:
    """What is run is watched besides (tests/database_files.py, `watch_opens`)."""
    found = {
        path.relative_to(ROOT).as_posix(): calls
        for folder in ("src", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if (calls := strange_calls(path.read_text("utf-8")))
    }
    assert not found


def test_nothing_unpacks_what_somebody_packed_at_once() -> None:
    """The Python of Debian 12 knows no `filter`, and an archive may name anything."""
    unpacks = re.compile(r"\.extractall\(|\bunpack_archive\(")
    assert not [
        path for path in (ROOT / "src").rglob("*.py") if unpacks.search(path.read_text("utf-8"))
    ]


def test_libraries_of_tables_are_loaded_with_the_first_table_and_not_with_the_house() -> None:
    """Each takes a tenth of a second and 10 to 24 MB of every process, and begins threads that no
    process may have which others are forked from: `tutela.base.later` is their one home."""
    asking = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "src").rglob("*.py")
        if path.name != "later.py" and (lines := asks_when_loaded(path.read_text("utf-8")))
    }
    assert not asking


@pytest.mark.parametrize(
    "asks",
    [
        "import polars as pl",
        "from numpy.typing import NDArray",
        "if settings.DEBUG:\n    import shapely",
        'SCHEMA = {"day": pl.Date}',
        "def best(low: float = -np.inf) -> None: ...",
        "class Spots:\n    nowhere = np.zeros(2)",
    ],
)
def test_a_module_that_loads_a_library_of_tables_is_found(asks: str) -> None:
    assert asks_when_loaded(asks)


@pytest.mark.parametrize(
    "fine",
    [
        "from tutela.base.later import np, pl",
        "if TYPE_CHECKING:\n    from numpy.typing import NDArray",
        'SCHEMA = Columns(lambda: {"day": pl.Date})',
        "def first(days: pl.Series = None) -> None:\n    import shapely\n    pl.col(days)",
        "rows: pl.DataFrame",
    ],
)
def test_a_module_that_loads_it_later_is_not(fine: str) -> None:
    assert not asks_when_loaded(fine)


@pytest.mark.parametrize(
    "opens",
    [
        'os.close(os.open(self.settings_dict["NAME"], os.O_RDONLY | os.O_CREAT, 0o600))',
        'Path(connection.settings_dict["NAME"]).read_bytes()',
        'shutil.copyfile(settings.DATA / "tutela.db", there)',
        "log = f\"{connection.settings_dict['NAME']}-wal\"\nwith open(log) as file: ...",
        'sha256(here / "keys.db")',
        'archive.add(here / "tutela.db-wal")',
    ],
)
def test_what_opens_a_database_is_found(opens: str) -> None:
    assert strange_calls(opens)


OPENS_SOCKETS = {
    "src/tutela_web/channels/exchange.py": "the one home of what leaves for outside",
    "src/tutela/base/guards/sandbox.py": "speaks with its children by pairs of sockets",
    "src/tutela_web/channels/addresses.py": "reads a number in any spelling; asks nobody",
    "src/tutela_web/channels/outbox.py": "names the faults of mail; MailBackend sends it",
    "src/tutela_web/access/sessions/provider_exchange.py": "wraps the one home for sign-in",
}
"""Files that may name a library of the network, and why."""

NETWORK = frozenset(
    {"socket", "ssl", "smtplib", "http.client", "urllib.request", "ftplib", "poplib", "imaplib"}
    | {"telnetlib", "xmlrpc", "requests", "urllib3", "httpx", "aiohttp", "socketserver"}
)


def libraries_named(source: str) -> set[str]:
    """The libraries of the network that a module imports, wherever in it."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return {one for one in named for lib in NETWORK if one == lib or one.startswith(f"{lib}.")}


def test_nothing_but_the_one_home_opens_a_connection_to_outside() -> None:
    assert libraries_named("import requests.adapters\nfrom http import client, HTTPStatus") == {
        "requests.adapters",
        "http.client",
    }
    assert libraries_named("from urllib.parse import urlsplit") == set()
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if libraries_named(path.read_text("utf-8"))
    }
    assert found == OPENS_SOCKETS.keys()


ASKS_OUTSIDE = {
    "src/tutela_web/channels/outbox.py": "in the process of senders",
    "src/tutela_web/channels/push.py": "in the process of senders",
    "src/tutela_web/channels/webhooks.py": "in the process of webhooks",
    "src/tutela_web/submissions/fetching.py": "in a job, and within a request never",
    "src/tutela_web/access/sessions/provider_exchange.py": "sign-in: 5 seconds, two at a time",
}
"""Who asks a server outside by the one home, and where that runs."""


def test_who_asks_a_server_outside_is_known() -> None:
    asks = re.compile(r"\bexchange\.ask\(|\bimport ask\b")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if asks.search(path.read_text("utf-8"))
    }
    assert found == ASKS_OUTSIDE.keys()


def test_python_and_templates_are_left_to_the_formatters() -> None:
    off = re.compile(r"# fmt: " + "(?:skip|off)")
    left_out = sum(
        len(off.findall(path.read_text("utf-8"))) for path in tracked() if path.suffix == ".py"
    )
    assert left_out <= 150
    for path in tracked():
        if path.suffix != ".html":
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            assert len(line) <= 140, f"{path.name}:{number} is longer than 140 characters"


MOST_LOOSE = {"Any": 72, "object": 48}
"""Functions of today that take anything. They fall as inputs are typed; nothing lets them rise."""


@pytest.mark.parametrize("word", MOST_LOOSE)
def test_functions_say_what_they_take(word: str) -> None:
    found = list(loose_functions(word))
    assert len(found) <= MOST_LOOSE[word], "name the type; python -m tests.annotations list"
    assert len(found) == MOST_LOOSE[word], "fewer than before: lower MOST_LOOSE"


def test_a_function_that_takes_anything_is_found(tmp_path: Path) -> None:
    (tmp_path / "src/tutela_web/risk").mkdir(parents=True)
    (tmp_path / "src/tutela_web/risk/verbs.py").write_text(
        "def set_value(value: Mapping[str, 'Any'], *, at: date) -> Any: ...\n"
        "def read(*args: typing.Any, **how: int) -> None: ...\n"
        "def write(at: date) -> Any: ...\n"
    )
    found = {one.name: one.parameters for one in loose_functions("Any", tmp_path)}
    assert found == {"set_value": ("value: Mapping[str, 'Any']",), "read": ("args: typing.Any",)}
    assert {one.room for one in loose_functions("Any", tmp_path)} == {"risk"}


NAMES_LEFT = {"bare": 2, "twice": 0, "vague": 100, "filler": 2965}
"""Names that say nothing (tests/names.py), as many as are left; each number may only fall."""


MOST_IN_A_FOLDER = 20
FULLER = {
    "src/tutela/incidents": 49,
}
"""Folders with more files of Python side by side than a reader takes in; each may only shrink, and
goes from this list when it holds `MOST_IN_A_FOLDER`."""


def test_a_folder_holds_no_more_files_than_a_reader_takes_in() -> None:
    files = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if "migrations" not in path.parts
    )
    fuller = {folder: n for folder, n in files.items() if n > MOST_IN_A_FOLDER}
    assert fuller.keys() <= FULLER.keys(), "make folders by feature, as `crisis` has them"
    assert all(n <= FULLER[folder] for folder, n in fuller.items()), fuller
    assert fuller.keys() == FULLER.keys(), "a folder shrank: take it from FULLER"


TABLES_ELSEWHERE = {
    "capacity.readiness_models",
    "places.sites.safety_models",
    "warning.delivery_models",
    "warning.inferred_models",
}
"""Modules with tables that are not `models.py` of a room or a feature; this may only shrink. Those
of `capacity` and `warning` are read by features below the one they belong to."""


def test_tables_lie_in_models_of_their_room_or_feature() -> None:
    modules = {
        model.__module__.removeprefix("tutela_web.")
        for model in apps.get_models()
        if model.__module__.startswith("tutela_web.")
    }
    assert {name for name in modules if not name.endswith(".models")} == TABLES_ELSEWHERE


def test_kinds_of_record_are_declared_where_their_file_says_so() -> None:
    """`kind.py` for one kind, `kinds.py` for several, with a word before where there are more."""
    elsewhere = [
        path.relative_to(WEB).as_posix()
        for path in WEB.rglob("*.py")
        if not re.fullmatch(r"(\w+_)?kinds?", path.stem)
        and re.search(r"^\w+(: [^=]+)? = RecordKind\(", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert not elsewhere


def test_every_package_says_what_it_holds() -> None:
    silent = [
        path.parent.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("__init__.py")
        if not {"migrations", "management", "templatetags"} & set(path.parts)
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def names_given_again(source: str) -> list[str]:
    """Names that a module gives a second time: the first is lost, and no linter says so."""
    given = Counter(
        target.id
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id != "_"
    )
    return [name for name, times in given.items() if times > 1]


def test_no_module_gives_a_name_twice() -> None:
    assert names_given_again("_TOTAL = 1\n_LEAST = 2\n_TOTAL = 3\n") == ["_TOTAL"]
    again = {
        str(path.relative_to(ROOT)): names
        for path in tracked()
        if path.suffix == ".py"
        and path.is_file()
        and (names := names_given_again(path.read_text()))
    }
    assert not again


@pytest.mark.parametrize("rule", NAMES_LEFT)
def test_names_say_what_they_name(rule: str) -> None:
    faults = names.faults_by_rule()[rule]
    assert len(faults) <= NAMES_LEFT[rule], f"`python -m tests.names {rule}` lists {len(faults)}"


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("told", True),
        ("_kept", True),
        ("beside", True),
        ("readable", True),
        ("send_notices", False),
        ("notices_sent", False),
        ("feed", False),
        ("table", False),
        ("__init__", False),
    ],
)
def test_a_bare_participle_is_known(name: str, bare: bool) -> None:
    assert names.is_bare(name) is bare


def test_whatever_installs_or_builds_is_fetched_by_its_hash() -> None:
    """The installer and the build backend run as whoever installs, as root on most servers."""
    pinned = ("--require-hashes", "--build-constraints requirements-install.lock")
    for page in ("Makefile", "docs/how-to/install.md"):
        lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
        fetched = [line for line in lines if "pip install" in line or "pip sync" in line]
        assert fetched
        assert [line for line in fetched if not any(one in line for one in pinned)] == []
    lock = (ROOT / "requirements-install.lock").read_text(encoding="utf-8")
    for needed in ("uv==", "hatchling==", "editables==", "setuptools=="):
        assert needed in lock
    assert lock.count("--hash=sha256:") >= lock.count("==")
