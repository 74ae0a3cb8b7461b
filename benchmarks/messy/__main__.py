"""How many true rows of invented messy workbooks come in right, by shape.

    python -m benchmarks.messy [--seeds 5] [--keep FOLDER] [--lot forms] [--apart]

Prints a table and the last line of it as the whole. `right`: date, place and toll; `held`: a person
is asked; `due`: rows that no reader could settle and that are held as they should be.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.messy.apart import APART
from benchmarks.messy.count import KINDS, count_shape
from benchmarks.messy.shapes import SHAPES


def main() -> None:
    """Write the workbooks, read them, count."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--keep", type=Path, help="a folder in which the files stay")
    options.add_argument("--only", default="", help="shapes whose name holds this")
    options.add_argument("--why", action="store_true", help="say of each row that is not right why")
    options.add_argument("--lot", default="", help="shapes of this module alone, as forms")
    options.add_argument("--apart", action="store_true", help="the shapes nothing is mended by")
    asked = options.parse_args()
    shapes = APART if asked.apart else SHAPES
    whole: Counter[str] = Counter()
    sys.stdout.write("  ".join([f"{'shape':32}", *(f"{k:>7}" for k in KINDS)]) + "\n")
    for name, write in shapes.items():
        if asked.only not in name or not write.__module__.endswith(asked.lot):
            continue
        counts: Counter[str] = Counter()
        for seed in range(asked.seeds):
            with tempfile.TemporaryDirectory(prefix="tutela-messy-") as made:
                folder = (asked.keep or Path(made)) / f"{name}_{seed}"
                folder.mkdir(parents=True, exist_ok=True)
                result, reasons = count_shape(name, seed, folder)
            counts += result
            if asked.why:
                for reason in reasons:
                    sys.stdout.write(f"    {seed} {reason}\n")
        whole += counts
        _line(name, counts)
    _line("all", whole)


def _line(name: str, counts: Counter[str]) -> None:
    sys.stdout.write("  ".join([f"{name:32}", *(f"{counts[k]:7}" for k in KINDS)]) + "\n")


if __name__ == "__main__":
    main()
