"""The last metre of a file: its names of actors and its kinds of harm, settled by a person once.

What a row of an office's own table calls somebody makes no actor: it is one of the mission's, a new
one, or nobody known, and a person says which, once for a source. What nobody settled is not known,
and makes no threat. This stands after the reader and knows nothing of how a file is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from tutela.actors.identify import COMMUNAL, UNKNOWN
from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import say
from tutela.base.tables import read_tables
from tutela.incidents.swapped_coordinates import PUBLISHED
from tutela.places.names import fold

ACTOR, HARM = "actor", "harm"
"""What is asked for: who a name means, and which kind of harm a word does."""

SIDES = ("side_a", "side_b")


class Means(StrEnum):
    """What a person says of a name."""

    OURS = "ours"
    NEW = "new"
    NOBODY = "unknown"
    LEAVE_OUT = "leave_out"


LEFT = "\0"
"""In place of a name: rows that name nobody else do not come in."""

Names = Mapping[str, str | None]
"""What names mean, by the folded name: a name of ours, None for nobody known, LEFT to leave out."""


@dataclass(frozen=True)
class ToSettle:
    """A name or a word of a file that nobody settled, and the rows of the frame that say it."""

    kind: str
    said: str
    rows: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class SettledSides:
    """The sides of each row with what is known; which rows are left out; what nobody settled."""

    frame: pl.DataFrame
    left_out: frozenset[int]
    unsettled: tuple[ToSettle, ...]


_ALWAYS = frozenset({fold(UNKNOWN), fold(COMMUNAL)})


def settle_sides(
    frame: pl.DataFrame,
    known: Mapping[str, str],
    meant: Names,
    guessed: Sequence[Sequence[str] | None] = (),
) -> SettledSides:
    """The event table with its actors settled; rows of published sources stand as they are.

    Takes   known, the mission's own names of actors by their folded form; meant, what a person said
            of names of this source; guessed, of each row the names of who did it that were set
            apart because they may be those of peoples: they stay so until a person says who it is.
    Gives   the table, in which a name that nobody settled stands no longer; the rows that a person
            left out; the names to settle, those of most rows first.

    >>> rows = pl.DataFrame({"source": ["field", "field", "ucdp"], "side_a": [["SPLA"], ["IO"],
    ...     ["LRA"]], "side_b": [[], ["SPLA"], []]})
    >>> settled = settle_sides(rows, {}, {"spla": "Government of South Sudan"})
    >>> settled.frame["side_a"].to_list()
    [['Government of South Sudan'], [], ['LRA']]
    >>> [(one.said, one.rows) for one in settled.unsettled]
    [('IO', (1,))]
    """
    own = (~frame["source"].is_in(PUBLISHED)).to_list()
    sides = {name: frame[name].to_list() for name in SIDES}
    alone = {
        fold(name)
        for column in sides.values()
        for mine, names in zip(own, column, strict=True)
        for name in names or ()
        if mine and len(name.split()) == 1
    }
    asked: dict[str, list[int]] = defaultdict(list)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    left: set[int] = set()
    said_of = {**known, **meant}

    def ask(at: str, name: str, row: int) -> None:
        if not asked[at] or asked[at][-1] != row:
            asked[at].append(row)
        spelled[at][name] += 1

    for row, mine in enumerate(own):
        if not mine:
            continue
        dropped = False
        if maybe := list(guessed[row] or ()) if guessed else []:
            for name in maybe:
                if fold(name) not in said_of:
                    ask(fold(name), name, row)
            if all(fold(name) in said_of for name in maybe):
                names = [one for one in sides["side_a"][row] or [] if fold(one) != fold(COMMUNAL)]
                sides["side_a"][row] = [*names, *maybe]
        for column in sides.values():
            names, kept = column[row] or [], []
            for name in _part_answers(names, alone | known.keys() | meant.keys(), meant, known):
                at = fold(name)
                if at in _ALWAYS:
                    kept.append(name)
                elif at in meant:
                    said = meant[at]
                    dropped |= said == LEFT
                    kept += [said] if said and said != LEFT else []
                elif at in known:
                    kept.append(known[at])
                else:
                    ask(at, name, row)
            column[row] = list(dict.fromkeys(kept))
        if dropped and not any(column[row] for column in sides.values()):
            left.add(row)
    settled = frame.with_columns(
        pl.Series(name, column, pl.List(pl.String)) for name, column in sides.items()
    )
    names_asked = [
        ToSettle(ACTOR, spelled[at].most_common(1)[0][0], tuple(rows)) for at, rows in asked.items()
    ]
    return SettledSides(settled, frozenset(left), tuple(most_first(names_asked)))


def _part_answers(
    names: Sequence[str], alone: Collection[str], meant: Names, known: Mapping[str, str]
) -> list[str]:
    """Names, with a cell of several answers of a form, `g_7 g_9`, parted: each stands alone too."""
    parted = []
    for name in names:
        words = name.split()
        whole = fold(name)
        several = len(words) > 1 and whole not in meant and whole not in known
        parted += words if several and all(fold(one) in alone for one in words) else [name]
    return parted


def most_first(asked: Iterable[ToSettle]) -> list[ToSettle]:
    """What is asked, that of most rows first."""
    return sorted(asked, key=lambda one: (-len(one.rows), one.said.casefold()))


def settle_harms(
    harms: Sequence[str | None], answers: Sequence[Sequence[str]], meant: Mapping[str, str]
) -> list[str | None]:
    """Kinds of harm with what a person said that words of the kind mean.

    Takes   harms, as read; answers, of each row the words of its column of kinds that no glossary
            has; meant, kinds by the folded word.

    >>> settle_harms(["unknown", "killing"], [["zurga"], []], {"zurga": "looting"})
    ['looting', 'killing']
    """
    settled = []
    for harm, words in zip(harms, answers, strict=True):
        told = next((meant[fold(word)] for word in words if fold(word) in meant), None)
        settled.append(told or harm)
    return settled


def harms_to_settle(
    harms: Sequence[str | None], answers: Sequence[Sequence[str]], meant: Mapping[str, str]
) -> list[ToSettle]:
    """The words for what happened that leave a row's kind unknown, those of most rows first.

    Takes   as `settle_harms`; harms, as they stand after everything that settles them.
    """
    asked: dict[str, list[int]] = defaultdict(list)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for row, (harm, words) in enumerate(zip(harms, answers, strict=True)):
        for word in words if harm in (None, UNKNOWN) else ():
            if fold(word) not in meant:
                asked[fold(word)].append(row)
                spelled[fold(word)][word] += 1
    return most_first(
        ToSettle(HARM, spelled[at].most_common(1)[0][0], tuple(rows)) for at, rows in asked.items()
    )


NAMES_HEAD = ("written", "means")


def read_meanings(path: Path | str) -> dict[str, str | None]:
    """What names mean, from a file with the columns `written` and `means`, CSV or XLSX.

    `means` is the name that is meant, `unknown` for nobody known, or `leave_out` for rows that name
    nobody else. A line without a meaning settles nothing.

    Gives   the meanings by the folded name.
    Raises  BadParameter for a file without these columns, or a name with two meanings.
    """
    table = read_tables(Path(path))[0]
    if not set(NAMES_HEAD) <= set(table.frame.columns):
        raise BadParameter(
            say("this file of names lacks a column: it has {names}", names=",".join(NAMES_HEAD)),
            where=Path(path).name,
            next=say("write the columns written,means, one name a line"),
        )
    meant: dict[str, str | None] = {}
    for line, row in zip(table.lines, table.frame.iter_rows(named=True), strict=True):
        written, means = row["written"], row["means"]
        if not written or not means:
            continue
        said = {Means.NOBODY: None, Means.LEAVE_OUT: LEFT}.get(means.strip().casefold(), means)
        if meant.setdefault(fold(written), said) != said:
            raise BadParameter(
                say("{name!r} has two meanings", name=written),
                where=say("{file} line {line}", file=Path(path).name, line=line),
                next=say("keep one of them"),
            )
    return meant


def ours_of(meant: Names) -> dict[str, str]:
    """The names that meanings lead to, by their folded form: those are known too.

    >>> ours_of({"spla": "Government of South Sudan", "nas": None})
    {'government of south sudan': 'Government of South Sudan'}
    """
    return {fold(name): name for name in meant.values() if name and name != LEFT}


_NEAR = 0.75
"""How alike two names are, of 1, for one to be suggested for the other."""


def suggest_name(said: str, names: Mapping[str, str]) -> str | None:
    """The actor that a name of a file looks like, for a person to agree; None where none does.

    Takes   names, by the folded form of each name, alias or code of an actor the actor's own name.

    >>> ours = {"government of south sudan": "Government of South Sudan", "lra": "LRA",
    ...     "national salvation front": "National Salvation Front"}
    >>> suggest_name("NSF", ours), suggest_name("Lra fighters", ours), suggest_name("thieves", ours)
    ('National Salvation Front', 'LRA', None)
    """
    wanted = fold(said)
    if wanted in names:
        return names[wanted]
    initials: dict[str, set[str]] = defaultdict(set)
    for name, ours in names.items():
        words = name.split()
        if len(words) > 1:
            initials["".join(word[0] for word in words)].add(ours)
    for owners in (
        initials.get(wanted, set()),
        {ours for name, ours in names.items() if _is_within(name, wanted)},
    ):
        if len(owners) == 1:
            return next(iter(owners))
    near = get_close_matches(wanted, list(names), n=1, cutoff=_NEAR)
    return names[near[0]] if near else None


def _is_within(name: str, said: str) -> bool:
    """Whether one of two names stands in the other, word by word."""
    one, other = name.split(), said.split()
    few, many = sorted((one, other), key=len)
    return len(" ".join(few)) > 2 and f" {' '.join(few)} " in f" {' '.join(many)} "
