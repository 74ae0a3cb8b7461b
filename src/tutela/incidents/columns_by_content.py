"""Columns that say when and where by what their cells hold, where no head is known by its words.

A list has one column of days and one of places; where only one can be meant, it is proposed, as a
colleague would take it who reads the list once. Where two could be meant nothing is proposed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from tutela.base.later import pl
from tutela.base.layout import head_word
from tutela.base.tables import Table
from tutela.base.tolls import fold_words, tells_nothing
from tutela.base.values import Toll, read_days, read_toll
from tutela.incidents.head_roles import Role, chance_of_role
from tutela.incidents.heads import (
    counts_a_group,
    counts_killed_of_group,
    counts_other_dead,
    is_of_other_calendar,
    may_count_killed,
    names_day_of_report,
)
from tutela.reading.lexicon import concept

__all__ = [
    "counts_dead",
    "day_by_cells",
    "day_instead",
    "holds_days",
    "last_day_by_cells",
    "places_by_cells",
    "toll_by_cells",
]

_LOOKED_AT, _ROWS_LOOKED_AT = 60, 2_000
"""Cells looked at of a column, within so many rows: what it holds is seen by its first ones."""
_MOST = 0.8
"""So large a share of them must be days, or names."""
_LEAST = 3
"""So many cells at least."""

_OTHER_DAY = re.compile(
    r"\b(?:report\w*|rapport\w*|signal\w*|declar\w*|submi\w*|soumi\w*|entry|entries|entere?d?|entre"
    r"|entree|saisie|encod\w*|creat\w*|updat\w*|maj|recei\w*|recu\w*|reception|notif\w*|verif\w*"
    r"|publi\w*|call\w*|appel\w*|transm\w*|collect\w*|interview\w*|enquete\w*|survey\w*|birth"
    r"|naissance|refer\w*|orient\w*|follow\w*|suivi\w*|suite|clos\w*|clotur\w*|next|prochain\w*"
    r"|plan\w*|prevu\w*|deadline|due|echeance|last|dernier\w*|releas\w*|liber\w*|(?<!est )arriv\w*"
    r"|depart\w*"
    r"|left|discharg\w*|sorti\w*|admi\w*|visit\w*|sign\w*|approv\w*|respon\w*|repons\w*|answer\w*"
    r"|meet\w*|reunion\w*|train\w*|formation\w*|distribut\w*|regist\w*|enregistr\w*|inhum\w*"
    r"|buri\w*|until|jusqu\w*|end|fin|valid\w*|expir\w*|paid|pay\w*|deliver\w*|livr\w*|mission"
    r"|told|heard|sent|envoy\w*|print\w*|draft\w*|period|checked|treated|trait\w*|seen|vu|tenu)\b"
    r"|بلاغ|تبليغ|ابلاغ|ادخال|تقرير|تسجيل|تحديث|ميلاد|وصول|مغادر|خروج|متابع|احال|اغلاق|استلام|دفن"
    r"|زيار"
)
"""Words of heads of days that are not those of what happened, folded."""
_HAPPENED = concept("head.speaks_of_what_happened")
"""Words of a head that say what happened on its days, folded."""


def day_by_cells(table: Table, used: Collection[str]) -> str | None:
    """The one column of a table, of those not used, that holds the days of what happened.

    Takes   used: columns whose heads say that they hold something else.

    >>> said = {"Blessé le": ["02/02/2023", "17/02/2023", "01/03/2023"], "Cause": ["x", "y", "z"]}
    >>> said["Entré le"] = said["Blessé le"]
    >>> from pathlib import Path
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> day_by_cells(table, [])
    'Blessé le'
    >>> frame = table.frame.rename({"Blessé le": "Released on"})
    >>> day_by_cells(Table(Path("a.csv"), "csv", None, frame, table.lines), [])
    """
    of_days = columns_of_days(table, used)
    of_event = [name for name in of_days if not _tells_other_day(name)]
    if len(of_event) > 1 or (of_event and len(of_days) > 1):
        of_event = [name for name in of_event if _HAPPENED.is_in(head_word(name))]
    if len(of_event) == 1:
        return of_event[0]
    return likeliest(of_days, "day", _ROLES_OF_DAYS)


def columns_of_days(table: Table, used: Collection[str]) -> list[str]:
    """The columns of a table, of those not used, whose cells are days."""
    of_form = _OF_FORMS if _OF_FORMS & set(table.frame.columns) - _OF_ANY_TABLE else frozenset()
    return [
        name
        for name in table.frame.columns
        if name not in used
        and name not in of_form
        and not is_of_other_calendar(name)
        and not isinstance(read_days(name, "DMY"), tuple)  # a row that stands for a head
        and holds_days(table.frame[name], serials=_speaks_of_days(name))
    ]


_OF_ANY_TABLE = frozenset({"start", "end", "today"})
_OF_FORMS = _OF_ANY_TABLE | {
    *("_submission_time", "SubmissionDate", "CompletionDate", "starttime", "endtime"),
    *("_date_modified", "ReviewedOn", "_start", "_end"),
}
"""Columns of days that a form's export has of itself, as KoBo and ODK name them."""


