"""A strategy in a mission's own chapters brought in: read once, each heading placed by a person,
then laid on the sections, never over words in silence.

What no section holds is kept beside the edition; what no text can hold is named with its words.
The file itself is not kept: its chapters are the bringer's alone until they are laid or put away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from textwrap import shorten
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import salted_hmac

from tutela.base.errors import BadParameter
from tutela.base.messages import join, say
from tutela.strategy.elements import CLOSED, SECTIONS
from tutela.strategy.text.chapters import (
    ABOVE,
    BESIDE,
    OUT,
    PLACES,
    Chapter,
    chapters_of,
    laid_out,
    settle_places,
)
from tutela.strategy.text.edited import NotTaken
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.records import verbs as records
from tutela_web.records.shared_texts.verbs import LONGEST
from tutela_web.strategy.consulting.queries import unsettled_of
from tutela_web.strategy.drafting.edited_verbs import read_upload
from tutela_web.strategy.drafting.verbs import require_writable, save_section
from tutela_web.strategy.edition.models import (
    BroughtFile,
    ChapterPlaces,
    KeptBeside,
    Section,
    Strategy,
)
from tutela_web.strategy.edition.queries import beside_for, sections_for
from tutela_web.strategy.edition.verbs import ACT

MOST_HEADINGS = 300
"""A file with more headings is no strategy a person could place on one page [P]."""

REPLACE, APPEND, LEAVE = "replace", "append", "leave"
CHOICES = (REPLACE, APPEND, LEAVE)
"""What is done where a section has words already."""

LONGEST_TITLE, SHORT_TITLE = 300, 60
"""Signs of the heading of what is kept beside; of its first words, where it has none."""


def chapters_brought(brought: BroughtFile) -> list[Chapter]:
    """The chapters of a file somebody brought."""
    return [
        Chapter(
            chapter["heading"],
            chapter["level"],
            chapter["text"],
            tuple(NotTaken(**left) for left in chapter["not_taken"]),
        )
        for chapter in brought.chapters
    ]


def brought_by(standing: Standing, strategy: Strategy) -> BroughtFile | None:
    """The file this person is laying on the sections of a strategy, if any."""
    rows = BroughtFile.objects.filter(strategy=strategy, person=standing.person)
    return rows.first() if standing.may(ACT) and strategy.writable else None


@transaction.atomic
def bring_file(strategy: Strategy, upload: UploadedFile, *, by: Standing) -> BroughtFile:
    """Read a DOCX in a mission's own chapters. What this person brought before, and did not lay, is
    put away. Headings that were placed once are placed as they were.

    Raises  Denied without the act draft_strategy; NotNow once the strategy is endorsed, or while
            its drafting is neither settled nor gone ahead of; UnreadableFile for what is no DOCX;
            BadParameter for a file without headings, or with too many.
    """
    by.require(ACT, of=strategy)
    _require_settled(strategy, by)
    chapters = chapters_of(read_upload(upload))
    headed = sum(bool(chapter.heading) for chapter in chapters)
    if not headed:
        raise BadParameter(
            say("the file has no headings"),
            next=say("mark them as headings in your office program, or number them"),
        )
    if headed > MOST_HEADINGS:
        raise BadParameter(
            say("the file has {n} headings, more than {most}", n=headed, most=MOST_HEADINGS),
            next=say("give it in parts"),
        )
    known = ChapterPlaces.objects.filter(mission=by.mission, shape=_shape(chapters)).first()
    places = list(known.places) if known is not None else []
    if set(settle_places(chapters, places)) - _open_places(strategy, by):
        places = []
    BroughtFile.objects.filter(strategy=strategy, person=by.person).delete()
    trail.record(
        "upload",
        mission=by.mission,
        by=by.person,
        kind="strategy",
        subject=strategy.pk,
        number=len(chapters),
    )
    return BroughtFile.objects.create(
        strategy=strategy,
        person=by.person,
        chapters=[asdict(chapter) for chapter in chapters],
        places=places,
        remembered=bool(places),
        at=clock.now(by.mission),
    )


def _require_settled(strategy: Strategy, by: Standing) -> None:
    now = hold(strategy)
    require_writable(now)
    if now.begun_on is None and now.ahead_on is None and (missing := unsettled_of(by, now)):
        raise NotNow(
            say("drafting is not settled yet: {what}", what=join("; ", missing)),
            next=say("settle it in the drafting plan, or go ahead and say why"),
        )


def _shape(chapters: Sequence[Chapter]) -> str:
    """By what the headings of a file are known again: a keyed digest, from which none is read. It
    is stored, so its name stays whatever module makes it."""
    heads = "\n".join(
        f"{chapter.level} {' '.join(chapter.heading.split())}" for chapter in chapters
    )
    return salted_hmac("tutela.strategy.chapters", heads, algorithm="sha256").hexdigest()


def _open_places(strategy: Strategy, by: Standing) -> set[str]:
    """Where this person may put a chapter: a section they may not read is none of them."""
    letters = sections_for(by).filter(strategy=strategy).values_list("letter", flat=True)
    return {*letters, BESIDE, ABOVE, OUT}


def _hold_brought(brought: BroughtFile) -> BroughtFile:
    try:
        return hold(brought, "strategy")
    except BroughtFile.DoesNotExist:
        raise NotNow(
            say("this file was laid or put away"), next=say("read the sections, or bring it again")
        ) from None


@one_at_a_time(_hold_brought)
def place_chapters(brought: BroughtFile, places: Sequence[str], *, by: Standing) -> BroughtFile:
    """Say where each chapter goes: a section, beside the strategy, with the heading above, or not
    brought in. Remembered for the next file of the mission with the same headings.

    Raises  Denied; NotNow; BadParameter where a chapter has no place, or one that is not open to
            this person.
    """
    strategy = brought.strategy
    by.require(ACT, of=strategy)
    _require_settled(strategy, by)
    chapters = chapters_brought(brought)
    if len(places) != len(chapters) or set(places) - set(PLACES):
        raise BadParameter(
            say("each heading needs a place"), next=say("choose one for those left blank")
        )
    if set(places) - _open_places(strategy, by):
        raise BadParameter(say("this section is not open to you"), next=say("choose another"))
    ChapterPlaces.objects.update_or_create(
        mission=by.mission,
        shape=_shape(chapters),
        defaults={"places": list(places), "post": by.as_said, "at": clock.now(by.mission)},
    )
    brought.places, brought.remembered = list(places), False
    brought.save(update_fields=["places", "remembered"])
    return brought


@dataclass
class PlacedChapters:
    """What came of a file that was brought.

    sections   each section that was given words, with what was done: replace, append or ""
    beside     what is kept beside the strategy
    out        chapters that were not brought in
    not_taken  what no text can hold, each with the heading it stands under
    """

    sections: list[tuple[Section, str]] = field(default_factory=list)
    beside: list[KeptBeside] = field(default_factory=list)
    out: tuple[Chapter, ...] = ()
    not_taken: list[tuple[str, NotTaken]] = field(default_factory=list)


@one_at_a_time(_hold_brought)
def lay_chapters(
    brought: BroughtFile,
    choices: Mapping[str, str],
    versions: Mapping[str, int],
    *,
    by: Standing,
) -> PlacedChapters:
    """Lay the chapters of a file where they were placed.

    Takes   choices, by the letter of a section that has words: whether they are replaced, the new
            ones put below them, or left as they are, the chapters then kept beside the strategy;
            versions, of the sections as they were read.
    Raises  Denied; NotNow while chapters have no place, or where a section changed since it was
            read; BadParameter where a section has words and nothing was chosen, or would become
            too long; Conflict while somebody else holds a section. What a section in a compartment
            is left without is named, and kept nowhere.
    """
    strategy = brought.strategy
    by.require(ACT, of=strategy)
    _require_settled(strategy, by)
    if not brought.places:
        raise NotNow(say("each heading needs a place"), next=say("choose one for each"))
    chapters = chapters_brought(brought)
    told = laid_out(chapters, brought.places)
    laid = PlacedChapters(out=told.out, not_taken=named_of(chapters))
    sections = {one.letter: one for one in sections_for(by).filter(strategy=strategy)}
    kept = [(one.heading, one.text) for one in told.beside]
    for letter, words in sorted(told.texts.items()):
        section = sections[letter]
        choice = choices.get(letter, "") if section.text.strip() else ""
        if section.version != versions.get(letter):
            raise NotNow(
                say("section {letter} was changed since you read it", letter=letter),
                next=say("read it again"),
            )
        if section.text.strip() and choice not in CHOICES:
            raise BadParameter(
                say("section {letter} has words already", letter=letter),
                next=say("say whether they are replaced, added to or left"),
            )
        if choice == LEAVE:
            heading = f"{letter}. {SECTIONS[letter]}"
            if letter in CLOSED:  # beside the strategy it would lie open
                laid.out = (*laid.out, Chapter(heading, 1, words))
            else:
                kept.append((heading, words))
            continue
        text = f"{section.text.rstrip()}\n\n{words}" if choice == APPEND else words
        if len(text) > LONGEST:
            raise BadParameter(
                say("section {letter} would be longer than a section may be", letter=letter),
                next=say("place some of its chapters elsewhere"),
            )
        saved = save_section(
            section, text, version=section.version, by=by, reason="brought from a file"
        )
        laid.sections.append((saved, choice))
    laid.beside = keep_beside(strategy, kept, by=by)
    brought.delete()
    return laid


def keep_beside(
    strategy: Strategy, kept: Sequence[tuple[str, str]], *, by: Standing
) -> list[KeptBeside]:
    """Keep chapters beside a strategy: the heading and the text of each.

    Raises  Denied without the act draft_strategy.
    """
    by.require(ACT, of=strategy)
    began = KeptBeside.objects.filter(strategy=strategy).count()
    rows = [
        KeptBeside(
            strategy=strategy,
            heading=heading[:LONGEST_TITLE] or shorten(text, SHORT_TITLE, placeholder=" …"),
            text=f"{heading[LONGEST_TITLE:]}\n\n{text}".strip(),
            number=number,
            post=by.as_said,
            language=strategy.language,
            classification=strategy.classification,
            known_at=clock.now(by.mission),
        )
        for number, (heading, text) in enumerate(kept, began + 1)
    ]
    records.create_many(rows, mission=by.mission, by=by.person)
    return rows


def named_of(chapters: Sequence[Chapter]) -> list[tuple[str, NotTaken]]:
    """What no text can hold of chapters, each with the heading it stands under."""
    return [(chapter.heading, left) for chapter in chapters for left in chapter.not_taken]


def put_away(brought: BroughtFile, *, by: Standing) -> None:
    """Put a file away that is not to be laid: nothing of it is kept."""
    by.require(ACT, of=brought.strategy)
    brought.delete()


@transaction.atomic
def print_beside(strategy: Strategy, printed: Sequence[str], *, by: Standing) -> int:
    """Say which of the chapters kept beside a strategy are printed with it, as annexes.

    Takes   printed, the keys of those that are; all others are not.
    Gives   how many changed.
    Raises  Denied without the act draft_strategy; NotNow once the strategy is endorsed.
    """
    by.require(ACT, of=strategy)
    require_writable(hold(strategy))
    changed = 0
    for kept in beside_for(by).filter(strategy=strategy):
        wanted = str(kept.pk) in printed
        if kept.printed != wanted:
            values: dict[str, Any] = {"printed": wanted}
            records.edit(kept, values, version=kept.version, by=by.person)
            changed += 1
    return changed
