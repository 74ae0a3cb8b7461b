"""How a sentence of a community is kept, opened, withheld and destroyed.

Destroying is an act of two persons of the office, and is destroying the key: what versions and
backups hold of the sentence opens nowhere. While Legal Affairs holds destruction the sentence is
sealed instead, and nobody reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.base.wording.refuge import sentences_of
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.access.vault import queries as vault_queries
from tutela_web.access.vault import verbs as vault
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.judging import asks_refuge
from tutela_web.base.values import FieldValue
from tutela_web.places.profile.models import ClosedSentence, SpokenRecord
from tutela_web.places.profile.queries import ACT, closed_sentences_for
from tutela_web.places.profile.rules import refuse_words, require_asked
from tutela_web.places.profile.sentences import words_fields
from tutela_web.records import verbs as records
from tutela_web.records.versions.models import WHY, Rewriting
from tutela_web.records.versions.verbs import rewrite_versions

KIND = "closedsentence"


def keep_sentences(record: SpokenRecord, by: Standing, *, fields: Iterable[str] = ()) -> None:
    """Keep the words of a record that was made now: a row for each sentence, each under a key of
    its own, closed to its office.

    Takes   fields, those whose words are new; all, where nothing is said.
    """
    by.require_ours(record)
    names = list(fields or words_fields(type(record)))
    asked = set(asks_refuge(*(getattr(record, name) for name in names)))
    for name in names:
        for number, words in enumerate(sentences_of(getattr(record, name) or "")):
            _keep_sentence(record, name, number, words, asked, by)


def _keep_sentence(
    record: SpokenRecord, name: str, number: int, words: str, asked: set[str], by: Standing
) -> None:
    """Keep one sentence. A yes to the question is said of those that were asked about, or of all
    where it was said of words that the judge did not ask about; the others are asked once they are
    opened."""
    says_it = bool(record.hiding) and (not asked or words in asked)
    hiding = True if says_it else None if record.hiding else False
    sentence = ClosedSentence(
        place=record.place,
        area=record.area,
        record=record.pk,
        field=name,
        number=number,
        words=words,
        hiding=hiding,
        known_at=clock.now(by.mission),
        classification=record.classification,
        invented=record.invented,
    )
    records.create(sentence, mission=by.mission, by=by.person)


def mark_sentences(
    record: SpokenRecord, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    """Mark the sentences of a record as it is marked itself by an edit; nothing else of the record
    changes with it."""
    by.require_ours(record)
    if "classification" in changed:
        marking = changed["classification"]
        for row in ClosedSentence.objects.filter(record=record.pk):
            _change(row, {"classification": marking}, by)
    return {}


def add_words(
    record: SpokenRecord, words: str, field: str, hiding: bool | None = None, *, by: Standing
) -> SpokenRecord:
    """Add what was told since to a record: what stands there stays as it is.

    Raises  Denied without the act describe_community there; BadParameter for a field it has not,
            for nothing, and for words that may stand nowhere, or are asked about and not answered.
    """
    by.require(ACT, area=record.area_id, of=record)
    if field not in words_fields(type(record)):
        raise BadParameter(say("there is no such field"), where="field")
    if not words.strip():
        raise BadParameter(say("nothing is said"), where="words", next=say("write it"))
    refuse_words(words, where="words")
    require_asked(hiding, words)
    setattr(record, field, words.strip())
    record.hiding = hiding
    count = ClosedSentence.objects.filter(record=record.pk, field=field).count()
    asked = set(asks_refuge(words))
    for number, sentence in enumerate(sentences_of(words)):
        _keep_sentence(record, field, count + number, sentence, asked, by)
    return record


@one_at_a_time(hold)
def open_sentence(
    sentence: ClosedSentence, hiding: bool | None = None, *, by: Standing
) -> ClosedSentence:
    """Open a sentence to all who read the record it was told with.

    Takes   hiding, the answer of who opens it: whether it says where people hide or flee to.
    Gives   the sentence; still closed, and for good, where it says so.
    Raises  Denied without the act there; NotNow for one that is sealed, destroyed, or asked to be;
            BadParameter without an answer.
    """
    _require_office(sentence, by)
    _require_standing(sentence)
    if sentence.earlier:
        raise NotNow(
            say("it was corrected: it is not what was told"),
            next=say("add what was told since, and open that"),
        )
    if sentence.hiding:
        raise NotNow(
            say("somebody answered that it says where people hide or flee to"),
            next=say("such a sentence is never opened"),
        )
    if hiding is None:
        raise BadParameter(
            say("whether it says where people hide or flee to is not answered"),
            where="hiding",
            next=say("read it once more, as somebody who hunts them would, and answer"),
        )
    changes: dict[str, FieldValue] = {"hiding": hiding}
    if not hiding:
        changes["opened_on"] = clock.today(by.mission)
    return _change(sentence, changes, by)


@one_at_a_time(hold)
def withhold_sentence(sentence: ClosedSentence, *, by: Standing) -> ClosedSentence:
    """Close a sentence again: from now on its office and the POC adviser alone read it.

    Raises  Denied without the act there; NotNow where it is not open.
    """
    _require_office(sentence, by)
    if sentence.opened_on is None:
        raise NotNow(say("this sentence is not open"), next=say("look at it again"))
    return _change(sentence, {"opened_on": None}, by)


@one_at_a_time(hold)
def ask_destruction(sentence: ClosedSentence, *, by: Standing) -> ClosedSentence:
    """Ask that a sentence be destroyed; it is withheld at once, and a second person decides.

    Raises  Denied without the act there; NotNow where somebody asked before.
    """
    _require_office(sentence, by)
    _require_standing(sentence)
    return _change(sentence, {"asked_by": by.person, "opened_on": None}, by)


@one_at_a_time(hold)
def refuse_destruction(sentence: ClosedSentence, *, by: Standing) -> ClosedSentence:
    """Leave a sentence as it is; who asked may take it back as well.

    Raises  Denied without the act there; NotNow where nobody asked, or it is sealed.
    """
    _require_office(sentence, by)
    _require_asked(sentence)
    if sentence.sealed_on is not None:
        raise NotNow(say("it is sealed"), next=say("destroy it once the hold ends"))
    return _change(sentence, {"asked_by": None}, by)


@one_at_a_time(hold)
def destroy_sentence(sentence: ClosedSentence, *, by: Standing) -> ClosedSentence:
    """Destroy the key of a sentence: what versions and backups hold of it opens nowhere. While
    Legal Affairs holds destruction it is sealed instead: nobody reads it, and it is destroyed by
    the same act once the hold ended. The trail says that it was done, never what it said.

    Raises  Denied without the act there, and for who asked; NotNow where nobody asked.
    """
    _require_office(sentence, by)
    _require_asked(sentence)
    if sentence.asked_by_id == by.person.pk:
        raise Denied("you asked for it yourself", next="a second person of the office destroys it")
    today = clock.today(by.mission)
    if vault_queries.is_held(by.mission, sentence.pk):
        if sentence.sealed_on is not None:
            raise NotNow(
                say("Legal Affairs still holds it"),
                next=say("it stays sealed; destroy it once the hold ends"),
            )
        return _change(sentence, {"sealed_on": today}, by)
    changes: dict[str, FieldValue] = {"words_destroyed_on": today, "hiding": None}
    destroyed = _change(sentence, changes, by)
    ClosedSentence.objects.filter(pk=sentence.pk).update(words=b"")
    rewrite_versions(
        ClosedSentence, [sentence.pk], lambda _: {"words": "", WHY: ""}, why=Rewriting.Why.DESTROYED
    )
    trail.record("erase", mission=by.mission, by=by.person, kind=KIND, subject=sentence.pk)
    vault.destroy(sentence.pk)
    return destroyed


def _change(
    sentence: ClosedSentence, changes: dict[str, FieldValue], by: Standing
) -> ClosedSentence:
    return records.edit(sentence, changes, version=sentence.version, by=by.person)


def _require_office(sentence: ClosedSentence, by: Standing) -> None:
    by.require(ACT, area=sentence.place.area_id, of=sentence.place)
    if not closed_sentences_for(by).filter(pk=sentence.pk).exists():
        raise Denied("this sentence is of another office", next="ask that office")
    if sentence.words_destroyed_on is not None:
        raise NotNow(say("it was destroyed"), next=say("nothing brings it back"))


def _require_standing(sentence: ClosedSentence) -> None:
    if sentence.asked_by_id is not None or sentence.sealed_on is not None:
        raise NotNow(
            say("somebody asked that it be destroyed"),
            next=say("a second person destroys it, or leaves it as it is"),
        )


def _require_asked(sentence: ClosedSentence) -> None:
    if sentence.asked_by_id is None:
        raise NotNow(
            say("nobody asked that it be destroyed"), next=say("ask for it; another decides")
        )
