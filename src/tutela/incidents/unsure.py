"""Rows of an office's own table that may tell of misconduct by UN or aid personnel."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutela.base.later import pl
from tutela.base.tables import Table
from tutela.base.values import key
from tutela.incidents.misconduct_words import Verdict, hints_at_misconduct, is_personnel, judge
from tutela.incidents.read import is_published, is_read
from tutela.incidents.sources.insecurity_insight import (
    is_insecurity_insight,
    lines_that_may_accuse,
)
from tutela.incidents.sources.mapping import Mapping, doer_columns, propose_mapping
from tutela.reading.lexicon import concept

_SEXUAL = (
    r"(?i)rap(e|ing|ist)|sex|viol|gbv|vbg|vslc|crsv|marriage|mariage|molest|sodom|genital|prosti"
    r"|pregnan|nudity|abus|exploit|enceinte|girl|fille|minor|mineur|wom[ae]n|femme|intima|brothel"
    r"|bordel|close|father|p[èe]re|paternit|touch|undress|d[ée]shabill|hotel|relation|rapport"
    r"|favou?r|faveur"
    r"|harass|harc|couch|sle[ep]|grop|bab(?:y|ies)|b[ée]b[ée]|boy|gar[çc]on|child|enfant"
    r"|[ée]l[èe]ve|student|\bshe\b|\bher\b|sister|s[oœ]e?ur|widow|veuve|wife|wives|school"
    r"|cleaner|maid"
    r"|sugar|mother|m[èe]re|lady|ladies|daughter"
    r"|orphan|orphelin|teen|adolescent|young|jeune"
    r"|patient|beneficiar|year.old|\p{Arabic}"
)
_PEOPLE = (
    r"(?i)\bun\b|\bu\.n\.|unmiss|minusca|monusco|monuc|unamid|minusma|unisfa|\bonu\b|unpol|unmo"
    r"|\bunvs?\b|united nations|nations unies|contingent|mission|peace ?keep|casque|helmet"
    r"|\baid\b|humanit|relief|\bi?ngos?\b|\bongs?\b|wfp|\bpam\b|unhcr|\bhcr\b|unicef|\biom\b"
    r"|\boim\b|ocha|msf"
    r"|icrc|cicr|unfpa|undp|\bfao\b|\btcc\b|troop|observ|volunt|volont|agenc|contractor|interpr"
    r"|minurso|minustah"
    r"|unifil|amisom|atmis|unsos|unmik|binuh|force internationale|international|partner|partenaire"
    r"|onusien"
    r"|peace|foreign|[ée]trang|expat|distribu|regist|inscri|organi[sz]|charit|secours|project|projet"
    r"|paix|white|driver|chauffeur|staff|guard|gardien|\bagents?\b|employ|enumerat|logisti"
    r"|\bcdt\b|\bcdu\b|oios|bsci|discipline|psea|\p{Arabic}"
    r"|food|ration|vivres|monitor|token|jeton|coupon|\bcards?\b|\bcartes?\b|\bbons?\b|seed|semence"
    r"|shelter|manager|officer|storekeeper|magasinier|enum"
)
"""Rows without any of both are not looked at word by word."""

_BESIDE = concept("misconduct.beside")
"""Heads of columns that name victims, or who told of it or helped."""
_SUFFERERS = concept("misconduct.sufferers")
"""Heads that name those who suffered it, be they a second actor."""


def unsure_lines(
    tables: Iterable[Table], mapping: Mapping | None = None
) -> list[tuple[Table, int]]:
    """The rows that neither surely tell of misconduct by personnel nor surely do not.

    Rows of published sources are not among them, for their keepers looked at each, but for sexual
    violence by somebody's staff of which the source does not say whose. Tables that no reader knows
    are looked at where none of the file is known.

    Takes   tables of a file; the mapping of its columns, where a person gave one.
    Gives   the table and the line of each, in the order of the tables.

    >>> from pathlib import Path
    >>> said = {"Date": ["2018-01-03"], "Village": ["Luma"], "Account": [
    ...     "A girl was raped at night. A peacekeeper left her house."]}
    >>> table = Table(Path("log.csv"), "csv", None, pl.DataFrame(said), pl.Series([2]))
    >>> [line for _table, line in unsure_lines([table])]
    [2]
    """
    of_file = list(tables)
    read = [table for table in of_file if is_read(table, mapping)]
    return [
        (table, line)
        for table in read or of_file
        for line in (
            _unsure_lines_of(table, mapping)
            if not is_published(table, mapping)
            else lines_that_may_accuse(table)
            if is_insecurity_insight(table)
            else ()
        )
    ]


def _unsure_lines_of(table: Table, mapping: Mapping | None) -> list[int]:
    used = mapping.of_table(table) if mapping and mapping.fits(table) else propose_mapping(table)
    names = table.frame.columns
    doers = {name for name in doer_columns(table, used) if not _SUFFERERS.is_in(key(name))}
    beside = {name for name in names if name not in doers and _BESIDE.is_in(key(name))}
    accused = _rows_accusing_personnel(table, sorted(doers & set(names)))
    rows = [*_likely_rows(table), *((one.row, one.cells) for one in table.rejected if one.cells)]
    lines = []
    for line, cells in rows:
        if line in accused:
            continue
        by_name = list(zip(names, cells, strict=False))
        extra = cells[len(names) :]
        told = [
            *(
                cell
                for name, cell in by_name
                if name not in doers and name not in beside and not _NUMBER.fullmatch(cell or "")
            ),
            *table.remarks.get(line, ()),
            *extra,
        ]
        named = [cell for name, cell in by_name if name in doers]
        verdict = judge(
            told,
            doers=named,
            beside=[cell for name, cell in by_name if name in beside],
        )
        hinted = verdict is Verdict.NO and hints_at_misconduct(told, named)
        if hinted or verdict is Verdict.UNSURE:
            lines.append(line)
    return sorted([*lines, *accused])


_NUMBER = re.compile(r"[A-Z]{1,5}[-/ ]?\d[\d/-]*")
"""The number of a row, "UN/06", which names nobody."""


def _rows_accusing_personnel(table: Table, doers: list[str]) -> set[int]:
    """The lines on which personnel are said to have done it, whatever that was: a person decides
    whether it is misconduct, or harm by a mission that has a way of its own."""
    lines: set[int] = set()
    for name in doers:
        cells = table.frame[name]
        named = [cell for cell in cells.drop_nulls().unique().to_list() if is_personnel(cell)]
        at = cells.is_in(named).fill_null(False).arg_true().to_list()
        lines |= {int(table.lines[row]) for row in at}
    return lines


def _likely_rows(table: Table) -> list[tuple[int, tuple[str | None, ...]]]:
    """Rows that hold any word of both kinds, each with its line."""
    if not table.frame.height or not table.frame.width:
        return []
    remarks = [" ".join(table.remarks.get(line, ())) for line in table.lines.to_list()]
    said = table.frame.with_columns(pl.Series("\0remarks", remarks, pl.String)).select(
        said=pl.concat_str(pl.all(), separator=" | ", ignore_nulls=True)
    )["said"]
    at = (said.str.contains(_SEXUAL) & said.str.contains(_PEOPLE)).arg_true().to_list()
    return [(int(table.lines[row]), table.frame.row(row)) for row in at]
