"""A line of roles, and a note on a host institution, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.fields import text
from tutela_web.base.values import FieldValue
from tutela_web.fora.forum.models import Forum
from tutela_web.fora.forum.queries import fora_for, standing_fora
from tutela_web.links.fields import AREA, CLASSIFICATION, ENDED, has_ended
from tutela_web.links.forms import posts_of
from tutela_web.links.verbs import in_whole_mission
from tutela_web.partners.roles import verbs
from tutela_web.partners.roles.models import HostNote, RoleLine
from tutela_web.partners.roles.queries import host_notes_for, post_confirming, role_lines_for
from tutela_web.partners.roles.verbs import ACT, CLEAR
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, RecordKind, Titles
from tutela_web.records.verbs import draft_of

ROLES = ("partners:roles", _("Roles"))


STATED = frozenset({"who", "name", "post", "what", "says", "source", "reports", "forum", "help"})
"""What the holder of a post confirms as their own."""


def _confirmation(
    line: RoleLine, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, FieldValue]:
    """What was confirmed was the line as it stood: a change of it asks to confirm anew."""
    if line.agreed_by_id is None or not changed.keys() & (STATED | {"agreed_on"}):
        return {}
    told = {} if "agreed_on" in changed else {"agreed_on": None}
    return {"agreed_by": None, **told}


def _confirm_context(standing: Standing, line: RoleLine) -> dict[str, Any]:
    return {"may_confirm": post_confirming(line, standing) is not None}


def _forums(standing: Standing) -> QuerySet[Forum]:
    return standing_fora(standing).order_by("name")


def _role(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    if values.get("agreed_on") and values.get("contested"):
        raise BadParameter(
            say("what is contested is not agreed"),
            where="contested",
            next=say("leave one of the two open"),
        )
    return values


ROLE = RecordKind(
    RoleLine,
    name="role",
    room="partners",
    path="roles",
    reads="strategy",
    act=ACT,
    acts=in_whole_mission(ACT),
    rows=role_lines_for,
    rules=_role,
    amends=_confirmation,
    numbered=True,
    listed=False,
    history=("agreed_by",),
    page_beside=_confirm_context,
    page_template="partners/role.html",
    titles=Titles(
        one=_("Role"),
        many=_("Roles"),
        add=_("State a role"),
        none=_("nothing said"),
    ),
    fields=(
        Field("who", _("Who")),
        Field("name", _("Which component or organisation"), _("An office, never a person's name.")),
        Field(
            "post",
            _("Responsible post"),
            _("Who holds it confirms by the own account."),
            choices=posts_of,
            unknown=_("no post of the mission"),
        ),
        Field("what", _("Does what")),
        Field("says", _("In words"), lines=3),
        Field(
            "source",
            _("On what it rests"),
            _("A paragraph of the mandate, a directive, an agreement."),
            unknown=_("none given"),
        ),
        Field(
            "agreed_on",
            _("They said so themselves on"),
            _(
                "As reported to the keeper of this list; the post holder confirms from their own "
                "account."
            ),
            unknown=_("they have not said so"),
        ),
        Field(
            "contested",
            _("What of it is contested"),
            _("And by which office; left open where nobody objects."),
            lines=3,
            applies=lambda line: bool(line.contested),
        ),
        Field(
            "reports",
            _("Who reports to this post"),
            _("Such as rights and child-protection staff; offices, never names."),
            applies=lambda line: bool(line.reports),
        ),
        Field(
            "forum",
            _("Forum that carries it"),
            choices=_forums,
            linked=fora_for,
            page="fora:forum",
            applies=lambda line: line.forum_id is not None,
        ),
        Field(
            "help",
            _("Help it gives"),
            _("Of mission support: what activities of protection need."),
            applies=lambda line: bool(line.help),
        ),
        AREA,
        ENDED,
        CLASSIFICATION,
    ),
    columns=(),
    initial=lambda standing: {"classification": 0},
)

CONFIRM = Act(verbs.confirm_role, on=ROLE, path="roles/<uuid:pk>/confirm/", name="role_confirm")


def _note(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    if draft_of(HostNote, values).seen_on > clock.today(by.mission):
        raise BadParameter(
            say("evidence needs a date that is not in the future"), next=say("give the day")
        )
    return values


SEEN = frozenset({"institution", "side", "of", "what", "evidence", "seen_on"})


def _clearance(
    note: HostNote, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, FieldValue]:
    """What was cleared was the note as it stood: a change takes the clearance back."""
    if changed.keys() & SEEN:
        return {"cleared_words": "", "cleared_by": None, "cleared_on": None}
    return {}


def _extra_context(standing: Standing, note: HostNote) -> dict[str, Any]:
    form = CLEAR_NOTE.form_for(standing, record=note)
    return {"may_clear": standing.may(CLEAR), "form": form}


HOST_NOTE = RecordKind(
    HostNote,
    name="host_note",
    list_name="host",
    room="partners",
    path="host",
    reads="drafts",
    act=ACT,
    acts=in_whole_mission(ACT),
    rows=host_notes_for,
    rules=_note,
    amends=_clearance,
    listed=False,
    above=(ROLES,),
    titles=Titles(
        one=_("Strength or weakness"),
        many=_("The host state"),
        add=_("Note a strength or a weakness"),
        none=_("nobody has looked"),
    ),
    fields=(
        Field("institution", _("Institution"), _("An office, never a person's name.")),
        AREA,
        Field("side", _("Strength or weakness")),
        Field("of", _("Of what")),
        Field("what", _("What is so"), lines=3),
        Field(
            "evidence",
            _("How it is observed"),
            _("What was seen, when, by which office; no names of sources."),
            lines=3,
        ),
        Field("seen_on", _("Seen on")),
        Field("ended_on", _("Ended on"), applies=has_ended),
        CLASSIFICATION,
    ),
    columns=(),
    history=("cleared_words", "cleared_by"),
    initial=lambda standing: {"classification": 1, "seen_on": standing.on},
    page_beside=_extra_context,
    page_template="partners/host_note.html",
)

CLEAR_NOTE = Act(
    verbs.clear_note,
    on=HOST_NOTE,
    path="host/<uuid:pk>/clear/",
    name="host_clear",
    form="form",
    begins=lambda standing, note: {"words": note.cleared_words},
    fields={"words": text(_("The words that may leave the mission"), 3000, rows=3)},
)
