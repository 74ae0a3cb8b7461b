"""The records a copy for others carries, row by row as a person took them in: numbered anew, so
that nothing tells how many were left out.

Of a row stands only what an outside reader is to have: no means, no owner, no score, no id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tutela.crisis.tables import options
from tutela.risk.factors import PRIORITIES

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
CopiedCell = str | int | None | list[str] | list[int] | dict[str, int]
"""What stands in a cell of a copied row."""

Taken = Mapping[str, Sequence[int]]
"""By table the places of its rows that a copy carries, counted from 0."""

COPIED: Mapping[str, str] = {
    "objectives": "Objectives",
    "risks": "POC risks",
    "roles": "Roles and responsibilities",
    "lines": "Implementation matrix",
    "indicators": "Indicators and benchmarks",
}
"""The tables a copy may carry, in their order."""

STOPPED = "stopped"


def may_be_taken(tables: Tables, name: str) -> list[int]:
    """The places of the rows of a table that a copy may carry: lines that were stopped are none.

    >>> may_be_taken({"lines": [{"status": "stopped"}, {"status": "planned"}]}, "lines")
    [1]
    """
    rows = tables.get(name, ())
    return [n for n, row in enumerate(rows) if name != "lines" or row["status"] != STOPPED]


def copied_tables(tables: Tables, taken: Taken) -> dict[str, list[dict[str, CopiedCell]]]:
    """The rows a copy carries, as an outside reader is to have them.

    Takes   tables of a frozen strategy; taken, the rows of each that were taken in. What a row says
            of another that was not taken in is left out of it.

    >>> tables = {"objectives": [{"code": "1", "words": "Kept", "end_state": "", "tiers": [2],
    ...                           "term_label": "immediate"},
    ...                          {"code": "2", "words": "Struck", "end_state": "", "tiers": [],
    ...                           "term_label": "immediate"}]}
    >>> copied_tables(tables, {"objectives": [1]})["objectives"][0]["number"]
    1
    >>> copied_tables(tables, {})
    {}
    """
    chosen = {
        name: [tables[name][n] for n in sorted({*taken[name]} & {*may_be_taken(tables, name)})]
        for name in COPIED
        if taken.get(name)
    }
    number_of = {
        name: {row["code"]: number for number, row in enumerate(rows, 1)}
        for name, rows in chosen.items()
        if name in ("objectives", "lines")
    }
    named = {row["id"] for row in chosen.get("risks", ())}
    make: Mapping[str, Callable[[Row], dict[str, CopiedCell]]] = {
        "objectives": _objective,
        "risks": _risk,
        "roles": _role,
        "lines": lambda row: _line(row, named, number_of.get("objectives", {})),
        "indicators": lambda row: _indicator(row, number_of),
    }
    return {
        name: [{"number": number, **make[name](row)} for number, row in enumerate(rows, 1)]
        for name, rows in chosen.items()
    }


def _objective(row: Row) -> dict[str, CopiedCell]:
    return {
        "words": row["words"],
        "end_state": row["end_state"],
        "term": row["term_label"],
        "tiers": list(row["tiers"]),
    }


def _risk(row: Row) -> dict[str, CopiedCell]:
    priority = row["priority"]
    return {
        "place": row["place"],
        "actor": row["actor"],
        "harm": row["harm"],
        "priority": "" if priority is None else PRIORITIES[priority],
    }


def _role(row: Row) -> dict[str, CopiedCell]:
    return {
        "who": row["who_label"],
        "name": row["name"],
        "what": row["what_label"],
        "says": row["says"],
    }


def _line(row: Row, risks: set[str], objectives: Mapping[str, int]) -> dict[str, CopiedCell]:
    activity = options().get(row["activity"])
    serves = (objectives.get(code) for code in row.get("serves", ()))
    return {
        "risk": row["risk_name"] if not row["risk"] or row["risk"] in risks else "",
        "activity": activity.label if activity else row["activity"],
        "measure": row["measure"],
        "lead": row["lead"],
        "support": list(row["support"]),
        "tiers": list(row["tiers"]),
        "phase": row["phase"],
        "place": row["place"],
        "starts": row["starts"],
        "ends": row["ends"],
        "indicator": row["indicator"],
        "serves": sorted(number for number in serves if number),
    }


def _indicator(row: Row, number_of: Mapping[str, Mapping[str, int]]) -> dict[str, CopiedCell]:
    of = {
        name: number_of.get(table, {}).get(row["of"])
        for name, table in (("objective", "objectives"), ("line", "lines"))
    }
    return {
        "words": row["words"],
        "of": {name: number for name, number in of.items() if number},
        "baseline": row["baseline"],
        "benchmark": row["benchmark"],
    }
