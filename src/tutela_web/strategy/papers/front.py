"""What stands before and behind the sections of a strategy on paper: it in short, what is to be
decided, and what its signature rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.strategy.document import prose
from tutela_web.look.days import date_format
from tutela_web.look.translate import word
from tutela_web.programme.matrix.queries import HIGH
from tutela_web.strategy.content.cells import Row, table, tiers_said
from tutela_web.strategy.endorsing.models import StrategyStep
from tutela_web.strategy.endorsing.signed import SaidOfText


def opening(
    content: Row, tables: Mapping[str, Sequence[Row]], *, draft: bool
) -> tuple[d.Block, ...]:
    """The strategy in short, and what the Head of Mission is asked to decide.

    In short is what people wrote of each section, where the section still reads as it did then;
    where nobody did, what the records say, told as such.
    """
    return (
        d.Heading(_("Executive summary")),
        *_without_numbers(_in_short(content, tables)),
        *_without_numbers(_decisions(content, draft=draft)),
    )


def _without_numbers(blocks: Iterable[d.Block]) -> Iterator[d.Block]:
    """The same without numbers: the paragraphs of the text keep theirs."""
    for block in blocks:
        yield replace(block, cited=False) if isinstance(block, d.Paragraph) else block


def _in_short(content: Row, tables: Mapping[str, Sequence[Row]]) -> Iterator[d.Block]:
    written = {
        letter: section
        for letter, section in content["sections"].items()
        if section.get("summary", "").strip()
    }
    behind = [letter for letter, section in written.items() if section.get("stale")]
    current = {letter: one for letter, one in written.items() if letter not in behind}
    if current and content["language"] != get_language():
        name = str(get_language_info(content["language"])["name_translated"])
        yield d.Paragraph(_("The summary is in %(language)s.") % {"language": name}, "small")
    for letter, section in current.items():
        yield d.Paragraph(d.Strong(f"{letter}. {word(section['name'])}"))
        yield from prose(section["summary"])
    if not current:
        told = _("No summary of this text stands. What follows is drawn from the records alone.")
        yield d.Paragraph(told, "small")
        yield d.Bullets(tuple(_drawn_from_records(tables)))
    if behind:
        told = ngettext(
            "The summary of section %(letters)s is older than its text, and does not stand here.",
            "The summaries of sections %(letters)s are older than their texts, and do not stand "
            "here.",
            len(behind),
        )
        yield d.Note((d.Paragraph(told % {"letters": ", ".join(behind)}),))


def _drawn_from_records(tables: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    risks, lines = tables["risks"], tables["lines"]
    high = sum((row["priority"] or 0) >= HIGH for row in risks)
    told = ngettext(
        "%(n)s POC risk is adopted; of critical or high priority: %(high)s.",
        "%(n)s POC risks are adopted; of critical or high priority: %(high)s.",
        len(risks),
    )
    yield told % {"n": len(risks), "high": high}
    if aims := tables.get("objectives", ()):
        told = ngettext("%(n)s objective is set.", "%(n)s objectives are set.", len(aims))
        yield told % {"n": len(aims)}
    if lines:
        yield tiers_said(lines)
        yield accepted_said(lines)
    if gaps := tables["gaps"]:
        told = ngettext("%(n)s gap is known.", "%(n)s gaps are known.", len(gaps))
        yield told % {"n": len(gaps)}


def _decisions(content: Row, *, draft: bool) -> Iterator[d.Block]:
    """What is to be decided; in a draft that nobody wrote it is told."""
    words = content.get("decisions", "").strip()
    if words or draft:
        yield d.Heading(_("Decisions sought"))
    if words:
        yield from prose(words)
    elif draft:
        yield d.Note((d.Paragraph(_("Nobody wrote what is to be decided.")),))


def accepted_said(lines: Sequence[Row]) -> str:
    """How many lines of the matrix their leads accepted."""
    accepted = sum(bool(row["accepted_on"]) for row in lines)
    return _("%(n)s of %(all)s lines of the matrix are accepted by their lead.") % {
        "n": accepted,
        "all": len(lines),
    }


def rests_on(tables: Mapping[str, Sequence[Row]], said: SaidOfText) -> tuple[d.Block, ...]:
    """What the signature rests on: what others wanted otherwise, what was remarked, conflicts with
    plans of others, and who accepted their lines."""
    blocks = (
        *_reservations(said),
        *_remarks(said.remarks),
        *_conflicts(said),
        *_acceptance(tables["lines"]),
    )
    return (
        (d.Heading(_("What the signature rests on")), *_without_numbers(blocks)) if blocks else ()
    )


def _reservations(said: SaidOfText) -> tuple[d.Block, ...]:
    columns = (
        (_("Step"), 3),
        (_("Answer"), 2.2),
        (_("What they want otherwise"), 6),
        (_("Whether it was done"), 4),
    )
    return table(
        _("Reservations, and what others want otherwise"),
        columns,
        (
            (
                (d.Strong(word(one.get_step_display())), d.Break(), _day_of(one)),
                str(one.get_answer_display()),
                one.note or None,
                _say_done(one),
            )
            for one in said.wanted
        ),
        words=(one.note for one in said.wanted),
    )


def _say_done(step: StrategyStep) -> str | None:
    if step.done is None:
        return None
    told = _("Done: %(says)s") if step.done else _("Not done: %(says)s")
    return told % {"says": step.done_says}


def _remarks(steps: Sequence[StrategyStep]) -> tuple[d.Block, ...]:
    columns = ((_("Step"), 4), (_("Recorded by"), 3), (_("Remark"), 8))
    return table(
        _("Remarks"),
        columns,
        (
            (
                (d.Strong(word(step.get_step_display())), d.Break(), _day_of(step)),
                step.post,
                step.note,
            )
            for step in steps
        ),
        words=(step.note for step in steps),
    )


def _day_of(step: StrategyStep) -> str:
    return date_format(step.on, "j M Y")


def _conflicts(said: SaidOfText) -> tuple[d.Block, ...]:
    columns = ((_("Plan"), 4), (_("Told by"), 3), (_("Where it parts from the strategy"), 8))
    checks = (
        (
            d.Strong(conflict.document),
            conflict.post or str(conflict.get_officer_display()),
            conflict.conflicts,
        )
        for conflict in said.conflicts
    )
    apart = ((d.Strong(one.plan.title), one.post, one.theirs) for one in said.conflicting)
    return table(
        _("Conflicts with plans of others"),
        columns,
        (*checks, *apart),
        words=[
            *(conflict.conflicts for conflict in said.conflicts),
            *(o.theirs for o in said.conflicting),
        ],
    )


def _acceptance(lines: Sequence[Row]) -> tuple[d.Block, ...]:
    """How many lines were accepted, and whose are not."""
    if not lines:
        return ()
    waiting: dict[str, list[str]] = {}
    for row in lines:
        if not row["accepted_on"]:
            waiting.setdefault(row["lead"], []).append(row["code"])
    named = _("Not accepted yet, by lead")
    columns = ((_("Lead"), 4), (_("Lines of the matrix"), 8))
    listed = table(
        named, columns, ((lead or None, ", ".join(codes)) for lead, codes in waiting.items())
    )
    return (
        d.Heading(_("Acceptance by leads"), 3),
        d.Paragraph(accepted_said(lines)),
        *listed,
    )
