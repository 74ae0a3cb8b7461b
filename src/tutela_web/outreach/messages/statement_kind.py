"""What the mission may say in public that it can do, as a kind of record."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.fields import text
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.verbs import in_named_area
from tutela_web.outreach.messages import queries as found
from tutela_web.outreach.messages import verbs
from tutela_web.outreach.messages.fields import (
    TONES,
    marked_as_linked,
    only_drafts,
    promises,
    several,
)
from tutela_web.outreach.messages.models import CapacityStatement, Released
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles


class CapacityStatementInput(TypedDict, total=False):
    """The fields of a statement that its rules ask."""

    area: DutyArea | None
    covers: list[str]
    until: date
    classification: int


def _statement_rules(values: CapacityStatementInput, by: Standing) -> dict[str, Any]:
    if values["until"] < by.on:
        raise BadParameter(say("this day is over"), where="until", next=say("choose a later day"))
    return marked_as_linked(values, by)


def _beside_statement(standing: Standing, statement: CapacityStatement) -> dict[str, Any]:
    may = standing.may(verbs.RELEASE_STATEMENT, area=statement.area_id)
    released = statement.state == Released.RELEASED
    return {
        "may_release": may and statement.state == Released.DRAFT,
        "may_withdraw": may and released,
        "withdraw_form": STATEMENT_WITHDRAW.form_for(standing),
        "over": released and not statement.holds(standing.on),
    }


STATEMENT = RecordKind(
    CapacityStatement,
    name="statement",
    room="outreach",
    path="statements",
    reads=found.KIND,
    act=verbs.KEEP,
    acts=in_named_area(verbs.KEEP),
    may_begin=lambda standing: standing.may_somewhere(verbs.KEEP),
    rows=found.statements_for,
    rules=_statement_rules,
    amends=only_drafts,
    titles=Titles(
        one=_("Capacity statement"),
        many=_("Capacity statements"),
        add=_("Write a statement"),
        none=_("No capacity statement is released: no message may promise anything."),
        about=_(
            "What the mission may say in public that it can do, by area, until a day. Promises in "
            "messages are held against it, and against nothing else."
        ),
        words=_("It is for everybody: say nothing of caveats, readiness or reasons."),
    ),
    fields=(
        AREA,
        Field(
            "covers",
            _("What the mission may promise"),
            control=several(promises),
            unknown=_("nothing"),
        ),
        Field("says", _("In words, as anybody may hear it"), lines=4),
        Field("until", _("Holds until")),
        Field("state", _("State"), asked=False, tones=TONES),
        Field("approved_by", _("Released by"), asked=False, unknown=_("nobody yet")),
        Field(
            "why",
            _("Why it was withdrawn"),
            asked=False,
            applies=lambda statement: bool(statement.why),
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("says"),
        ListColumn("area"),
        ListColumn("until"),
        ListColumn("state", under=("approved_by",), quiet=True),
    ),
    filters=(ListFilter("state", _("State")),),
    initial=lambda standing: {"classification": 1},
    history=("state", "approved_by", "why"),
    page_beside=_beside_statement,
    page_template="outreach/statement.html",
)

STATEMENT_RELEASE = Act(
    verbs.release_statement,
    on=STATEMENT,
    path="statements/<uuid:pk>/release/",
    name="statement_release",
    says=_("It is released: messages may promise what it says."),
)
STATEMENT_WITHDRAW = Act(
    verbs.withdraw_statement,
    on=STATEMENT,
    path="statements/<uuid:pk>/withdraw/",
    name="statement_withdraw",
    form="withdraw_form",
    auto_id="withdraw_%s",
    fields={
        "why": text(_("Why"), 1000, _("It is as public as the statement: no caveats."), rows=2)
    },
    says=_("It is withdrawn. Messages that rest on it are marked."),
)
