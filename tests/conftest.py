"""How many examples a law is tried on (few in `make test`, many in `make proof`), and how tests are
parted among workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests.costs import scope_of

collect_ignore = ["deploy/containers.py", "deploy/supervisor.py"]
"""Programs that run inside a made root, beside a copy of visitor.py: no modules of tests."""

settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("proof", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("TUTELA_LAWS", "quick"))


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page asked for in French leaves its thread in French; the next test starts anew."""
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """Databases of this worker, copied from the templates."""
    from django.conf import settings as platform

    platform.PACE = {}  # a test sends more in a minute than a person may
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    from tests.database_files import watch_opens
    from tests.databases import open_databases  # needs the platform set up; the core does not

    watch_opens()
    with django_db_blocker.unblock():
        take_away = open_databases(worker)
    yield
    with django_db_blocker.unblock():
        take_away()


class Parted(LoadScopeScheduling):
    """The tests of a file stay together, but for those of every address; heaviest files first."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Parted | None:
    if config.getoption("dist") != "loadscope":
        return None
    config.option.loadscopereorder = False  # as sorted in tests/costs.py
    return Parted(config, log)
