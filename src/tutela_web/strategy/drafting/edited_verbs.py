"""An edited copy of a draft given back: its changes and comments as suggestions on its sections.

What no text can take, a picture, a note at the foot, changed words of what is printed from
records, is named with all its words: nothing of a copy is passed over. Nothing of a text is changed
by it: each change waits as a suggestion that somebody accepts or declines on the section's page,
each comment as a comment that somebody answers there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.base.documents.docx_reader import EditedFile, Remark, read_edited
from tutela.base.errors import BadParameter
from tutela.base.guards.limits import require_bytes
from tutela.base.messages import say
from tutela.base.writing import replace_passage
from tutela.strategy.text.edited import (
    MARK,
    Brought,
    Change,
    CopyPart,
    NotTaken,
    changes,
    compare_part,
    digest_of,
    parts_of,
    rows_printed,
)
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.records.versions.queries import versions_of
from tutela_web.strategy.drafting.verbs import COMMENTS, comment
from tutela_web.strategy.edition.models import Section, SectionComment, Strategy
from tutela_web.strategy.edition.queries import sections_for
from tutela_web.strategy.edition.taking import digest_of_printed

MOST = 400
"""So many changes and comments one copy may bring [P]: more is another text, not an edited one."""


KINDS = {
    "table": gettext_lazy("a table"),
    "row": gettext_lazy("a changed row of a table printed from records"),
    "picture": gettext_lazy("a picture"),
    "box": gettext_lazy("a text box"),
    "note": gettext_lazy("a note at the foot"),
    "page": gettext_lazy("words above or below each page"),
    "contents": gettext_lazy("a line of the contents"),
    "drawing": gettext_lazy("words of a drawing or an embedded file"),
    "heading": gettext_lazy("a changed heading of a section"),
    "printed": gettext_lazy("changed words of what is printed from records"),
    "removed": gettext_lazy("printed words that were taken out: they stay"),
    "outside": gettext_lazy("words outside of what can be written here"),
    "comment": gettext_lazy("a comment"),
}
"""What of a copy is not taken, as it is said."""


@dataclass(frozen=True)
class Unplaced:
    """What could not be laid on a section, because its passage no longer stands there."""

    letter: str
    was: str
    says: str


@dataclass
class TakenBack:
    """What came of an edited copy.

    suggested, commented   how many suggestions and comments were laid on each section, by letter
    repeated               how many lay there before, from the same copy
    unplaced               what no passage was found for
    unread                 sections of the copy that this person may not see, or whose text no
                           version of the section ever had
    not_taken              what no text can take, each with the letter of its section
    older                  whether the copy is of an earlier release, which does not say what was
                           printed into it
    """

    suggested: Counter[str] = field(default_factory=Counter)
    commented: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    unplaced: list[Unplaced] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    not_taken: list[tuple[str, NotTaken]] = field(default_factory=list)
    older: bool = False

    @property
    def letters(self) -> list[str]:
        """The sections on which anything was laid."""
        return sorted(self.suggested.keys() | self.commented.keys())


def take_edited(strategy: Strategy, upload: UploadedFile, *, by: Standing) -> TakenBack:
    """Read an edited DOCX of a draft and lay its changes and comments on the sections.

    The copy says by a bookmark of which text of which section it was made. What changed in the
    section meanwhile is left alone: a change is laid where its passage still stands once.
    Raises  Denied without the act comment_strategy; NotNow once the strategy is endorsed;
            UnreadableFile for what is no DOCX; BadParameter for a copy of another strategy, or one
            with more changes than an edited text has.
    """
    if not by.may_somewhere(COMMENTS):
        by.require(COMMENTS)
    by.require_ours(strategy)
    if not strategy.writable:
        raise NotNow(say("the strategy is endorsed: its text stands"), next=say("amend it instead"))
    file = read_upload(upload)
    rows = rows_printed(file)
    sections = {one.letter: one for one in sections_for(by).filter(strategy=strategy)}
    taken = TakenBack(older=file.printed is None)
    wanted: dict[str, tuple[list[Change], CopyPart]] = {}
    for part in parts_of(file, MARK, digest_of_printed):
        section = sections.get(part.letter)
        text = _text_of(section, part.made_of) if section is not None else None
        brings = compare_part(part, text or "", rows, digest_of_printed)
        taken.not_taken += [(part.letter, one) for one in brings.not_taken]
        if text is not None:
            wanted[part.letter] = (changes(text, brings.paragraphs), part)
            continue
        if part.letter:
            taken.unread.append(part.letter)
        taken.not_taken += [(part.letter, one) for one in _untaken(brings, part)]
    if not wanted:
        raise BadParameter(
            say("no section of this strategy is found in the file"),
            next=say(
                "edit the DOCX that was taken from here, and keep its sections; bring another "
                "under 'A strategy in your own chapters'"
            ),
        )
    number = sum(len(changed) + len(part.remarks) for changed, part in wanted.values())
    if number > MOST:
        raise BadParameter(
            say("the file holds {n} changes, more than {most}", n=number, most=MOST),
            next=say("write the sections here, or give the changes in parts"),
        )
    with transaction.atomic():
        for letter, (changed, part) in wanted.items():
            _lay(sections[letter], changed, part, taken, by)
        trail.record(
            "upload",
            mission=by.mission,
            by=by.person,
            kind="strategy",
            subject=strategy.pk,
            number=number,
        )
    return taken


def _untaken(brings: Brought, part: CopyPart) -> list[NotTaken]:
    """All that stands in a part with no text of ours to lay it on, comments with it."""
    return [
        *(
            NotTaken("outside", paragraph.words)
            for paragraph in brings.paragraphs
            if paragraph.words
        ),
        *(
            NotTaken("comment", f"{remark.says} ({remark.author})", remark.on)
            for remark in part.remarks
        ),
    ]


def read_upload(upload: UploadedFile) -> EditedFile:
    """The words of a DOCX that was given, read apart; the file is not kept.

    Raises  UnreadableFile for what is no DOCX, or too large.
    """
    require_bytes("document_bytes", upload.size or 0, "")
    with TemporaryDirectory(prefix="tutela-") as folder:
        path = Path(folder) / "edited.docx"
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        return read_edited(path)


def _text_of(section: Section, made_of: str) -> str | None:
    """The text of a section that a copy was made of: today's, or an earlier one."""
    texts = dict.fromkeys((section.text, *(was.text for was in versions_of(section))))
    return next((text for text in texts if digest_of(text) == made_of), None)


