"""The web house under test: both databases real, the whole cast, no worker but the test itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.test import Client, TransactionTestCase, override_settings

from tests.databases import remembered, restore
from tests.tutela_web.cast import Cast, assemble
from tutela_web.access.kept_parts import forget_all
from tutela_web.access.models import Person

T = TypeVar("T")


def once_a_file(fixture_name: str, config: pytest.Config) -> str:
    """How long a built world lasts: a database of a server is emptied after each test."""
    return "function" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "module"


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Uploads and the key of what the tests of a file share; each test gets a copy of it."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope=once_a_file)
def build_once(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    shared_folder: Path,
) -> Iterator[Callable[[Callable[[], T]], T]]:
    """build_once(function) gives what the function makes; each test of the file finds it in the
    databases as it was when it was new, whatever the test before it committed.
    """
    with ExitStack() as stack:

        def build(make: Callable[[], T]) -> T:
            stack.enter_context(django_db_blocker.unblock())
            with override_settings(**quick_settings(shared_folder)):
                made = make()
            if request.scope == "function":  # the test's own folder was there before its world
                shutil.copytree(shared_folder, settings.KEY_FILE.parent, dirs_exist_ok=True)
            stack.enter_context(remembered())
            return made

        yield build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of this folder that asks for the database gets both; said before any is set up."""
    for item in items:
        named = set(getattr(item, "fixturenames", ()))
        asks = named & {"db", "cast", "sign_in", "transactional_db"}
        here = Path(__file__).parent in item.path.parents
        if here and asks and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db(databases=["default", "keys"]))


@pytest.fixture(autouse=True)
def _beside_a_browser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser's driver runs a loop in this thread, which Django takes for asynchronous code."""
    if request.node.get_closest_marker("browser"):
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def quick_settings(folder: Path) -> dict[str, Any]:
    """Uploads and the key in a folder; passwords hash fast; pages need no built manifest; one test
    may walk as far as a hundred people do in its time."""
    return {
        "PACE": {what: most for what, most in settings.PACE.items() if "seconds" not in what},
        "MEDIA_ROOT": folder / "media",
        "STORAGES": settings.STORAGES
        | {
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": folder / "media", "base_url": None},
            },
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "KEY_FILE": folder / "vault.key",
        "TASKS": {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}},
    }


@pytest.fixture(autouse=True)
def _own_folders(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> None:
    """Each test has a folder of its own for uploads and keys."""
    if "shared_folder" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("shared_folder"), tmp_path, dirs_exist_ok=True)
    for name, value in quick_settings(tmp_path).items():
        setattr(settings, name, value)


def _put_back(self: Any) -> None:
    """A test that committed leaves the databases as it found them; others roll back (TestCase)."""
    restore()


TransactionTestCase._fixture_teardown = _put_back  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """No test is shown what another drew: it may have put other functions in place of ours."""
    forget_all()


@pytest.fixture
def cast(db: None) -> Cast:
    """The whole cast in the mission of Luma."""
    return assemble()


FRAMED = {"site", "look", "access", "field", "demo", "stories"}
"""Rooms whose tests ask what stands around a page; of other rooms those that are marked so."""


@pytest.fixture(autouse=True)
def _frame(request: pytest.FixtureRequest) -> None:
    """Pages of a room are drawn without the frame that all pages have: it is a fifth of their cost,
    and has tests of its own."""
    room = Path(request.path).relative_to(Path(__file__).parent).parts[0]
    framed = room in FRAMED or room.startswith("test_")
    marked = any(request.node.get_closest_marker(name) for name in ("framed", "browser"))
    if not framed and not marked and "sign_in" in request.fixturenames:
        request.getfixturevalue("frameless")


@pytest.fixture
def frameless(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are drawn without what stands around every page of a person; not for a test that is
    marked `framed`."""
    if request.node.get_closest_marker("framed"):
        return
    from tests.tutela_web.frameless import draw_no_frame  # imports many rooms

    draw_no_frame(monkeypatch)


@pytest.fixture
def sign_in() -> Iterator[Any]:
    """sign_in(person) gives a browser in which the person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="tutela_web.access.sessions.backend.AccountBackend")
        return client

    yield signed_in
