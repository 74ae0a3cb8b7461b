"""Who was told, and with what staff and money, as kinds of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.fields import day
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import in_linked_area, in_named_area, not_ahead
from tutela_web.outreach.messages import queries as found
from tutela_web.outreach.messages import verbs
from tutela_web.outreach.messages.fields import marked_as_linked
from tutela_web.outreach.messages.models import (
    ExpectationMeans,
    Language,
    MessageTelling,
    PublicMessage,
)
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, ListColumn, Parent, RecordKind, Titles


class TellingInput(TypedDict, total=False):
    """The fields of a telling that its rules ask."""

    message: PublicMessage
    place: Place | None
    area: DutyArea | None
    whom: str
    version_told: str
    channel: str
    planned_on: date | None
    told_on: date | None
    people: int | None
    women: int | None
    understood: str
    classification: int


def _telling_rules(values: TellingInput, by: Standing) -> dict[str, Any]:
    message, place = values["message"], values.get("place")
    told_on, planned = values.get("told_on"), values.get("planned_on")
    if place is None and not values.get("whom"):
        raise BadParameter(
            say("nobody is named who is told"),
            where="whom",
            next=say("choose the place, or write the office or group"),
        )
    if told_on is None and planned is None:
        raise BadParameter(
            say("it has no day"),
            where="planned_on",
            next=say("say when it is planned, or was told"),
        )
    if values["version_told"] not in message.versions:
        raise BadParameter(
            say(
                "the message is not told in this language: {language}",
                language=values["version_told"],
            ),
            where="version_told",
            next=say("choose one of the message"),
        )
    if values["channel"] not in message.channels:
        raise BadParameter(
            say("the message does not go by this channel"),
            where="channel",
            next=say("choose one of the message"),
        )
    counted = (values.get("people"), values.get("women"), values.get("understood"))
    if told_on is None and any(count not in (None, "") for count in counted):
        raise BadParameter(
            say("nobody was told yet"), where="told_on", next=say("say on what day they were told")
        )
    people, women = values.get("people"), values.get("women")
    if women is not None and (people is None or women > people):
        raise BadParameter(
            say("more women than people were told"), where="women", next=say("put it right")
        )
    if told_on is not None:
        _require_told_then(message, told_on, by)
    area = (place.area if place else None) or values.get("area")
    return marked_as_linked(values, by, place, area=area)


def _require_told_then(message: PublicMessage, told_on: date, by: Standing) -> None:
    """Nothing is told before it is released, or once it holds no longer."""
    not_ahead(told_on, by)
    if message.released_at is None or message.expires is None:
        raise BadParameter(
            say("the message is not released: nobody may be told it"),
            where="told_on",
            next=say("plan the day, and say later that it was told"),
        )
    zone = ZoneInfo(by.mission.time_zone)
    released = message.released_at.astimezone(zone).date()
    withdrawn = message.withdrawn_at.astimezone(zone).date() if message.withdrawn_at else None
    until = min(message.expires, withdrawn) if withdrawn else message.expires
    if told_on < released or told_on > until:
        raise BadParameter(
            say("the message did not hold on that day"),
            where="told_on",
            next=say("put the day right"),
        )


def _beside_telling(standing: Standing, telling: MessageTelling) -> dict[str, Any]:
    may = telling.waits_to_hear and standing.may(verbs.TELL, area=telling.area_id)
    return {"may_tell_anew": may, "anew_form": ANEW.form_for(standing, record=telling)}


def _was_withdrawn(telling: MessageTelling) -> bool:
    return telling.message.withdrawn_at is not None


def _said_today(standing: Standing) -> QuerySet[PublicMessage]:
    return found.messages_in_force(standing).order_by("-released_at", "pk")


TELLING = RecordKind(
    MessageTelling,
    name="telling",
    room="outreach",
    path="tellings",
    reads=found.KIND,
    act=verbs.TELL,
    acts=in_linked_area(verbs.TELL),
    may_begin=lambda standing: standing.may_somewhere(verbs.TELL),
    rows=lambda standing: found.tellings_for(standing).select_related("message"),
    rules=_telling_rules,
    listed=False,
    list_name="message_plan",
    parent=Parent(
        "message",
        found.messages_for,
        "messages/<uuid:pk>/tellings/new/",
        "outreach:message",
        own_area=True,
        back=True,
        initial=lambda message: {"audience": message.audience},
    ),
    titles=Titles(
        one=_("Telling"),
        many=_("Who was told"),
        add=_("Record who is told"),
        none=_("Nobody is known to have been told."),
        words=_("Plan it, or record it once people were told. No names of persons."),
    ),
    fields=(
        Field("audience", _("Who")),
        Field("place", _("Place"), choices=places_by_name, linked=places_for, unknown=_("none")),
        Field("whom", _("Which office or group"), NO_NAMES, unknown=_("everybody there")),
        AREA,
        Field(
            "version_told",
            _("Language"),
            _("As the message has it: en, fr, ar, or the name of another."),
            says=dict(Language.choices),
        ),
        Field("channel", _("Channel")),
        Field("planned_on", _("Planned on"), unknown=_("not planned")),
        Field("told_on", _("Told on"), unknown=_("not told yet")),
        Field(
            "people",
            _("People told"),
            _("As counted; leave it blank where nobody counted."),
            unknown=_("not counted"),
        ),
        Field("women", _("Women and girls among them"), unknown=_("not counted")),
        Field(
            "understood",
            _("What people say it means"),
            _("Asked back of some of them; no names."),
            lines=2,
            unknown=_("not asked back"),
        ),
        Field(
            "told_anew_on",
            _("Told that it is withdrawn"),
            asked=False,
            applies=_was_withdrawn,
            unknown=_("not told so yet"),
        ),
        Field(
            "new_words",
            _("Told instead"),
            linked=found.messages_for,
            page="outreach:message",
            asked=False,
            applies=_was_withdrawn,
            unknown=_("no other words"),
        ),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {
        "classification": min(1, standing.readings[found.KIND].clearance),
        "version_told": "en",
    },
    history=("told_anew_on", "new_words"),
    page_beside=_beside_telling,
    page_template="outreach/telling.html",
)

ANEW = Act(
    verbs.tell_anew,
    on=TELLING,
    path="tellings/<uuid:pk>/anew/",
    name="telling_anew",
    form="anew_form",
    auto_id="anew_%s",
    fields={
        "on": day(_("Told on")),
        "instead": LinkField(_("Told instead"), _said_today, required=False),
    },
    says=_("Recorded: they know that it holds no longer."),
)


# --- staff and money


class MeansInput(TypedDict, total=False):
    """The fields of means that their rules ask."""

    staff: int | None
    money: int | None
    currency: str
    starts: date
    ends: date | None
    classification: int


def _means_rules(values: MeansInput, by: Standing) -> dict[str, Any]:
    if not values.get("staff") and not values.get("money"):
        raise BadParameter(
            say("neither staff nor money is set"), where="staff", next=say("give one of both")
        )
    currency = (values.get("currency") or "").upper()
    if bool(values.get("money")) != bool(currency):
        raise BadParameter(
            say("money and its currency belong together"), where="currency", next=say("give both")
        )
    ends = values.get("ends")
    if ends is not None and ends < values["starts"]:
        raise BadParameter(
            say("it ends before it begins"), where="ends", next=say("put the days right")
        )
    return marked_as_linked(values, by, currency=currency)


MEANS = RecordKind(
    ExpectationMeans,
    name="means",
    room="outreach",
    path="means",
    list_name="all_means",
    reads=found.KIND,
    act=verbs.KEEP,
    acts=in_named_area(verbs.KEEP),
    may_begin=lambda standing: standing.may_somewhere(verbs.KEEP),
    rows=found.means_for,
    rules=_means_rules,
    titles=Titles(
        one=_("Staff and money"),
        many=_("Staff and money for expectations"),
        add=_("Record staff or money"),
        none=_("None assigned: managing expectations has neither staff nor money on record."),
        about=_("What is set against section I of the strategy, and until when."),
    ),
    fields=(
        Field("what", _("For what"), NO_NAMES),
        AREA,
        Field("staff", _("Staff"), unknown=_("none set")),
        Field("money", _("Money"), unknown=_("none set")),
        Field("currency", _("Currency"), _("Three letters, as USD."), unknown=_("none")),
        Field("starts", _("From")),
        Field("ends", _("Until"), unknown=_("not said")),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("what", under=("area",)),
        ListColumn("staff"),
        ListColumn("money", under=("currency",), quiet=True),
        ListColumn("starts", under=("ends",), label=_("From, to"), quiet=True),
    ),
    above=(("outreach:message_plan", _("Who was told")),),
    initial=lambda standing: {"classification": 1, "starts": standing.on},
)
