"""A forum, as a kind of record, with its seats, meetings, open actions and reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.fields import few_words, tick
from tutela_web.base.values import FieldValue
from tutela_web.fora.forum import queries as found
from tutela_web.fora.forum import verbs
from tutela_web.fora.forum.forms import SETTLED, FunctionsForm, UpwardReportForm
from tutela_web.fora.forum.models import Action, Forum, Meeting, UpwardReport
from tutela_web.fora.forum.verbs import ACT
from tutela_web.links.fields import AREA, CLASSIFICATION, ENDED
from tutela_web.links.forms import NO_NAMES, posts_of
from tutela_web.links.verbs import in_named_area
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.kinds import Field, RecordKind, Titles


def _grounds(standing: Standing) -> QuerySet[Any]:
    """What a forum may rest on: of a room above, where there is one."""
    above = Forum._meta.get_field("rests_on").related_model
    return next((rows(standing) for rows in found.GROUNDS.values()), above._base_manager.none())


def _amends(forum: Forum, changed: Mapping[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    """Nothing more; but no forum reports to itself, by way of others either."""
    above = changed.get("reports_to")
    while isinstance(above, Forum):
        if above.pk == forum.pk:
            raise BadParameter(say("a forum cannot report to itself"), next=say("choose another"))
        above = above.reports_to
    return {}


def _headings(report: UpwardReport) -> list[tuple[Any, str]]:
    """The headings of a report, each with what was written under it."""
    return [(label, getattr(report, name)) for name, label in UpwardReportForm.Meta.labels.items()]


def _extra_context(standing: Standing, forum: Forum) -> dict[str, Any]:
    last = found.last_held(standing).get(forum.pk)
    seen = found.meetings_for(standing).filter(forum=forum)
    open_ones = found.actions_for(standing).filter(meeting__forum=forum, state=Action.State.OPEN)
    reports = found.reports_for(standing).filter(forum=forum).order_by("-on", "-entered_at")
    return {
        "late": found.lateness(last, forum.rhythm_days, standing.on),
        "below": found.fora_for(standing).filter(reports_to=forum).order_by("name"),
        "panels": found.panels_of(standing, forum),
        "functions": [(label, forum.functions.get(name, "")) for name, label in SETTLED.items()],
        "functions_form": FunctionsForm(forum=forum, auto_id="settles_%s"),
        "seats": found.seats_of(standing, forum),
        "planned": seen.filter(state=Meeting.State.PLANNED).order_by("starts_at"),
        "past": seen.exclude(state=Meeting.State.PLANNED).order_by("-starts_at")[:20],
        "actions": found.action_rows(standing, open_ones.order_by("due", "entered_at")),
        "reports": [
            (report, found.empty_headings(report), _headings(report)) for report in reports[:12]
        ],
        "directions": found.decisions_for(standing).filter(directs=forum, answered_on=None),
        "member_form": SEAT.form_for(standing),
    }


class ForumInput(TypedDict, total=False):
    """The fields of a forum that its rules ask."""

    kind: str
    carries_crsv: bool


def _rules(values: ForumInput, by: Standing) -> ForumInput:
    if values.get("carries_crsv") and values.get("kind") in Forum.OUTSIDE:
        raise BadParameter(
            say("people of other houses sit in this forum"),
            where="carries_crsv",
            next=say("leave the point out: they are told by the office that answers for it"),
        )
    return values


FORUM = RecordKind(
    Forum,
    name="forum",
    room="fora",
    path="fora",
    list_name="fora",
    reads="fora",
    act=ACT,
    acts=in_named_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=found.fora_for,
    rules=_rules,
    amends=_amends,
    listed=False,
    titles=Titles(
        one=_("Forum"),
        many=_("Meetings"),
        add=_("Set up a forum"),
        none=_("No forum is recorded yet. Whether people meet is not known."),
    ),
    fields=(
        Field("name", _("Name")),
        Field("kind", _("Kind")),
        Field("level", _("Level")),
        AREA,
        Field("chair", _("Chair"), choices=posts_of, unknown=_("no post of the mission")),
        Field("chair_said", _("Chair, of another organisation"), NO_NAMES, unknown=_("none")),
        Field(
            "purpose",
            _("What it settles"),
            _(
                "Priority risks and activities, joint assessments, who does what, sharing of "
                "information, accountability, means: which of these, and who settles the others."
            ),
            lines=4,
        ),
        Field("rhythm_days", _("Meets at least every so many days"), unknown=_("none set")),
        Field(
            "reports_to",
            _("Reports to"),
            choices=found.standing_fora,
            linked=found.fora_for,
            page="fora:forum",
            unknown=_("none"),
        ),
        Field(
            "rests_on",
            _("Integration arrangement it results from"),
            choices=_grounds,
            unknown=_("none"),
            applies=lambda forum: False,  # told by the room above, in its panel
        ),
        Field(
            "carries_crsv",
            _("Carries a standing point on conflict-related sexual violence"),
            _("The senior group always does; a forum with people of other houses never does."),
        ),
        Field("women", _("Women among its members")),
        Field("men", _("Men among its members")),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(),
    page_beside=_extra_context,
    page_template="fora/forum.html",
)

SEAT = Act(
    verbs.add_member,
    on=FORUM,
    path="fora/<uuid:pk>/members/",
    name="member_add",
    form="member_form",
    fields={
        "post": LinkField(_("Post"), posts_of, required=False, empty_label=_("none, but")),
        "organisation": few_words(_("Organisation"), 160, _("Named, with no person's name.")),
        "component": few_words(_("Component"), 120),
        "guest": tick(_("Guest: attends or briefs, no more")),
    },
)
