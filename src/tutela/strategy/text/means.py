"""The first words of section F: means against agreed risks, from what is on record.

Source: Framework on the protection of civilians, template I, section F, paragraphs 10 to 12: what
the mission has, what lies beyond it, how it is shared, and what would narrow each gap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tutela.base.messages import Sentence, join, say, say_n, term


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a resource on a day; None is not known."""

    what: str
    figure: float | None
    measure: str
    as_of: date


def resources_told(kinds: Mapping[str, Sequence[Figure]]) -> list[Sentence]:
    """Each kind of resource with its figures, and which kind has none.

    Takes   kinds, by their label, each with the newest figure of everything counted.

    >>> resources_told({"physical": [Figure("vehicles", 24, "pieces", date(2018, 12, 3))],
    ...                 "human": []})
    ['Resources, physical: vehicles: 24 pieces (2018-12-03).', 'Resources, human: missing.']
    >>> resources_told({"physical": [], "human": []})
    []
    """
    if not any(kinds.values()):
        return []
    return [
        say(
            "Resources, {kind}: {figures}.",
            kind=term(kind),
            figures=join("; ", [_figure_told(row) for row in rows]) if rows else say("missing"),
        )
        for kind, rows in kinds.items()
    ]


def _figure_told(row: Figure) -> Sentence:
    if row.figure is None:
        return say("{what}: not known ({day})", what=row.what, day=row.as_of)
    return say(
        "{what}: {figure} {measure} ({day})",
        what=row.what,
        figure=f"{row.figure:,.0f}",
        measure=row.measure,
        day=row.as_of,
    )


def rule_told(title: str, rule: str, agreed_on: date) -> Sentence:
    """The allocation that holds, and the rule by which conflicts between tasks are settled.

    >>> rule_told("First quarter", "Patrols come first.", date(2018, 12, 3))
    'Means are shared by First quarter, agreed on 2018-12-03; between tasks: Patrols come first.'
    """
    return say(
        "Means are shared by {title}, agreed on {day}; between tasks: {rule}",
        title=title,
        day=agreed_on,
        rule=rule,
    )


def gaps_head(needs: int, short: int, unknown: int) -> Sentence:
    """What agreed risks take beside who is able, in figures.

    >>> gaps_head(3, 2, 1)
    'Of 3 needs of agreed risks, too few are able in time for 2; for 1 it is not known:'
    """
    return say_n(
        "Of {n} need of agreed risks, too few are able in time for {short}; for {unknown} it is"
        " not known:",
        "Of {n} needs of agreed risks, too few are able in time for {short}; for {unknown} it is"
        " not known:",
        needs,
        short=short,
        unknown=unknown,
    )


def reserve_told(name: str, whole: int, floor: int) -> Sentence:
    """A crisis reserve, and the floor below which it never falls.

    >>> reserve_told("Quick reaction force", 2, 1)
    'Quick reaction force: 2 units, never below 1'
    """
    return say_n(
        "{name}: {n} unit, never below {floor}",
        "{name}: {n} units, never below {floor}",
        whole,
        name=name,
        floor=floor,
    )


def options_told(tried: int, possible: int, ruled_out: int, left: int) -> Sentence:
    """How the eight options for a gap stand, in figures.

    >>> options_told(3, 2, 1, 2)
    'of eight options 3 tried, 2 possible, 1 ruled out, 2 not weighed'
    """
    return say(
        "of eight options {tried} tried, {possible} possible, {ruled_out} ruled out, {left} not"
        " weighed",
        tried=tried,
        possible=possible,
        ruled_out=ruled_out,
        left=left,
    )


def beyond_told(need: str, what: str, all_the_same: str, state: str) -> Sentence:
    """What of a need is beyond the mission, what is done all the same, and who signed that.

    >>> beyond_told("Luma", "The mining road by night.", "Calls are answered.", "not signed")
    'Luma: The mining road by night. All the same: Calls are answered. (not signed)'
    """
    return say(
        "{need}: {what} All the same: {all_the_same} ({state})",
        need=need,
        what=what,
        all_the_same=all_the_same,
        state=state,
    )