def _lay(
    section: Section, changed: list[Change], part: CopyPart, taken: TakenBack, by: Standing
) -> None:
    lying = set(
        SectionComment.objects.filter(section=section).values_list("passage", "proposed", "body")
    )
    for change in changed:
        body = _author_words(change.authors)
        values = {"passage": change.passage, "proposed": change.proposed, "body": body}
        if (change.passage, change.proposed, body) in lying:
            taken.repeated += 1
        elif change.passage and replace_passage(section.text, change.passage, "") is None:
            taken.unplaced.append(Unplaced(section.letter, change.passage, change.proposed))
        else:
            comment(section, {**values, "suggests": True}, by=by)
            taken.suggested[section.letter] += 1
    for remark in part.remarks:
        passage, body = _place_of_remark(section, remark)
        if (passage, "", body) in lying:
            taken.repeated += 1
        else:
            comment(section, {"passage": passage, "body": body}, by=by)
            taken.commented[section.letter] += 1


def _author_words(authors: tuple[str, ...]) -> str:
    if not authors:
        return _("In an edited copy")
    return _("In an edited copy, by %(who)s") % {"who": ", ".join(authors)}


def _place_of_remark(section: Section, remark: Remark) -> tuple[str, str]:
    """The passage a comment stands on, where the text holds it once; else its words are said."""
    body = f"{remark.says}\n{_author_words((remark.author,) if remark.author else ())}"
    if remark.on and replace_passage(section.text, remark.on, "") is not None:
        return remark.on, body
    return "", f"“{remark.on}”: {body}" if remark.on else body
