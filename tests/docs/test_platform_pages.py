"""What the platform's pages promise: settings, the API's examples, the tutorial's file, readers."""

from __future__ import annotations

import csv
import doctest
import re
from pathlib import Path

import pytest

from tutela.incidents.read import read_events
from tutela_web.channels.webhooks import KINDS, RETRIES, signature

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HOUSE = ROOT / "src" / "tutela_web"
OF_TESTS = {"PYTEST_XDIST_TESTRUNUID"}


def asked_for() -> set[str]:
    """Every environment variable the platform reads."""
    settings = (HOUSE / "settings.py").read_text()
    found = re.findall(r'(?:env|env_bool|env_database|environ\.get)\(\s*"([A-Z_]+)"', settings)
    keys = "".join(
        (HOUSE / "access" / name).read_text() for name in ("vault/keyring.py", "audit/seal.py")
    )
    upgrading = "".join(
        (HOUSE / "cli/upgrading" / name).read_text() for name in ("services.py", "steps.py")
    )
    found += re.findall(r'environment\.get\(\s*"([A-Z_]+)"', upgrading)
    return {*found, *re.findall(r'^NAME = "([A-Z_]+)"', keys, re.MULTILINE)} - OF_TESTS


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    page = (DOCS / "reference" / "settings.md").read_text()
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE)) == asked_for()


def test_the_example_environment_names_only_settings_and_holds_no_secret() -> None:
    lines = (ROOT / "deploy" / "tutela.env.example").read_text().splitlines()
    settings = [line.lstrip("#") for line in lines if re.match("#?[A-Z_]+=", line)]
    named = {line.partition("=")[0]: line for line in settings}
    assert set(named) <= asked_for()
    assert not set(named) & {"TUTELA_KEY", "TUTELA_AUDIT_KEY", "TUTELA_SECRET_KEY"}
    assert '"secret":""' in named["TUTELA_OIDC"]


def test_the_examples_of_the_api_page_do_what_they_say() -> None:
    tried = doctest.testfile(str(DOCS / "reference" / "api.md"), module_relative=False)
    assert tried.attempted > 5 and not tried.failed


def test_the_signature_of_the_api_page_is_the_one_that_is_sent() -> None:
    page = (DOCS / "reference" / "api.md").read_text()
    secret = bytes.fromhex("00112233445566778899aabbccddeeff" * 2)
    found = re.search(r"body = b'(.*)'\n>>> header = \"(.*)\"", page)
    assert found
    assert signature(secret, 1545897600, found.group(1).encode()) == found.group(2)
    assert ", ".join(KINDS) in page
    assert RETRIES == (60, 300, 1800, 7200, 43_200), "the page tells these times"


@pytest.mark.django_db
def test_every_address_of_the_api_is_on_its_page() -> None:
    from tutela_web.site.api import api

    page = (DOCS / "reference" / "api.md").read_text()
    for path in api.get_openapi_schema()["paths"]:
        short = path.removeprefix("/api/v1").replace("{pk}", "{id}")
        assert f" {short}`" in page, path


def test_the_tutorials_file_is_refused_where_the_tutorial_says() -> None:
    file = DOCS / "tutorials" / "files" / "incidents-with-errors.csv"
    with file.open() as lines:
        assert len(list(csv.DictReader(lines))) == 9
    [report] = read_events([file]).files
    assert [r.row for r in report.rejected] == [4, 5, 6, 8]
    page = (DOCS / "tutorials" / "first-hour-on-the-platform.md").read_text()
    for row in report.rejected:
        assert row.value in page, row


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda p: str(p.relative_to(DOCS)))
def test_every_page_names_its_reader(page: Path) -> None:
    beginning = "\n".join(page.read_text().splitlines()[:6])
    assert re.search(r"\*?For |\*Decided ", beginning), page


def test_the_words_of_the_platform_are_in_the_glossary() -> None:
    page = (DOCS / "glossary.md").read_text()
    words = ("Standing", "Post", "Role", "Act", "Batch", "Second score", "Break-glass", "Vault")
    for term in (*words, "Compartment", "Hotspot"):
        assert f"| {term} |" in page, term


def _is_there(dotted: str) -> bool:
    """Whether a dotted name leads from a room to a module, or to what a module names."""
    names = dotted.split(".")
    for root in (HOUSE, HOUSE.parent / "tutela"):
        for at in range(1, len(names) + 1):
            path = root.joinpath(*names[:at])
            file = path.with_suffix(".py")
            if file.is_file():
                rest = names[at:]
                return not rest or re.search(rf"\b{rest[0]}\b", file.read_text("utf-8")) is not None
            if not path.is_dir():  # `incidents.Event` is a table of the room
                models = path.parent / "models.py"
                return models.is_file() and f"class {names[at - 1]}(" in models.read_text("utf-8")
        else:
            return True
    return False


def test_what_the_page_of_the_platform_names_is_where_it_says() -> None:
    page = (DOCS / "explanation" / "the-platform.md").read_text("utf-8")
    rooms = {path.name for path in HOUSE.iterdir() if path.is_dir()}
    dotted = [
        name
        for name in re.findall(r"`([a-z]\w*(?:\.\w+)+)(?:\(|`)", page)
        if name.split(".")[0] in rooms and not name.endswith((".md", ".csv", ".html"))
    ]
    assert len(dotted) > 8
    assert [name for name in dotted if not _is_there(name)] == []
    for path in re.findall(r"`((?:\w+/)+\w+\.(?:py|csv))`", page):
        assert (HOUSE / path).exists() or (ROOT / path).exists(), path


def test_the_rooms_it_says_are_made_of_features_are_those_that_are_checked() -> None:
    page = (DOCS / "explanation" / "the-platform.md").read_text("utf-8")
    said = re.search(r"In fifteen rooms\s+\(([^)]*)\)", page)
    checked = re.findall(r'name = "Features of (\w+) build', (ROOT / "pyproject.toml").read_text())
    assert said and set(re.findall(r"`(\w+)`", said[1])) == set(checked)
    assert len(checked) == 15
