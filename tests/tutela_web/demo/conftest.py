"""The demonstration as `tutela demo` serves it: with its buttons, on this machine."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.urls import clear_url_caches

import tutela_web.settings
import tutela_web.urls

TEMPLATES = Path(tutela_web.settings.__file__).parent / "demo" / "templates"


@pytest.fixture
def demonstration(settings: Any) -> Iterator[None]:
    """Settings and addresses as TUTELA_DEMONSTRATION makes them; afterwards as they were."""
    settings.DEMONSTRATION = True
    (engine,) = templates = deepcopy(settings.TEMPLATES)
    engine["DIRS"] = [TEMPLATES]
    engine["OPTIONS"]["context_processors"].append("tutela_web.demo.tour.in_page")
    settings.TEMPLATES = templates
    importlib.reload(tutela_web.urls)
    clear_url_caches()
    yield
    settings.DEMONSTRATION = False
    importlib.reload(tutela_web.urls)
    clear_url_caches()
