"""The running log, as a kind of record."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.joc.models import LogEntry
from tutela_web.joc.queries import ACT, log_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.warning.board.queries import alerts_for, open_alerts
from tutela_web.warning.models import Alert


class LogInput(TypedDict, total=False):
    """A line of the log."""

    at: datetime
    kind: str
    words: str
    alert: Alert | None
    classification: int


def _rules(values: LogInput, by: Standing) -> LogInput:
    refuse_closed_words(values.get("words"), where="words")
    if values["at"] > clock.now(by.mission):
        raise BadParameter(
            say("this lies in the future"), where="at", next=say("log it when it happens")
        )
    return values


def _alerts(standing: Standing) -> QuerySet[Alert]:
    return open_alerts(standing).order_by("-number")


LOG = RecordKind(
    LogEntry,
    name="log_entry",
    room="joc",
    path="joc/log",
    reads="alerts",
    act=ACT,
    rows=log_for,
    rules=_rules,
    initial=lambda standing: {"at": clock.now(standing.mission), "classification": 1},
    titles=Titles(
        one=_("Log entry"),
        many=_("Log of the operations centre"),
        add=_("Log it"),
        none=_("No entry logged. This does not mean that the shift was quiet."),
    ),
    fields=(
        Field("at", _("When")),
        Field("kind", _("What")),
        Field(
            "words",
            _("In words"),
            _(
                "No names of victims, witnesses or sources. Sexual violence, children used or "
                "recruited and held people: only “harm to civilians” here."
            ),
            lines=3,
        ),
        Field("alert", _("Alert"), linked=alerts_for, choices=_alerts, page="warning:alert"),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("at"),
        ListColumn("kind", under=("words",)),
        ListColumn("alert"),
    ),
    filters=(ListFilter("kind", _("What")),),
)
