"""Where the demonstration's public files lie; apart, so that help need not load what reads them."""

from __future__ import annotations

from pathlib import Path

import tutela


def demonstration_files() -> Path:
    """The folder of the demonstration's files: of the wheel, or of the repository beside it.

    >>> sorted(file.name for file in demonstration_files().glob("*.csv.gz"))[0]
    'ged_CAF_to2018.csv.gz'
    """
    package = Path(tutela.__file__).parent
    shipped = package / "demonstration"
    return shipped if shipped.is_dir() else package.parents[1] / "demo" / "data"
