"""Who protects in an area, and host and mission side by side, as kinds of record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.values import FieldValue
from tutela_web.links.fields import AREA, CLASSIFICATION, ENDED
from tutela_web.links.forms import NO_NAMES
from tutela_web.links.queries import in_force
from tutela_web.links.verbs import in_whole_mission, not_ahead
from tutela_web.partners.roles.kind import ROLES
from tutela_web.partners.roles.verbs import ACT
from tutela_web.partners.sides.models import ProtectionActor, Responsibility
from tutela_web.partners.sides.queries import protectors_for, responsibilities_for
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.records.verbs import draft_of


def _protector(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    protector = draft_of(ProtectionActor, values)
    not_ahead(protector.seen_on, by)
    if protector.settled_on and not protector.overlap:
        raise BadParameter(
            say("no overlap is named that could be settled"), next=say("name it first")
        )
    return values


PROTECTOR = RecordKind(
    ProtectionActor,
    name="protector",
    room="partners",
    path="roles/actors",
    reads="strategy",
    act=ACT,
    acts=in_whole_mission(ACT),
    rows=protectors_for,
    rules=_protector,
    listed=False,
    above=(ROLES,),
    titles=Titles(
        one=_("Protection actor"),
        many=_("Protection actors"),
        add=_("Record a protection actor"),
        none=_("nobody recorded: not known"),
    ),
    fields=(
        Field("kind", _("Kind")),
        Field("name", _("Organisation"), NO_NAMES),
        AREA,
        Field("mandate", _("Mandate"), lines=2),
        Field("presence", _("Presence"), lines=2),
        Field("capacity", _("Capacity"), lines=2),
        Field("role", _("Role"), lines=2),
        Field("distinct", _("What is its own, and nobody else's"), lines=2),
        Field("relation", _("How it stands to the mission"), lines=2),
        Field("division", _("Who does what, as agreed"), lines=2),
        Field("agreed_on", _("Agreed on")),
        Field("overlap", _("Where both act, or neither does"), lines=2),
        Field("settled_on", _("Settled on"), unknown=_("not settled")),
        Field("seen_on", _("Seen so on")),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("name", under=("area", "seen_on"), label=_("Organisation")),
        ListColumn("mandate"),
        ListColumn("presence"),
        ListColumn("capacity"),
        ListColumn("role"),
        ListColumn("distinct"),
    ),
    initial=lambda standing: {"classification": 1, "seen_on": standing.on},
    page_template="partners/protector.html",
)


def _point(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    point = draft_of(Responsibility, values)
    if not point.host and not point.ours:
        raise BadParameter(
            say("a point must state what falls to the host or to the mission"),
            next=say("write at least one side"),
        )
    silent = point.state == Responsibility.State.SILENT
    if not silent and not (point.discussed_on and point.discussed_with):
        raise BadParameter(
            say("what is agreed or disputed was discussed with somebody on a day"),
            next=say("give the office and the day"),
        )
    not_ahead(point.discussed_on, by)
    return values


SIDE = RecordKind(
    Responsibility,
    name="side",
    room="partners",
    path="roles/sides",
    reads="strategy",
    act=ACT,
    acts=in_whole_mission(ACT),
    rows=responsibilities_for,
    shows=in_force,
    rules=_point,
    above=(ROLES,),
    titles=Titles(
        one=_("Point"),
        many=_("Host and mission"),
        add=_("Record a point"),
        none=_("No point is recorded. What falls to whom is not known."),
    ),
    fields=(
        Field("point", _("Point")),
        Field("host", _("Falls to the host"), lines=3),
        Field("ours", _("Falls to the mission"), lines=3),
        Field(
            "state",
            _("State"),
            tones={Responsibility.State.DISPUTED: "warn"},
        ),
        Field("discussed_on", _("Discussed on"), unknown=_("not yet discussed")),
        Field("discussed_with", _("With which office"), NO_NAMES),
        Field("source", _("On what it rests"), unknown=_("none given")),
        AREA,
        ENDED,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("point", under=("source",)),
        ListColumn("host"),
        ListColumn("ours"),
        ListColumn("state", under=("discussed_on", "discussed_with")),
    ),
    warns=lambda point: point.state == Responsibility.State.DISPUTED,
    list_template="partners/sides.html",
)
