"""How the records that hang together are called, and where they are opened.

A feature of this room says in its `words.py` how its own records are called; `apps.py` registers
them. So a feature below may show a record of one above without knowing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from uuid import UUID

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy

from tutela.strategy.chain import Key
from tutela_web.crisis.decisions.queries import who_of
from tutela_web.crisis.models import Outcome, Tasking
from tutela_web.crisis.templatetags.crisis import option_word, outcome_word
from tutela_web.look.translate import word
from tutela_web.mandate.models import MandatedTask, Paragraph
from tutela_web.partners.roles.models import RoleLine
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk

COLUMN_WORDS = {
    "paragraph": gettext_lazy("Paragraph"),
    "task": gettext_lazy("Mandated task"),
    "objective": gettext_lazy("Objective"),
    "risk": gettext_lazy("Risk"),
    "line": gettext_lazy("Line of the matrix"),
    "tasking": gettext_lazy("Tasking"),
    "outcome": gettext_lazy("Outcome"),
    "indicator": gettext_lazy("Indicator"),
    "report": gettext_lazy("Report paragraph"),
    "planned": gettext_lazy("Mission plan, budget, concept of operations"),
    "programme": gettext_lazy("Other mandated activities"),
    "role": gettext_lazy("Role"),
}


@dataclass(frozen=True)
class Called:
    """A record as it stands in the chain: a short name, its words, where it is opened."""

    key: Key
    code: str
    words: str
    url: str
    invented: bool = False

    @property
    def whole(self) -> str:
        """Name and words."""
        return " · ".join(part for part in (self.code, self.words) if part)

    @property
    def ref(self) -> str:
        """How an address names it."""
        return ":".join(self.key)


def called_at(
    record: Record,
    column: str,
    page: str,
    *,
    code: str = "",
    words: str,
    of: UUID | None = None,
    anchor: str = "",
) -> Called:
    """A record as it is called.

    Takes   column, its kind among COLUMN_WORDS; page, the name of the address that shows it; of,
            the record whose page that is, where it is not its own; anchor, where on that page.
    """
    url = reverse(page, args=[record.mission.code, of or record.pk]) + anchor
    return Called((column, str(record.pk)), code, words, url, record.invented)


@singledispatch
def call(record: Model) -> Called:
    """How a record of the chain is called. It asks the database nothing for what was loaded with
    its resolution, place, unit or alert.

    Raises  TypeError for a record of no kind that hangs together with others.
    """
    raise TypeError(type(record))


@call.register
def _call_paragraph(record: Paragraph) -> Called:
    return called_at(
        record,
        "paragraph",
        "mandate:resolution",
        code=record.number or "–",
        words=f"{record.resolution.symbol}: {record.text}",
        of=record.resolution_id,
        anchor=f"#p{record.order}",
    )


@call.register
def _call_task(record: MandatedTask) -> Called:
    return called_at(record, "task", "mandate:task", code=record.cited, words=record.what)


@call.register
def _call_risk(record: Risk) -> Called:
    parts = (record.place.name, word(record.actor), word(record.harm))
    return called_at(record, "risk", "risk:risk", words=" · ".join(filter(None, parts)))


@call.register
def _call_tasking(record: Tasking) -> Called:
    parts = (who_of(record), option_word(record.option), record.get_state_display())
    return called_at(
        record,
        "tasking",
        "crisis:decision",
        words=" · ".join(map(str, parts)),
        of=record.alert_id,
        anchor=f"#t-{record.pk}",
    )


@call.register
def _call_outcome(record: Outcome) -> Called:
    return called_at(
        record,
        "outcome",
        "crisis:decision",
        words=outcome_word(record.outcome),
        of=record.alert_id,
        anchor="#outcome",
    )


@call.register
def _call_role(record: RoleLine) -> Called:
    who = record.name or record.get_who_display()
    return called_at(
        record,
        "role",
        "partners:role",
        code=record.code,
        words=f"{who} · {record.get_what_display()}",
    )
