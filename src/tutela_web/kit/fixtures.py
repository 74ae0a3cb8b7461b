"""Fixtures of pytest: `pytest_plugins = ["tutela_web.kit.fixtures"]` in a conftest.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tutela_web.kit.cast import KitCast, assemble

ALIASES: Any = ("default", "keys")  # the stubs ask for a mapping, Django for names
BACKEND = "tutela_web.access.sessions.backend.AccountBackend"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Both databases, made from the models, with what no model says."""
    from django.apps import apps
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from tutela_web.access import tables

    settings.PACE = {}  # a test sends more in a minute than a person may
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=ALIASES)
        with connection.schema_editor() as editor:
            tables.complete("default", editor)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Each test has a folder of its own for uploads and keys; pages need no built manifest."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.KEY_FILE = tmp_path / "vault.key"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media", "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def cast(db: None) -> KitCast:
    """The whole cast in the mission of Luma."""
    return assemble()


@pytest.fixture
def sign_in() -> Callable[[Any], Client]:
    """sign_in(person) gives a browser in which the person is signed in."""

    def signed_in(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend=BACKEND)
        return client

    return signed_in
