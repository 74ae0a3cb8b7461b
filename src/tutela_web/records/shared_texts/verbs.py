"""How one text is written by several people: held for one writer, saved as it is typed, commented
on, other words suggested and decided on. No text is lost: what cannot be saved is set aside.

A room declares its own editor once and lends it its tables and its rules:

    EDITOR = Editor(Section, SectionLease, SectionComment, SetAside, owner="strategy", ...)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Generic, TypeVar, cast

from django.db import transaction
from django.db.models import ForeignKey, QuerySet

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.base.writing import LEASE_MINUTES, changed_paragraphs, replace_passage
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue
from tutela_web.records import verbs as records
from tutela_web.records.models import Record
from tutela_web.records.shared_texts.models import TextAside, TextComment, TextLease
from tutela_web.records.versions.queries import versions_of

LONGEST = 100_000
"""Characters of one text."""

TYPED = "saved while typing"
"""Why a version was saved that somebody did not send: they typed."""

VERSIONS = 50
"""How many versions the history of a text shows."""

T = TypeVar("T", bound=Record)
L = TypeVar("L", bound=TextLease)
C = TypeVar("C", bound=TextComment)
A = TypeVar("A", bound=TextAside)


@dataclass(frozen=True)
class Editor(Generic[T, L, C, A]):
    """The editor of one kind of text: its tables, and what a room asks before it changes.

    texts, leases, comments, asides   the tables; each beside the text names it `section`
    owner               the field of the text that names what it is a part of
    require_writer      raises unless this person may write this text
    require_commenter   raises unless this person may say something of it
    require_writable    raises once the text no longer changes
    begin               what must be so before the first words; by default nothing
    """

    texts: type[T]
    leases: type[L]
    comments: type[C]
    asides: type[A]
    owner: str
    require_writer: Callable[[T, Standing], None]
    require_commenter: Callable[[T, Standing], None]
    require_writable: Callable[[T], None]
    begin: Callable[[T, Standing], None] = lambda _text, _by: None

    # --- who writes

    def lock_text(self, text: T) -> T:
        """The text as it stands, held until the change is made: one change after the other.

        What it is a part of is held first: who signs the whole holds that, and no part changes
        between what was signed and the signature.
        """
        owner = self.texts._meta.get_field(self.owner)
        assert isinstance(owner, ForeignKey)
        hold(owner.related_model(pk=getattr(text, owner.attname)))
        return hold(text, self.owner)

    def lease_of(self, text: T, at: datetime) -> L | None:
        """Who holds the text then; None where nobody does, or the time has run out."""
        lease = self.leases._default_manager.filter(section=text).first()
        return lease if lease is not None and lease.holds(at) else None

    def leases_of(self, texts: Iterable[T], at: datetime) -> QuerySet[L]:
        """Who holds which of these texts then."""
        return self.leases._default_manager.filter(section__in=list(texts), until__gt=at)

    @transaction.atomic
    def take(self, text: T, *, by: Standing) -> L:
        """Hold a text to write in it; held already, hold it longer.

        Raises  Denied; NotNow while somebody else holds it, or once it no longer changes.
        """
        self.require_writer(text, by)
        text = self.lock_text(text)
        self.require_writable(text)
        at = clock.now(by.mission)
        lease = self.lease_of(text, at)
        if lease is not None and lease.person_id != by.person.pk:
            raise NotNow(
                say("{who} is editing now", who=lease.post),
                next=say("wait until it is free, or suggest a change"),
            )
        until = at + timedelta(minutes=LEASE_MINUTES)
        held, _new = self.leases._default_manager.update_or_create(
            section=text, defaults={"person": by.person, "post": by.as_said, "until": until}
        )
        return held

    @transaction.atomic
    def leave(self, text: T, *, by: Standing) -> None:
        """Let others write; what somebody else holds stays held."""
        self.require_writer(text, by)
        self.leases._default_manager.filter(section=text, person=by.person).delete()

    # --- what is written

    def save(
        self,
        text: T,
        words: str,
        *,
        version: int,
        by: Standing,
        reason: str = "",
        holds: bool = False,
    ) -> T:
        """Save the words of a text, written on a version of it.

        Takes   holds, whether who saves writes on, and holds the text from now.
        Gives   the text as it stands; the hold of who saves is drawn out.
        Raises  Denied; BadParameter for words too long; Conflict if somebody else saved meanwhile
                or holds the text, NotNow once it no longer changes. In the last three cases the
                words are set aside first.
        """
        self.require_writer(text, by)
        written = words.replace("\r\n", "\n")
        if len(written) > LONGEST:
            raise BadParameter(
                say("the text is longer than a section may be"),
                next=say("shorten it to {n} signs", n=LONGEST),
            )
        try:
            with transaction.atomic():
                saved = self._write(text, written, version=version, by=by, reason=reason)
                if holds:
                    self.take(saved, by=by)
                return saved
        except (Conflict, NotNow):
            self._set_aside(text, written, version=version, by=by)
            raise

    def _write(self, text: T, words: str, *, version: int, by: Standing, reason: str) -> T:
        now = self.lock_text(text)
        if _words(now) == words:
            return now
        self.require_writable(now)
        self.begin(now, by)
        self._require_free(now, words, version=version, by=by)
        saved = records.edit(now, {"text": words}, version=version, by=by.person, reason=reason)
        if self.lease_of(text, clock.now(by.mission)) is not None:
            self.take(text, by=by)
        return saved

    def _require_free(self, text: T, words: str, *, version: int, by: Standing) -> None:
        """Raise Conflict while somebody else holds the text."""
        lease = self.lease_of(text, clock.now(by.mission))
        if lease is None or lease.person_id == by.person.pk:
            return
        began = cast(Any, versions_of(text).get_numbered(version))
        raise Conflict(
            say("{who} is editing now", who=lease.post),
            fields={"text": (began.text if began else None, _words(text), words)},
            version=text.version,
            next=say("your text is preserved: save it again once the section is unlocked"),
        )

    @transaction.atomic
    def _set_aside(self, text: T, words: str, *, version: int, by: Standing) -> A:
        """Keep words that could not be saved; the same words of the same person once."""
        rows = self.asides._default_manager
        again = rows.filter(section=text, author=by.person, text=words, settled_on=None)
        if (kept := again.first()) is not None:
            return kept
        set_aside = self.asides(
            section=text,
            text=words,
            began=version,
            post=by.as_said,
            **fields_from_text(text),
            known_at=clock.now(by.mission),
        )
        return records.create(set_aside, mission=by.mission, by=by.person)

    @transaction.atomic
    def settle_aside(self, aside: A, *, version: int, by: Standing) -> A:
        """Say that words set aside were looked at, and are in the text as far as they should be."""
        self.require_writer(aside.section, by)
        changes: dict[str, FieldValue] = {
            "settled_on": clock.today(by.mission),
            "settled_by": by.as_said,
        }
        return records.edit(aside, changes, version=version, by=by.person)

    # --- what is said of it

    @transaction.atomic
    def comment(self, text: T, fields: Mapping[str, FieldValue], *, by: Standing) -> C:
        """Say something of a text, or suggest other words for a passage of it.

        Takes   body; suggests, whether words are proposed: `proposed` in the place of `passage`,
                or at the end where no passage is named.
        Raises  Denied; NotNow once the text no longer changes; BadParameter where nothing is said,
                or the passage does not stand in the text once.
        """
        self.require_commenter(text, by)
        by.require_ours(text)
        text = self.lock_text(text)
        self.require_writable(text)
        said = {
            name: str(fields.get(name) or "").replace("\r\n", "\n").strip()
            for name in ("body", "passage", "proposed")
        }
        suggests = bool(fields.get("suggests") or said["proposed"])
        if not said["body"] and not suggests:
            raise BadParameter(
                say("nothing is said"), next=say("write what you would change, or why")
            )
        if suggests and not said["passage"] and not said["proposed"]:
            raise BadParameter(
                say("no other wording is proposed"),
                next=say("name the passage, its new words, or both"),
            )
        if said["passage"] and replace_passage(_words(text), said["passage"], "") is None:
            raise BadParameter(
                say("the passage does not stand in the text, or stands there twice"),
                next=say("copy it from the text as it stands now"),
            )
        comment = self.comments(
            section=text,
            suggests=suggests,
            post=by.as_said,
            **said,
            **fields_from_text(text),
            known_at=clock.now(by.mission),
        )
        return records.create(comment, mission=by.mission, by=by.person)

    @transaction.atomic
    def decide(self, comment: C, *, accept: bool, version: int, by: Standing, why: str = "") -> C:
        """Accept or decline what was said; a suggestion accepted stands in the text from then on.

        Raises  Denied; BadParameter for declining without a reason; NotNow if it was decided, its
                passage has changed, or the text no longer changes; Conflict while somebody else
                holds the text.
        """
        self.require_writer(comment.section, by)
        if not accept and not why.strip():
            raise BadParameter(
                say("a reason is needed to decline"), next=say("write it in a sentence")
            )
        text = self.lock_text(comment.section)
        self.require_writable(text)
        kept = hold(comment)
        if kept.state != TextComment.State.OPEN:
            raise NotNow(say("this was decided already"), next=say("look at it again"))
        if accept and comment.suggests:
            words = replace_passage(_words(text), comment.passage, comment.proposed)
            if words is None:
                raise NotNow(
                    say("the passage no longer stands there as it stood"),
                    next=say("put the change in by hand, or decline it"),
                )
            self.begin(text, by)
            self._require_free(text, words, version=text.version, by=by)
            records.edit(
                text,
                {"text": words},
                version=text.version,
                by=by.person,
                reason=f"suggested by {comment.post}",
            )
        changes: dict[str, FieldValue] = {
            "state": TextComment.State.ACCEPTED if accept else TextComment.State.DECLINED,
            "decided_by": by.as_said,
            "decided_on": clock.today(by.mission),
            "decided_why": why.strip(),
        }
        return records.edit(comment, changes, version=version, by=by.person)


def _words(text: Record) -> str:
    words: str = text.text  # type: ignore[attr-defined]
    return words


def fields_from_text(text: Record) -> dict[str, Any]:
    """What is said of a text is marked as the text is, and lies in its compartment."""
    return {
        "classification": text.classification,
        "compartment": text.compartment,
        "language": text.language,
    }


@dataclass(frozen=True)
class Written:
    """One version of a text: when, by whom, why, and which paragraphs it changed."""

    version: int
    at: datetime
    by_id: Any
    reason: str
    changes: list[tuple[str, str]]


def history_of_text(text: Record) -> list[Written]:
    """The newest versions of a text the reader was let in to, newest first; what one person typed
    in one go is one of them. One query."""
    found: list[Any] = list(versions_of(text))[: -VERSIONS - 2 : -1]
    rows = found[:1]
    for newer, row in pairwise(found):
        typed_on = (
            row.version_why == newer.version_why == TYPED
            and row.version_by_id == newer.version_by_id
            and newer.version_at - row.version_at <= timedelta(minutes=LEASE_MINUTES)
        )
        if not typed_on:
            rows.append(row)
    before = [*(row.text for row in rows[1:]), ""]
    versions = [
        Written(
            row.version,
            row.version_at,
            row.version_by_id,
            row.version_why,
            changed_paragraphs(was, row.text),
        )
        for row, was in zip(rows, before, strict=True)
    ]
    return versions[:VERSIONS]
