"""What a page says came true is what the method's page publishes."""

from __future__ import annotations

import re
from pathlib import Path

from tutela.risk.checks.calibration import came_true

PUBLISHED = Path(__file__).parents[3] / "docs/method/order.md"


def test_the_page_of_the_order_says_what_the_method_publishes() -> None:
    text = PUBLISHED.read_text("utf-8").split("## Did it come true?")[1].split("## ")[0]
    rows = [line for line in text.splitlines() if re.match(r"\| (under|over|\d)", line)]
    for column, files in enumerate(("CAF", "SSD", "SDN", "COD"), start=2):
        told = [
            f"{row.hotspots:,}, {row.stated:.1%}, {row.seen:.1%}".replace("%", " %")
            for row in came_true(files)
        ]
        assert told == [row.split("|")[column].strip() for row in rows]
