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

settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("proof", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("TUTELA_LAWS", "quick"))


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page asked for in French leaves its thread in French; the next test starts anew."""
    yield
    translation.deactivate()
    timezone.deactivate()


class Parted(LoadScopeScheduling):
    """The tests of a file stay together, but for those that take half a minute each."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if "test_every_address" in nodeid else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Parted | None:
    return Parted(config, log) if config.getoption("dist") == "loadscope" else None
