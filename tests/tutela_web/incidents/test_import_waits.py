"""While a large file comes in, others go on writing. How long they wait is `make proof-speed`'s."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.counts import counted

ROOT = Path(__file__).parents[3]
ROWS = counted(15_000, 236_000)


def _made_up(path: Path, rows: int) -> Path:
    """A slim extract as large as the real one, invented throughout."""
    chance = random.Random(1)
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(
            [
                "relid",
                "year",
                "type_of_violence",
                "best",
                "latitude",
                "longitude",
                "side_a",
                "side_b",
                "country",
                "where_prec",
            ]
        )
        for n in range(rows):
            lines.writerow(
                [
                    f"LUM-{n}",
                    1990 + n % 29,
                    1 + n % 3,
                    chance.randint(0, 40),
                    round(chance.uniform(2, 11), 4),
                    round(chance.uniform(24, 34), 4),
                    f"Group {n % 40:02d}",
                    "Civilians",
                    "Lumaland",
                    1 + n % 3,
                ]
            )
    return path


@pytest.mark.slow
def test_others_write_while_a_large_file_comes_in(tmp_path: Path) -> None:
    path = _made_up(tmp_path / "slim.csv", ROWS)
    outside = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.import_events", str(path)],
        env=outside,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    found = json.loads(told.stdout)
    assert found["rows"] == found["frame_rows"] == ROWS
    assert found["waits"] > 10
