"""The people of the demonstration, as the invented cast plays them."""

from __future__ import annotations

from collections.abc import Callable

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.demo.prepare import POSTS


def of_demo(cast: Cast) -> Callable[[str], Standing]:
    """Who the demonstration calls by the last part of an account: the cast's holder of its role."""
    roles = {last: role for last, role, _title in POSTS}
    return lambda last: standing_of(cast[roles[last]], cast.mission)
