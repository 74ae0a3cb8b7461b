"""How the list of recipients and the copies for others are read: as drafts are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from tutela.base.messages import Sentence
from tutela.places.names import fold
from tutela.strategy.dissemination import AUDIENCES
from tutela.strategy.elements import CLOSED
from tutela.strategy.text.copied import COPIED, CopiedCell, copied_tables, may_be_taken
from tutela.strategy.text.redaction import (
    Name,
    Strike,
    found_names,
    passages,
    redact_text,
    standing,
)
from tutela_web.access.models import Holding, Mission
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing, roles
from tutela_web.actors.models import Actor
from tutela_web.capacity.models import Unit
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.partners.roles.models import HostNote
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import leads, lines_for, matrix
from tutela_web.strategy.content.snapshot import seen_part
from tutela_web.strategy.disseminating.models import (
    Gives,
    Recipient,
    RecipientSpelling,
    RedactedCopy,
)
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for

BLOCKS = frozenset({"unit", "person"})
"""Kinds of names with which no copy leaves; the others a person looks at."""


def recipients_for(standing: Standing) -> QuerySet[Recipient]:
    """The recipients this person may see: the reasons are those of drafts."""
    rows = Recipient.objects.filter(
        standing.sees_open("drafts"), strategy__in=strategies_for(standing)
    )
    return rows.select_related("strategy", "decided_by")


def copies_for(standing: Standing) -> QuerySet[RedactedCopy]:
    """The copies for others this person may see."""
    rows = RedactedCopy.objects.filter(
        standing.sees_open("drafts"), strategy__in=strategies_for(standing)
    )
    return rows.select_related("strategy", "base", "cleared_by")


def may_open(standing: Standing, copy: RedactedCopy) -> bool:
    """Whether this person may see all that a copy begins from, what was struck included. One
    query.
    """
    content = copy.base.content
    return len(seen_part(standing, content)["tables"]["gaps"]) == len(content["tables"]["gaps"])


def cleared_copy(strategy: Strategy, audience: str, gives: str) -> RedactedCopy | None:
    """The newest copy of a strategy that was cleared for an audience; none where that one was
    withdrawn, for an older one may show what it struck. Held until the transaction ends."""
    rows = strategy.copies.filter(audience=audience, gives=gives, cleared_on__isnull=False)
    newest = rows.select_for_update(no_key=True).order_by("-cleared_on", "-entered_at").first()
    return newest if newest is not None and newest.withdrawn_on is None else None


@dataclass(frozen=True)
class Unreached:
    """Somebody who should receive a strategy and about whom nobody decided.

    kind   post, body (a partner), cluster, or said: a name in a line that is neither
    lines  how many lines in force they lead
    """

    name: str
    kind: str
    lines: int = 0


class NameFolder:
    """Names of offices and bodies of a mission, each spelling as one: without capitals and signs,
    and as people merged them. One query."""

    def __init__(self, mission: Mission) -> None:
        rows = RecipientSpelling.objects.filter(mission=mission)
        self.means = dict(rows.values_list("written", "means"))

    def resolve(self, name: str) -> str:
        """The name that stands for a spelling."""
        return self.means.get(fold(name), name.strip())

    def key(self, name: str) -> str:
        """What all spellings of one name share."""
        return fold(self.resolve(name))


def unreached_recipients(standing: Standing, strategy: Strategy) -> list[Unreached]:
    """Who should receive it and is not on the list, once each: who leads a line in force, the posts
    and partners such a line names beside, every partner, and the Protection Cluster. Five queries.
    """
    folder = NameFolder(standing.mission)
    rows = list(recipients_for(standing).filter(strategy=strategy))
    named = {folder.key(row.who) for row in rows}
    lines = list(lines_for(standing).exclude(status="stopped"))
    led = Counter(folder.key(line.lead) for line in lines if line.lead.strip())
    titles = standing.mission.posts.values_list("title", flat=True)
    posts = {folder.key(title): title for title in titles}
    bodies = {
        folder.key(standing_partner.name): standing_partner.name
        for standing_partner in standing_partners(standing)
        if standing_partner.accepts("consulted")
    }
    proposed: dict[str, Unreached] = {}
    for name in sorted(leads(lines)):
        key = folder.key(name)
        if key in posts:
            proposed.setdefault(key, Unreached(posts[key], "post", led[key]))
        elif key not in bodies and key in led:
            proposed.setdefault(key, Unreached(folder.resolve(name), "said", led[key]))
    for key, name in bodies.items():
        proposed.setdefault(key, Unreached(name, "body", led[key]))
    missing = [one for key, one in proposed.items() if key not in named]
    cluster = AUDIENCES["cluster"]
    if not any(row.kind == "cluster" for row in rows) and folder.key(cluster) not in proposed:
        missing.append(Unreached(cluster, "cluster"))
    return sorted(missing, key=lambda one: (-one.lines, one.name.casefold()))


def copies_given(standing: Standing) -> QuerySet[RedactedCopy]:
    """The cleared copies that were sent to a body whose post this person holds today, and that are
    not withdrawn: nothing else of the strategy. A query."""
    sent = Recipient.objects.filter(
        mission=standing.mission,
        strategy=OuterRef("strategy"),
        digest=OuterRef("digest"),
        sent_on__isnull=False,
        post__in=posts_held(standing),
    )
    rows = RedactedCopy.objects.filter(mission=standing.mission, withdrawn_on=None)
    cleared = rows.exclude(digest="").exclude(cleared_on=None)
    return cleared.filter(Exists(sent)).select_related("strategy").order_by("-cleared_on")


def holders_of(standing: Standing, copy: RedactedCopy) -> list[Recipient]:
    """Who was sent exactly this copy. One query."""
    if not copy.digest:
        return []
    rows = recipients_for(standing).filter(strategy=copy.strategy, digest=copy.digest)
    return list(rows.order_by("sent_on", "who"))


def withdrawn_copy(recipient: Recipient) -> RedactedCopy | None:
    """The copy a recipient holds, if it was withdrawn since. One query."""
    if not recipient.digest:
        return None
    rows = RedactedCopy.objects.filter(strategy=recipient.strategy_id, digest=recipient.digest)
    return rows.exclude(withdrawn_on=None).first()


def recalls_open(standing: Standing, strategy: Strategy) -> list[Recipient]:
    """Holders of withdrawn copies of a strategy who were not told, or have not said what became of
    it. One query."""
    digests = copies_for(standing).filter(strategy=strategy).exclude(withdrawn_on=None)
    rows = recipients_for(standing).filter(strategy=strategy, digest__in=digests.values("digest"))
    return list(rows.exclude(digest="").filter(recall_answer="").order_by("who"))


def lines_led(standing: Standing, recipient: Recipient) -> list[tuple[MatrixLine, list[Sentence]]]:
    """The lines a component leads or supports, each with what a planner is to look at; a line
    without flags is on track. Two queries."""
    if recipient.kind != "component" or not standing.reads("strategy"):
        return []
    folder = NameFolder(standing.mission)
    key = folder.key(recipient.who)
    shown = matrix(standing, {})
    mine = [
        line
        for line in shown.lines
        if key in {folder.key(word) for word in (line.lead, *line.support)}
    ]
    return [(line, [flag.says for flag in shown.flags.get(str(line.pk), [])]) for line in mine]


# --- the text of a copy


def base_text(content: Mapping[str, Any], letter: str, gives: str) -> str:
    """What of a section a copy begins from: its words, or for a summary what it says in short,
    where somebody wrote that; of section F only the gaps, by their effect; behind section G what
    the Head of Mission cleared about the host authorities.
    """
    if letter in CLOSED:
        gaps = (row["effect"] for row in content["tables"]["gaps"] if row["from"] != "line")
        return "\n\n".join(dict.fromkeys(gaps))
    section = content["sections"][letter]
    in_short = section.get("summary", "") if gives == Gives.SUMMARY else ""
    text: str = in_short or section.get("text", "")
    if letter != "G":
        return text
    notes = (f"{row['institution']}: {row['words']}" for row in content["tables"]["host_notes"])
    return "\n\n".join(filter(None, (text.rstrip(), *notes)))


def strikes_of(copy: RedactedCopy, letter: str) -> list[Strike]:
    """What was struck from a section."""
    return [Strike(*row) for row in copy.strikes.get(letter, ())]


def names_known(mission: Mission) -> dict[str, list[str]]:
    """Names that should not leave the mission unlooked at, by kind. Six queries.

    An account called as a post or a role is ("Force Commander") names nobody.
    """

    def named(rows: QuerySet[Model], *fields: str) -> list[str]:
        return [name for row in rows.values_list(*fields) for name in row if name]

    here = {"mission": mission}
    offices = {role.label.casefold() for role in roles().values()}
    offices |= {name.replace("_", " ") for name in roles()}
    offices |= {title.casefold() for title in mission.posts.values_list("title", flat=True)}
    people = named(Holding.objects.filter(post__mission=mission), "person__name")
    notes = HostNote.objects.filter(**here, ended_on=None)
    return {
        "place": named(Place.objects.filter(**here, compartment=""), "name"),
        "actor": named(Actor.objects.filter(**here, compartment=""), "name"),
        "host": named(notes, "institution"),
        "person": [name for name in people if name.casefold() not in offices],
        "unit": named(Unit.objects.filter(**here), "name", "code"),
    }


@dataclass(frozen=True)
class Passage:
    """A paragraph of a section: where it stands, as it is left, and the names left in it."""

    start: int
    end: int
    words: str
    left: str
    names: list[Name]

    @property
    def struck(self) -> bool:
        """Whether anything of it was struck."""
        return self.words != self.left


@dataclass(frozen=True)
class CopySection:
    """A section of a copy while it is worked on."""

    letter: str
    name: str
    out: bool
    passages: list[Passage]
    strikes: list[tuple[Strike, str]]

    @property
    def names(self) -> list[Name]:
        """The names left in it."""
        return [] if self.out else [name for part in self.passages for name in part.names]


def sheets(copy: RedactedCopy, known: Mapping[str, list[str]]) -> list[CopySection]:
    """Every section of a copy with what was struck and the names that still stand in it."""
    content = copy.base.content
    sections_shown = []
    for letter, section in content["sections"].items():
        text, struck = base_text(content, letter, copy.gives), strikes_of(copy, letter)
        left = standing(found_names(text, known), struck)
        parts = [
            Passage(
                start,
                end,
                text[start:end],
                redact_text(text[start:end], _strikes_within(struck, start, end)),
                [one for one in left if start <= one.start < end],
            )
            for start, end in passages(text)
        ]
        shown = [(one, text[one.start : one.end]) for one in struck]
        sections_shown.append(
            CopySection(letter, section["name"], letter in copy.left_out, parts, shown)
        )
    return sections_shown


@dataclass(frozen=True)
class CopyRow:
    """A row of a table that a copy may carry: where it stands, its words, whether it is taken in,
    and the names in it."""

    place: int
    words: str
    taken: bool
    names: list[Name]


@dataclass(frozen=True)
class CopyTable:
    """A table of a copy while it is worked on."""

    key: str
    name: str
    rows: list[CopyRow]

    @property
    def taken(self) -> int:
        """How many rows are taken in."""
        return sum(row.taken for row in self.rows)

    @property
    def names(self) -> list[Name]:
        """The names in the rows that are taken in."""
        return [name for row in self.rows if row.taken for name in row.names]


def tables_of_copy(copy: RedactedCopy, known: Mapping[str, list[str]]) -> list[CopyTable]:
    """The tables a full copy may carry, each row as an outside reader would have it."""
    if copy.gives != Gives.FULL:
        return []
    tables = copy.base.content["tables"]
    shown = []
    for key, name in COPIED.items():
        places = may_be_taken(tables, key)
        taken = set(copy.rows.get(key, ()))
        whole = copied_tables(tables, {**copy.rows, key: places}).get(key, [])
        rows = [
            CopyRow(place, words, place in taken, found_names(words, known))
            for place, row in zip(places, whole, strict=True)
            for words in [words_of_row(row)]
        ]
        if rows:
            shown.append(CopyTable(key, name, rows))
    return shown


def names_left(sections: Iterable[CopySection], tables: Iterable[CopyTable]) -> list[Name]:
    """The names that still stand in what a copy carries."""
    return [
        *(name for section in sections for name in section.names),
        *(name for table in tables for name in table.names),
    ]


def words_of_row(row: Mapping[str, CopiedCell]) -> str:
    """All that a row of a copy says, in one line; its number is none of it."""
    said: list[str] = []
    for name, value in row.items():
        if name in ("number", "of", "serves") or value in (None, "", []):
            continue
        said.append(", ".join(map(str, value)) if isinstance(value, list) else str(value))
    return " · ".join(said)


def _strikes_within(strikes: list[Strike], start: int, end: int) -> list[Strike]:
    """The strikes of a passage, counted from its beginning."""
    return [
        Strike(max(strike.start, start) - start, min(strike.end, end) - start, strike.why)
        for strike in strikes
        if strike.start < end and strike.end > start
    ]


def result(copy: RedactedCopy) -> dict[str, Any]:
    """The copy as others will read it: text per section, and what was left out said."""
    content = copy.base.content
    sections: dict[str, Any] = {}
    for letter, section in content["sections"].items():
        text = redact_text(base_text(content, letter, copy.gives), strikes_of(copy, letter)).strip()
        held = letter in copy.left_out or not text
        sections[letter] = {"name": section["name"], "text": "" if held else text, "withheld": held}
    return {
        "format": "tutela-strategy-copy/1",
        "mission": content["mission"]["name"],
        "title": content["title"],
        "edition": content["edition"],
        "language": content["language"],
        "audience": copy.audience,
        "gives": copy.gives,
        "of": copy.base.digest,
        "sections": sections,
        "tables": copied_tables(content["tables"], copy.rows) if copy.gives == Gives.FULL else {},
    }
