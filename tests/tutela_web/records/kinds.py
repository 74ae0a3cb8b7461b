"""What every declared kind of record must do; a kind's own test inherits it.

It is of the kit (`tutela_web.kit.kind_tests`), so that kinds of packages inherit it too.
"""

from tutela_web.kit.kind_tests import TESTED, KindTests, missing

__all__ = ["TESTED", "KindTests", "missing"]
