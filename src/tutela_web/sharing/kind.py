"""Packets, as a kind of record: the ledger of who holds what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.base.disclosure import LEAST
from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.monitoring.indicators import closed_periods
from tutela_web.access.policy import Standing
from tutela_web.base.fields import day, text
from tutela_web.base.values import FieldValue
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.safeguards.queries import checks_for
from tutela_web.sharing import queries, verbs
from tutela_web.sharing.forms import DecidePacketForm
from tutela_web.sharing.models import SharePacket
from tutela_web.sharing.verbs import ask_packet

STATE = SharePacket.State


def _packet_page(standing: Standing, packet: SharePacket) -> dict[str, Any]:
    asks = standing.may(queries.ASKS, area=packet.area_id)
    approves = standing.may(queries.APPROVES)
    waits = packet.state == STATE.ASKED
    return {
        "least": LEAST,
        "own": packet.author_id == standing.person.pk,
        "overdue": packet.is_overdue(standing.on),
        "may_take": asks and packet.may_be_handed_over(standing.on),
        "decide_form": DECIDE.form_for(standing)
        if waits and approves and packet.author_id != standing.person.pk
        else None,
        "recall_form": RECALL.form_for(standing)
        if packet.state == STATE.APPROVED and approves and packet.delivered_on
        else None,
        "destroyed_form": DESTROYED.form_for(standing) if packet.is_held and asks else None,
    }


def _last_month(standing: Standing) -> dict[str, Any]:
    """The period a new packet begins with: the last whole month that is over."""
    period = closed_periods(30, standing.on, 1)[0]
    return {"since": period.first, "until": period.last}


def _refuse_changes(
    packet: SharePacket, changes: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    """The words and the classification of the ledger's line may change; what is shared may not."""
    if set(changes) - {"purpose", "classification"}:
        raise BadParameter(say("what was asked for is not changed"), next=say("draw up a new one"))
    return {}


PACKET = RecordKind(
    SharePacket,
    name="packet",
    room="sharing",
    path="packets",
    reads="fora",
    act=queries.ASKS,
    rows=queries.packets_for,
    makes=lambda values, by: ask_packet(values, by=by),
    amends=_refuse_changes,
    initial=_last_month,
    may_begin=lambda standing: standing.may_somewhere(queries.ASKS),
    titles=Titles(
        one=_("Share packet"),
        many=_("Share packets"),
        about=_(
            "What partners were given: counts by area, month and harm, and hazards at generalised "
            "places. Single cases are never shared this way."
        ),
        add=_("Draw up a packet"),
        none=_("No packet was drawn up."),
        words=_(
            "Counted is what you read, up to Confidential; records of compartments never. You see "
            "exactly what the partner would get before somebody else approves it."
        ),
    ),
    fields=(
        Field("number", _("Number"), pattern="SP-{}", asked=False),
        Field(
            "partner",
            _("Partner"),
            _("Host authorities are told of hazards alone, by a release of an alert."),
            choices=queries.partners_given,
            only="new",
        ),
        Field("purpose", _("Purpose"), _("What the partner needs it for.")),
        Field(
            "area",
            _("Area"),
            choices=queries.counted_areas,
            unknown=_("all areas"),
            only="new",
        ),
        Field("since", _("From"), _("The first day of a month."), only="new"),
        Field("until", _("To"), _("The last day of a month that is over."), only="new"),
        Field("hazards", _("With hazards at generalised places"), only="new"),
        Field("expires_on", _("To be destroyed after"), only="new"),
        Field("state", _("State"), asked=False, tones={STATE.ASKED: "warn", STATE.APPROVED: "ok"}),
        Field("asked_post", _("Drawn up by"), asked=False),
        Field("decided_post", _("Decided by"), asked=False, unknown=_("not decided yet")),
        Field("decided_why", _("Reason"), asked=False, unknown=_("none given")),
        Field(
            "harm_check",
            _("Harm check"),
            asked=False,
            linked=checks_for,
            page="safeguards:check",
            unknown=_("no check recorded"),
        ),
        Field("delivered_on", _("Handed over"), asked=False, unknown=_("not handed over yet")),
        Field("recalled_why", _("Why it was recalled"), asked=False, unknown=_("not recalled")),
        Field(
            "destroyed_on",
            _("Destroyed, as the partner says"),
            asked=False,
            unknown=_("not told"),
        ),
        Field("digest", _("Digest of the content"), asked=False),
        Field("classification", _("Classification of this line")),
    ),
    columns=(
        ListColumn("number", label=_("Packet"), under=("purpose",)),
        ListColumn("partner"),
        ListColumn("since", label=_("Period"), under=("until",)),
        ListColumn("state"),
        ListColumn("delivered_on", under=("destroyed_on",)),
        ListColumn("expires_on"),
    ),
    filters=(ListFilter("state", _("State")),),
    history=("state", "decided_why", "delivered_on", "recalled_why", "destroyed_on"),
    warns=lambda packet: packet.is_held and packet.state == STATE.RECALLED,
    page_beside=_packet_page,
    page_template="sharing/packet.html",
)

DECIDE = Act(
    verbs.decide_packet,
    on=PACKET,
    path="packets/<uuid:pk>/decide/",
    name="packet_decide",
    form="decide_form",
    fields=DecidePacketForm,
)
RECALL = Act(
    verbs.recall_packet,
    on=PACKET,
    path="packets/<uuid:pk>/recall/",
    name="packet_recall",
    form="recall_form",
    fields={"why": text(_("Reason"), 400)},
)
DESTROYED = Act(
    verbs.confirm_destroyed,
    on=PACKET,
    path="packets/<uuid:pk>/destroyed/",
    name="packet_destroyed",
    form="destroyed_form",
    fields={"on": day(_("Destroyed on"))},
)
