"""`tutela mandate`: what must we protect, by what authority? Resolutions in, suggestions out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from tutela.base.errors import TutelaError
from tutela.base.grid import replace_control_signs
from tutela.cli.show import Form, output_options, refuse, show, show_json
from tutela.mandate.diff import Change, Status, diff
from tutela.mandate.read import read_resolution
from tutela.mandate.suggest import Suggestion, suggest
from tutela.mandate.types import Passage, Resolution

MOST_SIGNS = 140
"""So much of a paragraph stands in a table; --csv and --json give all of it."""

STATUSES: tuple[Status, ...] = ("kept", "moved", "reworded", "new", "dropped")
NOTHING = Passage("unplaced", ())


@click.group()
def mandate() -> None:
    """What must we protect, by what authority? Read resolutions of the Council."""


@mandate.command("suggest")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option("--all", "every", is_flag=True, help="Also paragraphs that suggest nothing.")
@output_options
def suggest_command(files: tuple[Path, ...], every: bool, form: Form | None) -> None:
    """Suggest which paragraphs mandate the protection of civilians, and what tasks they give.

    Each FILE is one resolution of the Security Council in English, French or Arabic, as plain text,
    PDF or DOCX. The rules are phrases anyone can read; each suggestion names those that spoke. How
    often they are right, and where they are wrong: docs/method/mandate-suggestion.md. A person
    confirms.

    \b
    Prints      a table of paragraphs with a suggestion; --json every paragraph.
    To stderr   what the reader could not place or doubts.
    Exit code   0, or 2 if no file could be read.
    """
    read, refused = _read(files)
    for error in refused[: len(refused) if read else -1]:
        click.echo(str(error), err=True)
    if not read:
        refuse(refused[-1])
    suggestions = [one for resolution in read for one in suggest(resolution)]
    if form == "json":
        show_json([as_json(suggestion) for suggestion in suggestions])
        return
    rows = [
        _row(suggestion, whole=form == "csv")
        for suggestion in suggestions
        if every or suggestion.poc or suggestion.tasks
    ]
    show(rows, ("resolution", "paragraph", "poc", "score", "tasks", "rules", "text"), form)
    if form is None:
        told = sum(suggestion.poc for suggestion in suggestions)
        click.echo(
            f"\n{told:,} of {len(suggestions):,} paragraphs seem to mandate the protection of "
            "civilians. A suggestion: read them, and confirm."
        )


@mandate.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="Also paragraphs that were kept.")
@output_options
def diff_command(old: Path, new: Path, every: bool, form: Form | None) -> None:
    """Compare a mandate with its renewal, paragraph by paragraph.

    OLD and NEW are the texts of two resolutions, in English, French or Arabic. Paragraphs are
    paired by their words first, by their number second: kept, moved (same words, another number),
    reworded, new or dropped. A word that a scan broke is no change. Reworded ones show [-what is
    gone-] and {+what came+}. `poc` marks paragraphs that seem to mandate the protection of
    civilians, in either text.

    \b
    Prints      a table of what changed; --json every paragraph, with its words run by run.
    To stderr   what the reader could not place or doubts.
    Exit code   0, or 2 if a file could not be read.
    """
    texts = read_resolution(old), read_resolution(new)
    for resolution, path in zip(texts, (old, new), strict=True):
        tell_doubts(resolution, path)
    changes = diff(*texts)
    poc = {id(one.passage) for text in texts for one in suggest(text) if one.poc}
    rows = [_change(change, id(change.old) in poc or id(change.new) in poc) for change in changes]
    if form == "json":
        show_json(
            {
                "old": _resolution_as_json(texts[0]),
                "new": _resolution_as_json(texts[1]),
                "paragraphs": rows,
            }
        )
        return
    show(
        [
            {
                **row,
                "poc": "yes" if row["poc"] else "",
                "text": _words_with_marks(one, whole=form == "csv"),
            }
            for row, one in zip(rows, changes, strict=True)
            if every or one.status != "kept"
        ],
        ("status", "old", "new", "poc", "text"),
        form,
    )
    if form is None:
        counts = Counter(change.status for change in changes)
        told = ", ".join(f"{counts[status]:,} {status}" for status in STATUSES if counts[status])
        click.echo(f"\n{told or 'no paragraphs'}.")


def _resolution_as_json(resolution: Resolution) -> dict[str, object]:
    day = resolution.adopted
    return {"resolution": resolution.symbol, "adopted": day.isoformat() if day else None}


def _change(change: Change, poc: bool) -> dict[str, object]:
    kind = (change.new or change.old or NOTHING).kind
    return {
        "status": change.status,
        "kind": kind,
        "old": change.old.number or None if change.old else None,
        "new": change.new.number or None if change.new else None,
        "poc": poc,
        "old_text": change.old.text if change.old else None,
        "new_text": change.new.text if change.new else None,
        "words": [[run.what, run.text] for run in change.words],
    }


def _words_with_marks(change: Change, *, whole: bool) -> str:
    """The words with what is gone and what came in signs; in a table, only around the changes."""
    if not change.words:
        text = (change.new or change.old or NOTHING).text
        return text if whole else cut(text)
    signs = {"same": "{}", "gone": "[-{}-]", "come": "{{+{}+}}"}
    return " ".join(
        signs[run.what].format(run.text if whole or run.what != "same" else _middle(run.text))
        for run in change.words
    )


def _middle(text: str) -> str:
    """What stayed between two changes: its ends are enough to find it.

    >>> _middle("one two three four five six seven eight nine ten")
    'one two three … eight nine ten'
    """
    words = text.split()
    return text if len(words) <= 7 else " ".join([*words[:3], "…", *words[-3:]])


def as_json(suggestion: Suggestion) -> dict[str, object]:
    """A suggestion as programs get it."""
    return {
        "resolution": suggestion.resolution,
        "paragraph": suggestion.paragraph,
        "text": suggestion.text,
        "poc": suggestion.poc,
        "score": suggestion.score,
        "tasks": [
            {"task": t.task, "label": t.label, "tier": t.tier, "phases": list(t.phases)}
            for t in suggestion.tasks
        ],
        "means": suggestion.means or None,
        "means_at": suggestion.means_at or None,
        "chapter": suggestion.chapter or None,
        "rules": [
            {"rule": r.rule, "means": r.means, "poc": r.poc, "task": r.task or None}
            for r in suggestion.rules
        ],
    }


def _row(suggestion: Suggestion, *, whole: bool) -> dict[str, object]:
    return {
        "resolution": suggestion.resolution,
        "paragraph": suggestion.paragraph,
        "poc": "yes" if suggestion.poc else "",
        "score": suggestion.score,
        "tasks": [f"{t.task} (tier {t.tier})" for t in suggestion.tasks],
        "rules": [r.rule for r in suggestion.rules],
        "text": suggestion.text if whole else cut(suggestion.text),
    }


def cut(text: str) -> str:
    """The beginning of a paragraph, for a table to be read at a glance.

    >>> len(cut("word " * 100)) <= MOST_SIGNS
    True
    """
    return text if len(text) <= MOST_SIGNS else f"{text[: MOST_SIGNS - 2].rsplit(' ', 1)[0]} …"


def _read(files: Iterable[Path]) -> tuple[list[Resolution], list[TutelaError]]:
    read: list[Resolution] = []
    refused: list[TutelaError] = []
    for path in files:
        try:
            resolution = read_resolution(path)
        except TutelaError as error:
            refused.append(error)
            continue
        read.append(resolution)
        tell_doubts(resolution, path)
    return read, refused


def tell_doubts(resolution: Resolution, path: Path) -> None:
    """Say on stderr what the reader could not be sure of."""
    for doubt in resolution.doubts:
        click.echo(replace_control_signs(f"{path.name}: {doubt}."), err=True)