def _speaks_of_days(head: str) -> bool:
    """Whether a head says that its numbers are those by which a spreadsheet counts days.

    >>> _speaks_of_days("Date of attack"), _speaks_of_days("Dt of offence"), _speaks_of_days("Loss")
    (True, True, False)
    """
    if _OF_DAYS.search(head_word(head)):
        return True
    return sum(chance_of_role(head, role) for role in _ROLES_OF_DAYS) >= _SURELY


_SURELY = 0.8


_ROLES_OF_DAYS: tuple[Role, ...] = ("day", "day_end", "day_other")
_ROLES_OF_NAMES: tuple[Role, ...] = (
    *("place", "area", "place_other", "doer", "kind", "other", "account"),
)
_CHANCE = 0.6
"""From this chance on, a head that no list has is believed, where no other head is half as likely;
`python -m benchmarks.column_heads count` says how often that is wrong, cells apart."""


_APART = 0.35
"""So much likelier than any other a column is too, though the other is half as likely."""


def likeliest(names: Collection[str], role: Role, among: Collection[Role]) -> str | None:
    """The one of some columns that by its head holds this, and no other nearly so.

    >>> roles = ("day", "day_end", "day_other")
    >>> likeliest(["first_day", "last_day", "Date entered"], "day", roles)
    'first_day'
    >>> likeliest(["Date of burial", "Date of report"], "day", roles)
    """
    chances = sorted(((chance_of_role(name, role, among), name) for name in names), reverse=True)
    if not chances or chances[0][0] < _CHANCE:
        return None
    second = chances[1][0] if len(chances) > 1 else 0.0
    far_below = second < chances[0][0] / 2 or second < chances[0][0] - _APART
    return chances[0][1] if far_below else None


def last_day_by_cells(table: Table, used: Collection[str]) -> str | None:
    """The column of a table, of those not used, that by its cells and its head holds the days on
    which things ended.

    >>> from pathlib import Path
    >>> said = {"first_day": ["2/3/2023"] * 3, "last_day": ["3/3/2023"] * 3}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> last_day_by_cells(table, ["first_day"])
    'last_day'
    """
    left = columns_of_days(table, used)
    behind = [
        name for name in left if re.search(r"\b(?:to|until|till|end|fin|au)$", head_word(name))
    ]
    return likeliest(left, "day_end", _ROLES_OF_DAYS) or (behind[0] if len(behind) == 1 else None)


