"""The page on OWASP ASVS names a test for each point, and each test is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d[^|]*) \| [^|]+ \| `(tests/[^`]+\.py)::(test_\w+)` \|$", re.MULTILINE)


def test_each_point_of_the_standard_has_a_test_that_is_there() -> None:
    page = (ROOT / "docs" / "reference" / "asvs.md").read_text()
    met, not_met = page.split("## Not met")
    rows = ROW.findall(met)
    assert len(rows) == len(re.findall(r"^\| \d", met, re.MULTILINE)), "a point without a test"
    lost = [
        f"{points}: {file}::{name}"
        for points, file, name in rows
        if not (ROOT / file).exists() or f"def {name}(" not in (ROOT / file).read_text()
    ]
    assert lost == []
    chapters = {re.split(r"\.", points)[0] for points, _file, _name in rows}
    assert chapters == {str(number) for number in range(1, 15)}
    assert re.findall(r"^\| \d[^|]* \| \S", not_met, re.MULTILINE), "what is not met is said"
