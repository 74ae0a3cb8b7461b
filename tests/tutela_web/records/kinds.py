"""What every declared kind of record must do; a kind's own test inherits it.

It is of the kit (`tutela_web.kit.kind_tests`), so that kinds of packages inherit it too; ours are
drawn without the frame of pages, which has tests of its own, but where their words are looked for:
the list of some is known by its word in the menu.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.tutela_web.frameless import draw_no_frame
from tutela_web.kit import kind_tests
from tutela_web.kit.kind_tests import CHECKS, TESTED, missing


@pytest.mark.framed  # it says itself which checks are drawn without
class KindTests(kind_tests.KindTests):
    @contextmanager
    def named(self, asks: str) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch, super().named(asks):
            if asks != CHECKS["check_words"]:
                draw_no_frame(patch)
            yield


__all__ = ["TESTED", "KindTests", "missing"]