def day_instead(table: Table, chosen: str) -> str | None:
    """The column of days that by its head is that of what happened, where one that was chosen is by
    its own that of something else, or has no figure in it.

    >>> said = {"DateReported": ["2/3/2023", "5/3/2023", "9/3/2023"]}
    >>> said["DateOfOffence"] = said["DateReported"]
    >>> from pathlib import Path
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> day_instead(table, "DateReported"), day_instead(table, "DateOfOffence")
    ('DateOfOffence', None)
    """
    if not re.search(r"\d", "".join(_first_cells(table.frame[chosen]))):
        return day_by_cells(table, [chosen])  # "From", the station that called
    if chance_of_role(chosen, "day", _ROLES_OF_DAYS) >= _SELDOM:
        return None
    return likeliest(columns_of_days(table, [chosen]), "day", _ROLES_OF_DAYS)


_SELDOM = 0.2


_CALLED = concept("head.called_for_help")
"""Heads of the days of logs of calls for help, which are those of what happened."""


def _tells_other_day(head: str) -> bool:
    if _CALLED.is_whole(head_word(head)):
        return False
    return names_day_of_report(head) or bool(_OTHER_DAY.search(head_word(head)))


_OF_DAYS = re.compile(r"\b(?:days?|dates?|jours?|when|quand)\b|تاريخ|يوم")


def holds_days(cells: pl.Series, *, serials: bool = False) -> bool:
    """Whether nearly all cells of a column are days or spans of days, written as such.

    Takes   serials, whether the numbers by which a spreadsheet counts days are days.

    >>> holds_days(pl.Series(["2 mars 2023", "3 mars 2023", "5/6/23", None]))
    True
    >>> holds_days(pl.Series(["45292", "45293", "45294"])), holds_days(pl.Series(["2 mars 2023"]))
    (False, False)
    """
    return _are_days(tuple(_first_cells(cells)), serials)


@lru_cache(maxsize=4096)
def _are_days(first: tuple[str, ...], serials: bool) -> bool:
    """As `holds_days`, of a column's first cells: columns are asked again and again."""
    read = sum(
        number
        for cell, number in Counter(first).items()
        if (serials or not re.fullmatch(r"[\d.,\s]+", cell))
        and isinstance(read_days(cell, "DMY"), tuple)
    )
    return len(first) >= _LEAST and read >= _MOST * len(first)


def _first_cells(cells: pl.Series) -> list[str]:
    return cells.head(_ROWS_LOOKED_AT).drop_nulls().head(_LOOKED_AT).to_list()


_PLACE = concept("head.speaks_of_place")
"""Words of heads of places, folded."""
_NO_PLACE = concept("head.speaks_of_no_place")
"""Words of heads that name no place of what happened, or another place, folded."""
_NAME = re.compile(
    r"[^\W\d_a-z][^\W_]*(?:[ '’/.,-]++[\w()][\w'’.()-]*+){0,4}(?:[ '’/.,-]++(?<=['’.-]))?"
)


def places_by_cells(table: Table, used: Collection[str]) -> list[str]:
    """The columns of a table, of those not used, that by their heads, in whatever words, and by
    their cells hold places: the likeliest first; none where two are as likely.

    >>> said = {"Landing place": ["Lul", "Tonga", "Malakal"], "Vessel": ["Canoe", "Barge", "-"]}
    >>> from pathlib import Path
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> places_by_cells(table, [])
    ['Landing place']
    >>> frame = table.frame.rename({"Landing place": "Place of birth"})
    >>> places_by_cells(Table(Path("a.csv"), "csv", None, frame, table.lines), [])
    []
    """
    of_names = [
        name for name in table.frame.columns if name not in used and _holds_names(table.frame[name])
    ]
    of_places = [
        name
        for name in of_names
        if _PLACE.is_in(said := head_word(re.sub(r"[()]", " ", name))) and not _NO_PLACE.is_in(said)
    ]
    likely = [
        name
        for name in of_names
        if chance_of_role(name, "place", _ROLES_OF_NAMES) >= _CHANCE and name not in of_places
    ]
    if len(of_places) == 1:
        first: str | None = of_places[0]
    else:
        first = likeliest(of_names, "place", _ROLES_OF_NAMES)
    if first is None:
        return [name for name in of_names if _CAME_FROM.is_whole(head_word(name))]
    return [first, *(name for name in (*of_places, *likely) if name != first)]


