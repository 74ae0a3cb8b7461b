"""Disputes, talks about them, what was agreed and what broke it, as kinds of record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, text
from tutela_web.base.ids import is_id
from tutela_web.base.values import FieldValue, Words
from tutela_web.engagements.engagement.models import Engagement
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.incidents.lists.queries import incidents_for, standing_alone
from tutela_web.incidents.models import Incident
from tutela_web.links.fields import CLASSIFICATION
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.verbs import in_linked_area, not_ahead, pk_of
from tutela_web.outreach.dialogue.models import CommunityExchange
from tutela_web.outreach.dialogue.queries import exchanges_for
from tutela_web.outreach.disputes.models import (
    Breach,
    Dispute,
    DisputeAgreement,
    DisputeDialogue,
)
from tutela_web.outreach.disputes.queries import (
    ACT,
    KIND,
    agreements_for,
    breaches_for,
    dialogues_for,
    disputes_for,
    running_agreements,
)
from tutela_web.outreach.disputes.verbs import say_done, settle_dispute
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles
from tutela_web.records.pages import WordsField, YesNoField


class DisputeInput(TypedDict, total=False):
    """The fields of a dispute that its rules ask."""

    name: str
    parties: list[str]
    place: Place
    began_on: date | None
    season_from: int | None
    season_to: int | None
    local_means: str
    classification: int


def _dispute_rules(values: DisputeInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("name"), values.get("local_means"))
    not_ahead(values.get("began_on"), by)
    if len(values.get("parties") or ()) < 2:
        raise BadParameter(
            say("a dispute has two parties at least"),
            where="parties",
            next=say("name both, separated by a semicolon"),
        )
    if values.get("season_to") and not values.get("season_from"):
        raise BadParameter(
            say("the season ends and never begins"),
            where="season_from",
            next=say("say in which month it begins"),
        )
    place = values["place"]
    marking = max(values.get("classification", 0), place.classification)
    by.require_marking(KIND, marking)
    return {**values, "area": place.area, "classification": marking}


def _by_state(rows: QuerySet[Dispute], value: str, standing: Standing) -> QuerySet[Dispute]:
    return rows.filter(settled_on__isnull=value != "settled")


def _states(_standing: Standing) -> Iterable[tuple[str, Words]]:
    return (("open", _("not settled")), ("settled", _("settled")))


def _season_told(dispute: Dispute) -> str | None:
    if dispute.season_from is None:
        return None
    first = str(dispute.get_season_from_display())
    return f"{first} – {dispute.get_season_to_display()}" if dispute.season_to else first


def breaches_of(dispute: Dispute) -> int:
    """How many breaches of its agreements are on record that the reader of these rows may see."""
    return sum(len(agreement.breaches.all()) for agreement in dispute.agreements.all())


def _last_talk(dispute: Dispute) -> date | None:
    return max((talk.on for talk in dispute.dialogues.all()), default=None)


def _beside_dispute(standing: Standing, dispute: Dispute) -> dict[str, Any]:
    may = standing.may(ACT, area=dispute.area_id) and dispute.settled_on is None
    return {
        "begins": dispute.season_begins(standing.on),
        "season_runs": dispute.is_season(standing.on),
        "near": dispute.comes_near(standing.on) and dispute.settled_on is None,
        "dialogues": list(dispute.dialogues.all()),
        "agreements": list(dispute.agreements.all()),
        "may_keep": may,
        "settle_form": SETTLE.form_for(standing),
    }


DISPUTE = RecordKind(
    Dispute,
    name="dispute",
    room="outreach",
    path="disputes",
    reads=KIND,
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=disputes_for,
    rules=_dispute_rules,
    titles=Titles(
        one=_("Dispute"),
        many=_("Disputes between communities"),
        add=_("Record a dispute"),
        none=_("No dispute is on record."),
        about=_(
            "Over what communities or livelihoods are at odds, when in the year, and what they "
            "agreed. What people are is no cause."
        ),
    ),
    fields=(
        Field("name", _("Name"), _("A place and what it is about; no person, no people.")),
        Field(
            "parties",
            _("Parties"),
            _(
                "Communities by their place, or livelihoods: herders of Luma; farmers of Bel. "
                "Never what people are. Separate with semicolons."
            ),
            control=lambda: WordsField(required=True),
        ),
        Field("over", _("Over what")),
        Field("place", _("Place"), choices=places_by_name, linked=places_for),
        Field("began_on", _("Since"), unknown=_("not known")),
        Field("season_from", _("Its season begins in"), unknown=_("no season known")),
        Field("season_to", _("and ends with"), unknown=_("not said")),
        Field(
            "local_means",
            _("How people settle such things themselves"),
            lines=3,
            unknown=_("nobody asked"),
        ),
        Field(
            "leverage",
            _("Who in the country has leverage"),
            _("Offices and bodies, never persons. Separate with semicolons."),
            control=WordsField,
            unknown=_("not known"),
        ),
        Field("review_on", _("To review on"), unknown=_("no day set")),
        Field(
            "settled_on",
            _("Settled on"),
            asked=False,
            applies=lambda dispute: dispute.settled_on is not None,
        ),
        Field(
            "settled_how",
            _("How it was settled"),
            asked=False,
            applies=lambda dispute: dispute.settled_on is not None,
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("name", under=("over",)),
        ListColumn("place"),
        ListColumn("season", label=_("Season"), told=_season_told, unknown=_("no season known")),
        ListColumn("talked", label=_("Last talk"), told=_last_talk, unknown=_("none")),
        ListColumn("breaches", label=_("Breaches"), told=breaches_of),
        ListColumn("review_on"),
    ),
    filters=(
        ListFilter("state", _("State"), choices=_states, apply=_by_state),
        ListFilter("over", _("Over what")),
    ),
    history=("settled_on", "settled_how"),
    page_beside=_beside_dispute,
    page_template="outreach/dispute.html",
)

SETTLE = Act(
    settle_dispute,
    on=DISPUTE,
    path="disputes/<uuid:pk>/settle/",
    name="dispute_settle",
    form="settle_form",
    auto_id="settle_%s",
    fields={
        "how": text(_("How it was settled"), 400, rows=2),
        "on": a_day(_("On"), _("Today, where nothing is written.")),
    },
    says=_("It is settled."),
)


class OfDisputeInput(TypedDict, total=False):
    """The fields of a talk or an agreement that their rules ask."""

    dispute: Dispute
    on: date
    said: str
    meeting: Meeting | None
    engagement: Engagement | None
    exchange: CommunityExchange | None
    terms: str
    owed: str
    agreed_on: date
    due: date | None
    until: date | None
    classification: int


def _with_marking(values: OfDisputeInput, by: Standing, *named: int) -> dict[str, Any]:
    marking = max(values.get("classification", 0), values["dispute"].classification, *named)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


def _dialogue_rules(values: OfDisputeInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("said"))
    not_ahead(values["on"], by)
    linked = (values.get("meeting"), values.get("engagement"), values.get("exchange"))
    return _with_marking(
        values, by, *(record.classification for record in linked if record is not None)
    )


DIALOGUE = RecordKind(
    DisputeDialogue,
    name="dispute_dialogue",
    room="outreach",
    path="dialogues",
    reads=KIND,
    act=ACT,
    rows=dialogues_for,
    rules=_dialogue_rules,
    listed=False,
    list_name="disputes",
    parent=Parent(
        "dispute",
        disputes_for,
        "disputes/<uuid:pk>/dialogue/",
        "outreach:dispute",
        initial=lambda dispute: {"classification": dispute.classification},
        back=True,
    ),
    titles=Titles(
        one=_("Talk about a dispute"),
        many=_("Disputes between communities"),
        add=_("Record a talk"),
        none=_("No talk is on record."),
    ),
    fields=(
        Field("dispute", _("Dispute"), linked=disputes_for, page="outreach:dispute", asked=False),
        Field("on", _("Day")),
        Field("held_by", _("Held by"), NO_NAMES),
        Field("with_women", _("Women took part"), control=YesNoField),
        Field("said", _("What was said, and the result"), lines=4),
        Field(
            "meeting",
            _("Meeting"),
            choices=meetings_for,
            page="fora:meeting",
            unknown=_("none"),
        ),
        Field(
            "engagement",
            _("Engagement"),
            choices=engagements_for,
            page="engagements:engagement",
            unknown=_("none"),
        ),
        Field(
            "exchange",
            _("Exchange with a community"),
            choices=exchanges_for,
            page="outreach:exchange",
            unknown=_("none"),
        ),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {"on": standing.on},
    day=lambda dialogue: dialogue.on,
)


def _agreement_rules(values: OfDisputeInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("terms"), values.get("owed"))
    not_ahead(values["agreed_on"], by)
    if bool(values.get("owed")) != bool(values.get("due")):
        raise BadParameter(
            say("what is to be done and its day belong together"),
            where="due",
            next=say("give both, or neither"),
        )
    ends = [day for day in (values.get("due"), values.get("until")) if day is not None]
    if any(day < values["agreed_on"] for day in ends):
        raise BadParameter(say("it would end before it was agreed"), next=say("put the days right"))
    return _with_marking(values, by)


def _beside_agreement(standing: Standing, agreement: DisputeAgreement) -> dict[str, Any]:
    owed = bool(agreement.owed) and agreement.kept_on is None
    return {
        "breaches": list(agreement.breaches.all()),
        "late": owed and agreement.due is not None and agreement.due < standing.on,
        "may_done": owed and standing.may(ACT, area=agreement.area_id),
        "done_form": DONE.form_for(standing),
    }


AGREEMENT = RecordKind(
    DisputeAgreement,
    name="dispute_agreement",
    room="outreach",
    path="agreements",
    reads=KIND,
    act=ACT,
    rows=agreements_for,
    rules=_agreement_rules,
    listed=False,
    list_name="disputes",
    parent=Parent(
        "dispute",
        disputes_for,
        "disputes/<uuid:pk>/agreement/",
        "outreach:dispute",
        initial=lambda dispute: {"classification": dispute.classification},
        back=True,
    ),
    titles=Titles(
        one=_("Agreement of the parties"),
        many=_("Disputes between communities"),
        add=_("Record an agreement"),
        none=_("No agreement is on record."),
    ),
    fields=(
        Field("dispute", _("Dispute"), linked=disputes_for, page="outreach:dispute", asked=False),
        Field("terms", _("Terms"), lines=4),
        Field("agreed_on", _("Agreed on")),
        Field("written", _("In writing"), control=YesNoField),
        Field("owed", _("What is to be done, by whom"), NO_NAMES, unknown=_("nothing by a day")),
        Field("due", _("By which day"), unknown=_("no day set")),
        Field("until", _("Holds until"), unknown=_("no end set")),
        Field(
            "kept_on",
            _("Done on"),
            asked=False,
            applies=lambda agreement: bool(agreement.owed),
            unknown=_("nobody said that it was done"),
        ),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {"agreed_on": standing.on},
    history=("kept_on",),
    page_beside=_beside_agreement,
    page_template="outreach/agreement.html",
    day=lambda agreement: agreement.agreed_on,
)

DONE = Act(
    say_done,
    on=AGREEMENT,
    path="agreements/<uuid:pk>/done/",
    name="dispute_agreement_done",
    form="done_form",
    auto_id="done_%s",
    fields={"on": a_day(_("Done on"), _("Today, where nothing is written."))},
    says=_("It is recorded."),
)


class BreachInput(TypedDict, total=False):
    """The fields of a breach that its rules ask."""

    incident: Incident
    agreement: DisputeAgreement
    how: str
    classification: int


def _in_area_of_agreement(values: Mapping[str, FieldValue]) -> tuple[str, UUID | None]:
    agreement = values.get("agreement")
    return ACT, pk_of(agreement.area if isinstance(agreement, DisputeAgreement) else None)


def _breach_rules(values: BreachInput, by: Standing) -> dict[str, Any]:
    incident, agreement = values["incident"], values["agreement"]
    refuse_closed_words(values.get("how"))
    if incident.event_to and incident.event_to < agreement.agreed_on:
        raise BadParameter(
            say("this happened before it was agreed"),
            where="agreement",
            next=say("choose the agreement it broke"),
        )
    given = values.get("classification", 0)
    marking = max(given, agreement.classification, incident.classification)
    by.require_marking(KIND, marking)
    return {**values, "area": agreement.area, "classification": marking}


def _agreement_chosen(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    key = asked.get("agreement", "")
    chosen = running_agreements(standing).filter(pk=key).first() if is_id(key) else None
    return {"agreement": chosen} if chosen else {}


BREACH = RecordKind(
    Breach,
    name="breach",
    room="outreach",
    path="breaches",
    reads=KIND,
    act=ACT,
    acts=_in_area_of_agreement,
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=breaches_for,
    rules=_breach_rules,
    listed=False,
    list_name="disputes",
    parent=Parent(
        "incident",
        standing_alone,
        "incidents/<uuid:pk>/breach/",
        "incidents:incident",
        own_area=True,
        initial=lambda incident: {"classification": incident.classification},
        back=True,
    ),
    begun=_agreement_chosen,
    titles=Titles(
        one=_("Breach of an agreement"),
        many=_("Disputes between communities"),
        add=_("It broke an agreement"),
        none=_("No breach is on record."),
        words=_("A person says so: nothing is taken for a breach by itself."),
    ),
    fields=(
        Field(
            "incident", _("Incident"), linked=incidents_for, page="incidents:incident", asked=False
        ),
        Field(
            "agreement",
            _("Agreement"),
            choices=running_agreements,
            linked=agreements_for,
            page="outreach:dispute_agreement",
        ),
        Field("how", _("What it broke"), lines=2),
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {},
)
