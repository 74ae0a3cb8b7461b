"""The web house under test: both databases real, the whole cast, no worker but the test itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TransactionTestCase

from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.tables import complete
from tutela_web.access import append_only
from tutela_web.access.models import Person


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tables are made from the models (pyproject, --nomigrations: ninety migrations of ours and of
    libraries would take half a minute); what only migrations make is added here. Migrations
    themselves run in the tests of the command line and of backups.
    """
    with django_db_blocker.unblock():
        complete()


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


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Uploads of a test go to its own folder; passwords hash fast; pages need no built manifest."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media", "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.KEY_FILE = tmp_path / "vault.key"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


_flush = TransactionTestCase._fixture_teardown


def _flush_with_audit(self: Any) -> None:
    """Emptying the test database is the one time lines of the audit may go."""
    append_only.drop(connection)
    try:
        _flush(self)
    finally:
        append_only.create(connection)


TransactionTestCase._fixture_teardown = _flush_with_audit  # type: ignore[method-assign]


@pytest.fixture
def cast(db: None) -> Cast:
    """The whole cast in the mission of Luma."""
    return assemble()


@pytest.fixture
def sign_in() -> Iterator[Any]:
    """sign_in(person) gives a browser in which the person is signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    yield signed_in