_CAME_FROM = concept("head.came_from")
"""Heads of registers of hospitals and morgues that say where somebody was hurt."""


def _holds_names(cells: pl.Series) -> bool:
    """Whether nearly all cells of a column are names of a few words.

    >>> _holds_names(pl.Series(["Lul", "Baga Sola", "أدري"]))
    True
    >>> _holds_names(pl.Series(["3", "none"]))
    False
    """
    first = _first_cells(cells)
    named = sum(_NAME.fullmatch(cell.strip()) is not None for cell in first)
    return bool(first) and named >= _MOST * len(first)


_OTHER_TOLL = re.compile(
    r"\b(?:cattle|cows?|goats?|sheep|animals?|livestock|betail|vaches?|boeufs?|bovins|betes|tetes"
    r"|attackers?|assail\w+|assaill\w+|gunmen|raiders?|perpetrat\w*|auteurs?|suspects?|enemy"
    r"|ennemi\w*|bandits?|date|day|jour|time|heure|cause\w*|place|lieu|how|comment|names?|noms?"
    r"|previous\w*|precedent\w*|cumul\w*|year|annee|month|mois|famil\w+(?! tue| kill)|house\w*"
    r"|maisons?|menages?"
    r"|ages?|ids?|codes?|injur\w*|wound\w*|bless\w*|hurt|missing|disparu\w*|buried|inhum\w*"
    r"|killings?|murders?|meurtres?|assassinats?|homicides?|massacres?|among|amongst|parmi|dont"
    r"|including|incl|y compris|total\w*|totaux|all|tous|ensemble|or|ou"
    r"|and|et(?= (?:bless|disp|enl))|rate|taux|percent\w*|threat\w*"
    r"|menac\w*)\b"
    r"|ماشي|ابقار|مهاجم|سبب|تاريخ|اسم|اسماء|جرح|مكان|من السكان|من بين"
)
"""Words of heads that speak of the dead and count other things, or not them alone, folded."""


def toll_by_cells(table: Table, used: Collection[str]) -> str | None:
    """The one column of a table, of those not used, whose head speaks of the dead, in whatever
    words, and whose cells are counts.

    >>> said = {"Tués au port": ["2", "0", "aucun"], "Perte": ["1000", "0", "20"]}
    >>> from pathlib import Path
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3, 4]))
    >>> toll_by_cells(table, [])
    'Tués au port'
    >>> frame = table.frame.rename({"Tués au port": "Vaches tuées"})
    >>> toll_by_cells(Table(Path("a.csv"), "csv", None, frame, table.lines), [])
    """
    of_dead = [name for name in table.frame.columns if name not in used and may_count_killed(name)]
    counts = [
        name
        for name in of_dead
        if not counts_a_group(name)
        and not counts_killed_of_group(name)
        and counts_dead(table, name)
    ]
    return counts[0] if len(of_dead) == len(counts) == 1 else None


def counts_dead(table: Table, name: str) -> bool:
    """Whether a column counts dead people: its head speaks of the dead, of no animals, attackers
    or part of others, and its cells are counts."""
    return (
        may_count_killed(name)
        and not counts_other_dead(name)
        and not _OTHER_TOLL.search(head_word(re.sub(r"[()/]", " ", name)))
        and _holds_counts(table.frame[name])
    )


def _holds_counts(cells: pl.Series) -> bool:
    """Whether nearly all cells of a column count people, some of them with a number.

    >>> _holds_counts(pl.Series(["3", "none", "5-7"])), _holds_counts(pl.Series(["old age", "2"]))
    (True, False)
    """
    first = [cell for cell in _first_cells(cells) if not tells_nothing(fold_words(cell))]
    counted = sum(isinstance(read_toll(cell), Toll) for cell in first)
    return (
        bool(first)
        and counted >= _MOST * len(first)
        and any(re.search(r"\d", cell) for cell in first)
    )
