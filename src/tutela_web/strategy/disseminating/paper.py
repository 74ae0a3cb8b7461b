"""A cleared copy for others on paper: what was cleared, to the letter, and its digest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.strategy.document import prose
from tutela.strategy.text.copied import COPIED
from tutela_web.access.policy import Standing, as_role
from tutela_web.base.markings import Classification
from tutela_web.crisis.metrics.report import watermarks
from tutela_web.crisis.papers.layouts import laid_out
from tutela_web.look.days import date_format
from tutela_web.look.translate import in_language, with_label, word
from tutela_web.strategy.disseminating.models import RedactedCopy
from tutela_web.strategy.edition.amended import adopted_words

Cells = tuple[d.Text, ...]


def copy_tables(copy: RedactedCopy) -> list[tuple[str, tuple[str, ...], list[Cells]]]:
    """The tables of a cleared copy in the language that is switched on: name, heads, rows. A column
    nothing stands in is left out."""
    shown = []
    for key, rows in copy.content.get("tables", {}).items():
        heads, cells = _CELLS[key](rows)
        kept = [n for n in range(len(heads)) if any(row[n] for row in cells)]
        told = [tuple(row[n] for n in kept) for row in cells]
        shown.append((word(COPIED[key]), tuple(heads[n] for n in kept), told))
    return shown


Row = Mapping[str, Any]
Told = tuple[list[str], list[Cells]]


def _objectives(rows: Sequence[Row]) -> Told:
    return [_("No."), _("Objective"), _("Term"), _("Tiers")], [
        (
            str(row["number"]),
            _lines(row["words"], row["end_state"]),
            word(row["term"]),
            _join_numbers(row["tiers"]),
        )
        for row in rows
    ]


def _risks(rows: Sequence[Row]) -> Told:
    return [_("No."), _("Place"), _("Actor"), _("Harm"), _("Priority")], [
        (
            str(row["number"]),
            row["place"],
            word(row["actor"]),
            word(row["harm"]),
            word(row["priority"]),
        )
        for row in rows
    ]


def _roles(rows: Sequence[Row]) -> Told:
    return [_("No."), _("Office"), _("Role"), _("Statement")], [
        (
            str(row["number"]),
            _lines(word(row["who"]), row["name"]),
            word(row["what"]),
            row["says"],
        )
        for row in rows
    ]


def _matrix(rows: Sequence[Row]) -> Told:
    heads = [
        _("No."),
        _("POC risk to be addressed"),
        _("Activity or mitigating measure"),
        _("Lead"),
        _("Supporting actors"),
        _("Tier and phase"),
        _("Place and dates"),
        _("Indicator"),
        _("Objective"),
    ]
    return heads, [
        (
            str(row["number"]),
            " · ".join(map(word, row["risk"].split(" · "))),
            _lines(word(row["activity"]), row["measure"]),
            row["lead"],
            ", ".join(row["support"]),
            _lines(_join_numbers(row["tiers"]), word(row["phase"])),
            _lines(row["place"], " – ".join(filter(None, map(_day, (row["starts"], row["ends"]))))),
            row["indicator"],
            _join_numbers(row["serves"]),
        )
        for row in rows
    ]


def _indicators(rows: Sequence[Row]) -> Told:
    def of(row: Row) -> str:
        told = {"objective": _("objective %(n)s"), "line": _("line %(n)s")}
        return ", ".join(told[name] % {"n": number} for name, number in row["of"].items())

    return [_("No."), _("What is looked at"), _("Of"), _("Baseline"), _("Benchmark")], [
        (str(row["number"]), row["words"], of(row), row["baseline"], row["benchmark"])
        for row in rows
    ]


_CELLS: Mapping[str, Callable[[Sequence[Row]], Told]] = {
    "objectives": _objectives,
    "risks": _risks,
    "roles": _roles,
    "lines": _matrix,
    "indicators": _indicators,
}


def _lines(first: str, second: str) -> d.Text:
    return (first, d.Break(), d.Soft(second)) if first and second else first or second


def _join_numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _day(on: str | None) -> str:
    return date_format(date.fromisoformat(on), "j M Y") if on else ""


def marking_of(copy: RedactedCopy) -> Classification:
    """What a cleared copy is marked: unclassified where it was cleared for the public."""
    public = copy.audience == "public"
    return Classification.UNCLASSIFIED if public else Classification(copy.classification)


def copy_document(standing: Standing, copy: RedactedCopy) -> d.Document:
    """A cleared copy as a document, in the language that is switched on.

    What the Head of Mission cleared for the public is unclassified; another copy keeps its marking.
    """
    content, marking = copy.content, marking_of(copy)
    blocks: list[d.Block] = []
    for letter, section in content["sections"].items():
        blocks.append(d.Heading(f"{letter}. {word(section['name'])}"))
        blocks += (
            prose(section["text"])
            if section["text"]
            else [d.Note((d.Paragraph(_("Left out of this copy.")),))]
        )
        told = _("%(amended)s: the words of the amendment do not stand in this copy.")
        blocks += (
            d.Note((d.Paragraph(told % {"amended": adopted_word.heading}),))
            for adopted_word in adopted_words(as_role("head_of_mission", standing), copy.strategy)
            if adopted_word.letter == letter
        )  # whoever takes it, the paper is the same
    for name, heads, rows in copy_tables(copy):
        columns = tuple(d.Column(head, 1 if n == 0 else 4) for n, head in enumerate(heads))
        lines = tuple(d.Row(row) for row in rows)
        blocks += [d.Heading(name), d.Table(name, columns, lines, tall=True)]
    paper = d.Document(
        title=content["title"],
        kicker=_("Strategy for the protection of civilians"),
        subtitle=with_label(copy.get_audience_display(), copy.get_gives_display()),
        frozen=copy.cleared_on or standing.on,
        blocks=tuple(blocks),
        meta=(content["mission"], _("Edition %(n)s") % {"n": content["edition"]}),
        marking=marking.word,
        marked=str(marking.label),
        stamp=(
            _("Digest of this copy: %(digest)s") % {"digest": copy.digest},
            *watermarks(standing),
        ),
        **in_language(),
    )
    return laid_out(standing, "copy", paper)
