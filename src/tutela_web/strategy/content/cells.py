"""The tables of a strategy on paper: what no record says is no cell, and stands once below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.mandate.language import READ, language_of
from tutela_web.look.days import date_format

Row = Mapping[str, Any]


def table(
    name: str,
    columns: Sequence[tuple[str, float]],
    rows: Iterable[tuple[d.Text | None, ...]],
    *,
    words: Iterable[str] = (),
) -> tuple[d.Block, ...]:
    """A table under its name; nothing where it has no row.

    Takes   rows, with None where no record says it: a column nothing is known of is left out, of
            the others how many cells are empty is said once below; words, what people wrote in it,
            to say so where that is in another language than the paper.
    """
    lines = list(rows)
    if not lines:
        return ()
    lacking = [sum(row[n] is None for row in lines) for n in range(len(columns))]
    kept = [n for n, empty in enumerate(lacking) if empty < len(lines)]
    heads = tuple(d.Column(*columns[n]) for n in kept)
    cells = tuple(d.Row(tuple(row[n] or "" for n in kept)) for row in lines)
    open_points = [
        _("%(column)s (%(n)s of %(all)s)") % {"column": title, "n": empty, "all": len(lines)}
        for (title, _width), empty in zip(columns, lacking, strict=True)
        if empty
    ]
    told = _("Not on record: %(what)s.") % {"what": ", ".join(open_points)}
    below = (d.Paragraph(told, "small"),) if open_points else ()
    return (
        d.Heading(name, 3),
        *told_in_another_language(words),
        d.Table(name, heads, cells, tall=True),
        *below,
    )


def told_in_another_language(words: Iterable[str]) -> tuple[d.Block, ...]:
    """That what people wrote is in another language than the paper, where that is sure."""
    written = language_of(" ".join(words))
    if written not in READ or written == get_language():
        return ()
    name = str(get_language_info(written)["name_translated"])
    told = _("The words of the records below are in %(language)s.") % {"language": name}
    return (d.Paragraph(told, "small"),)


def with_lines_in_force(tables: Mapping[str, Sequence[Row]]) -> dict[str, Sequence[Row]]:
    """The tables of a strategy without the lines of the matrix that were stopped, and without the
    indicators of these."""
    stopped = {row["code"] for row in tables["lines"] if row["status"] == "stopped"}
    return {
        **tables,
        "lines": [row for row in tables["lines"] if row["status"] != "stopped"],
        "indicators": [row for row in tables.get("indicators", ()) if row["of"] not in stopped],
    }


def tiers_said(rows: Sequence[Row]) -> str:
    """How many lines the matrix holds, and how many serve each tier."""
    by_tier = [sum(tier in row["tiers"] for row in rows) for tier in (1, 2, 3)]
    return _(
        "The matrix (annex I) holds %(n)s lines: %(one)s serve tier 1, %(two)s tier 2, %(three)s "
        "tier 3. A line counts in each of its tiers."
    ) % {"n": len(rows), "one": by_tier[0], "two": by_tier[1], "three": by_tier[2]}


def not_known() -> str:
    """The words for what no record says."""
    return _("not known")


def day_said(on: str | None, otherwise: str = "") -> str:
    """A day kept as text, as this language writes it."""
    return date_format(date.fromisoformat(on), "j M Y") if on else otherwise or not_known()


def day_or_none(on: str | None) -> str | None:
    """A day kept as text; None where there is none."""
    return day_said(on) if on else None


def rhythm_said(days: int | None) -> str | None:
    """How often something is due; None where no record says it."""
    if not days:
        return None
    if days == 1:
        return _("each day")
    return ngettext("every %(n)s day", "every %(n)s days", days) % {"n": days}


def figure_said(text: str) -> str:
    """A figure kept as text, as this language writes it."""
    return number_format(Decimal(text).quantize(Decimal("1")))
