"""The house and the cast of the stories: those of the platform's own tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutela_web.conftest import _own_folders, cast, sign_in

__all__ = ["_own_folders", "cast", "sign_in"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every story asks for both databases."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.django_db(databases=["default", "keys"]))
