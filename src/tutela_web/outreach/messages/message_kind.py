"""Messages and their parts, as kinds of record, and the acts on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.outreach import messages as core
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing, acts
from tutela_web.base.fields import choice, day, few_words, text
from tutela_web.base.values import FieldValue
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import posts_of
from tutela_web.links.verbs import in_named_area
from tutela_web.look.days import date_format
from tutela_web.outreach.messages import queries as found
from tutela_web.outreach.messages import verbs
from tutela_web.outreach.messages.fields import (
    marked_as_linked,
    only_drafts,
    picks_offered,
    several,
)
from tutela_web.outreach.messages.models import (
    SENTENCES,
    Language,
    MessagePart,
    PublicMessage,
    Released,
    Way,
)
from tutela_web.outreach.messages.shown import language_name, shown_parts
from tutela_web.records.acts import Act, LinkField, forms_shown
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField


def approvers(standing: Standing) -> QuerySet[Post]:
    """The posts that release messages."""
    return posts_of(standing).filter(role__in=acts()[verbs.RELEASE])


class MessageInput(TypedDict, total=False):
    """The fields of a message that its rules ask."""

    languages: list[str]
    other_languages: list[str]
    classification: int


def _message_rules(values: MessageInput, by: Standing) -> dict[str, Any]:
    others = [str(language).strip()[:40] for language in values.get("other_languages") or []]
    if not values.get("languages") and not others:
        raise BadParameter(
            say("a message is told in some language"),
            where="languages",
            next=say("choose the languages people there speak"),
        )
    if len({language.casefold() for language in others}) < len(others):
        raise BadParameter(say("a language stands there twice"), where="other_languages")
    return marked_as_linked(values, by, other_languages=others)


TOLD_ELSEWHERE = (
    ("state", _("State")),
    ("expires", _("Holds until")),
    ("why", _("Why")),
    ("stands_why", _("Why it is still true")),
)
"""What acts write: the page of a message tells it in its own place, its history by these words."""


def _on_the_page(message: PublicMessage) -> bool:
    return False


def _move_draft(
    message: PublicMessage, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    only_drafts(message, changed, by)
    verbs.move_parts(message, changed, by=by)
    return {}


def _beside_message(standing: Standing, message: PublicMessage) -> dict[str, Any]:
    parts = found.parts_of(message) if standing.sees_one(found.KIND, message) else []
    released = bool(message.frozen)
    lacks = [] if released else found.lacks_of(standing, message, parts)
    keeps = standing.may(verbs.KEEP, area=message.area_id)
    releases = standing.may(verbs.RELEASE, area=message.area_id)
    ahead = message.kind == core.URGENT and standing.may(verbs.RELEASE_URGENT, area=message.area_id)
    state, urgent = message.state, message.kind in core.EXEMPT
    waits = state == Released.ASKED or (urgent and state == Released.DRAFT)
    tellings = list(
        found.tellings_for(standing).filter(message=message).select_related("place", "message")
    )
    (changed,) = found.changes_under(standing, [message])
    return {
        "rows": shown_parts(message, parts, lacks),
        "versions": [(version, language_name(version)) for version in message.versions],
        "lacks": [] if released else lacks,
        "statement": found.statement_in_force(message.area, standing),
        "changed": changed,
        "over": state == Released.RELEASED and not message.holds(standing.on),
        "tellings": tellings,
        "may_write": keeps and message.is_open,
        "may_ask": keeps and message.is_open,
        "may_back": (keeps or releases) and state == Released.ASKED,
        "may_release": (releases or ahead) and waits,
        "may_read": releases and message.unapproved and message.read_at is None,
        "to_tell_anew": sum(telling.waits_to_hear for telling in tellings),
        "may_withdraw": (keeps or releases) and state == Released.RELEASED,
        "may_tell": standing.may_somewhere(verbs.TELL),
        "may_stand": releases and bool(changed) and not changed.statement,
        "channels": [Way(way).label for way in message.channels],
        **forms_shown((ASK, SEND_BACK, RELEASE, WITHDRAW, STANDS), standing, message, {}),
    }


MESSAGE = RecordKind(
    PublicMessage,
    name="message",
    room="outreach",
    path="messages",
    reads=found.KIND,
    act=verbs.KEEP,
    acts=in_named_area(verbs.KEEP),
    may_begin=lambda standing: standing.may_somewhere(verbs.KEEP),
    rows=found.messages_for,
    rules=_message_rules,
    amends=_move_draft,
    follows=verbs.begin_message,
    titles=Titles(
        one=_("Message"),
        many=_("Messages"),
        add=_("Write a message"),
        none=_("No message is written."),
        about=_("What the mission tells people, authorities and others: can, cannot, the State."),
        words=_(
            "It begins with sentences for its audience: what the mission can and cannot do, and "
            "that final responsibility rests with the State."
        ),
        button=_("Begin"),
    ),
    fields=(
        Field("title", _("Title"), _("For us: it is not told.")),
        Field("kind", _("Kind")),
        Field("audience", _("For whom")),
        AREA,
        Field(
            "languages",
            _("Languages"),
            _("Sentences of the list stand ready in these."),
            control=several(Language.choices),
            unknown=_("none of these"),
        ),
        Field(
            "other_languages",
            _("Other languages"),
            _("By name, with semicolons between. Who speaks the language writes each sentence."),
            control=WordsField,
            unknown=_("none"),
        ),
        Field(
            "channels",
            _("Channels"),
            _("Limits by place and hour are spoken face to face or at a meeting, never elsewhere."),
            control=several(Way.choices),
            unknown=_("none chosen"),
        ),
        *(Field(name, label, asked=False, applies=_on_the_page) for name, label in TOLD_ELSEWHERE),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("title", under=("kind",)),
        ListColumn("audience", under=("area",)),
        ListColumn("state", label=_("State"), told=lambda message: message.get_state_display()),
        ListColumn(
            "expires",
            label=_("Holds until"),
            told=lambda message: message.expires and date_format(message.expires, "j M Y"),
            unknown=_("not released"),
        ),
    ),
    filters=(ListFilter("state", _("State")), ListFilter("audience", _("For whom"))),
    initial=lambda standing: {"classification": 1, "languages": Language.values},
    beside=lambda standing, rows: {"changed": messages_to_look_at(standing)},
    list_template="outreach/messages.html",
    history=("state", "expires", "why", "stands_why"),
    page_beside=_beside_message,
    page_template="outreach/message.html",
)


def messages_to_look_at(standing: Standing) -> list[tuple[PublicMessage, found.GroundChanged]]:
    """Released messages under which the ground changed, as far as this person may read: at most
    the last thirty are looked at."""
    in_force = list(found.messages_in_force(standing).select_related("area")[:30])
    rows = zip(in_force, found.changes_under(standing, in_force), strict=True)
    return [(message, changed) for message, changed in rows if changed]


ASK = Act(
    verbs.ask_release,
    on=MESSAGE,
    path="messages/<uuid:pk>/ask/",
    name="message_ask",
    form="ask_form",
    auto_id="ask_%s",
    fields={"approver": LinkField(_("Who approves it"), approvers)},
    says=_("It waits for approval. Its words stand still until then."),
)
SEND_BACK = Act(
    verbs.send_back,
    on=MESSAGE,
    path="messages/<uuid:pk>/back/",
    name="message_back",
    form="back_form",
    auto_id="back_%s",
    fields={"why": text(_("What must change"), 1000, rows=2)},
    says=_("It is a draft again."),
)
RELEASE = Act(
    verbs.release_message,
    on=MESSAGE,
    path="messages/<uuid:pk>/release/",
    name="message_release",
    form="release_form",
    auto_id="release_%s",
    fields={"expires": day(_("Holds until"))},
    says=_("It is released. Nobody was told yet."),
)
READ = Act(
    verbs.read_released,
    on=MESSAGE,
    path="messages/<uuid:pk>/read/",
    name="message_read",
    says=_("Recorded as read."),
)
WITHDRAW = Act(
    verbs.withdraw_message,
    on=MESSAGE,
    path="messages/<uuid:pk>/withdraw/",
    name="message_withdraw",
    form="withdraw_form",
    auto_id="withdraw_%s",
    fields={"why": text(_("Why"), 1000, _("What changed on the ground; no sources."), rows=2)},
    says=_("It is withdrawn. Whoever was told it is still to be told so."),
)
STANDS = Act(
    verbs.say_it_stands,
    on=MESSAGE,
    path="messages/<uuid:pk>/stands/",
    name="message_stands",
    form="stands_form",
    auto_id="stands_%s",
    fields={
        "why": text(_("Why it is still true"), 1000, _("It is as public as the message."), rows=2)
    },
    says=_("It is noted that the message stands."),
)


# --- parts


class PartInput(TypedDict, total=False):
    """The fields of a part that its rules ask."""

    message: PublicMessage
    kind: str
    pick: str
    words_en: str
    words_fr: str
    words_ar: str
    words_other: str


def _part_rules(values: PartInput, by: Standing) -> dict[str, Any]:
    message = values["message"]
    verbs.require_draft(message)
    pick, kind = values.get("pick") or "", values.get("kind") or ""
    own = [values.get(f"words_{language}") for language in core.RENDERED]
    if pick and pick not in core.picks():
        raise BadParameter(say("there is no such sentence"), where="pick")
    if pick and any(own):
        raise BadParameter(
            say("a picked sentence has its words in these languages already"),
            where="pick",
            next=say("choose our own words, or leave these blank"),
        )
    if not pick and not any([*own, values.get("words_other")]):
        raise BadParameter(
            say("a part needs words"), where="pick", next=say("pick a sentence or write one")
        )
    if not pick and not kind:
        raise BadParameter(
            say("it is not said what this part tells"), where="kind", next=say("choose")
        )
    known = {language.casefold() for language in message.other_languages}
    for language in core.other_versions(values.get("words_other") or ""):
        if language.casefold() not in known:
            raise BadParameter(
                say("the message is not told in this language: {language}", language=language),
                where="words_other",
                next=say("begin each line with a language of the message and a colon"),
            )
    taken = {"area": message.area, "classification": message.classification}
    return {**values, "kind": core.picks()[pick].kind if pick else kind, **taken}


def _number(values: PartInput, by: Standing) -> dict[str, int]:
    return {"number": verbs.number_of_next(values["message"])}


def _open_messages(standing: Standing) -> QuerySet[PublicMessage]:
    return found.messages_for(standing).select_related("area")


def _beside_part(standing: Standing, part: MessagePart) -> dict[str, Any]:
    message, digest = part.message, part.core().digest()
    writable = message.state in (Released.DRAFT, Released.ASKED) and not part.struck
    return {
        "message": message,
        "may_write": writable and message.is_open and standing.may(verbs.KEEP, area=part.area_id),
        "may_answer": writable
        and not part.pick
        and part.author_id != standing.person.pk
        and standing.may(verbs.RELEASE, area=part.area_id),
        "may_check": writable
        and part.kind == MessagePart.Kind.LIMIT
        and standing.may(verbs.CHECK_LIMITS, area=part.area_id),
        "answered": bool(part.answer) and part.answered_of == digest,
        "checked": part.checked_of == digest,
        "answer_form": ANSWER.form_for(standing),
        "said": [
            (language_name(version), part.core().said_in(version)) for version in message.versions
        ],
    }


NO_OWN_WORDS = _("no words of our own")

PART = RecordKind(
    MessagePart,
    name="part",
    room="outreach",
    path="parts",
    reads=found.KIND,
    act=verbs.KEEP,
    rows=lambda standing: found.parts_for(standing).select_related("message"),
    rules=_part_rules,
    takes=_number,
    listed=False,
    list_name="messages",
    parent=Parent(
        "message", _open_messages, "messages/<uuid:pk>/parts/new/", "outreach:message", back=True
    ),
    titles=Titles(
        one=_("Part of a message"),
        many=_("Messages"),
        add=_("Add a part"),
        none=_("It says nothing yet."),
        words=_(
            "Pick what stands ready: it reads the same in every language and is held against the "
            "capacity statement. Words of your own are answered for by who approves."
        ),
    ),
    fields=(
        Field(
            "pick",
            _("Sentence"),
            control=lambda: choice(_("Sentence"), picks_offered, required=False),
            says=dict(SENTENCES),
            unknown=_("our own words"),
        ),
        Field(
            "kind",
            _("What it tells"),
            _("Of our own words; a picked sentence says it itself."),
            control=lambda: choice(
                _("What it tells"), [("", "—"), *MessagePart.Kind.choices], required=False
            ),
        ),
        Field("words_en", _("In English"), lines=2, unknown=NO_OWN_WORDS),
        Field("words_fr", _("In French"), lines=2, unknown=NO_OWN_WORDS),
        Field("words_ar", _("In Arabic"), lines=2, unknown=NO_OWN_WORDS),
        Field(
            "words_other",
            _("In other languages"),
            _("A line each: the language, a colon, the words."),
            lines=2,
            unknown=NO_OWN_WORDS,
        ),
    ),
    columns=(),
    initial=lambda standing: {},
    history=("answer", "answer_said", "struck"),
    page_beside=_beside_part,
    page_template="outreach/part.html",
)

ANSWER = Act(
    verbs.answer_part,
    on=PART,
    path="parts/<uuid:pk>/answer/",
    name="part_answer",
    form="answer_form",
    auto_id="answer_%s",
    fields={
        "answer": choice(
            _("Do these words promise more than what is picked?"),
            [("", _("choose the answer")), *MessagePart.Answer.choices],
        ),
        "said": few_words(_("What must change"), 1000, rows=2),
    },
    says=_("It is answered."),
)
CHECK = Act(
    verbs.check_limit,
    on=PART,
    path="parts/<uuid:pk>/check/",
    name="part_check",
    says=_("The Force has checked it: it may be spoken face to face."),
)
STRIKE = Act(
    verbs.strike_part,
    on=PART,
    path="parts/<uuid:pk>/strike/",
    name="part_strike",
    says=_("It is taken out."),
    to=lambda standing, part, struck: MESSAGE.address(standing, part.message),
)
