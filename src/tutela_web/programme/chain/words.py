"""How the records of the chain are called and where they are opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.strategy.chain import Key
from tutela_web.crisis.models import Outcome, Tasking
from tutela_web.crisis.queries import who_of
from tutela_web.crisis.templatetags.crisis import option_word, outcome_word
from tutela_web.look.said import word
from tutela_web.mandate.models import MandatedTask, Paragraph
from tutela_web.partners.roles.models import RoleLine
from tutela_web.programme.efforts.models import PlanItem, Programme
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.objectives.models import Objective
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
    "programme": gettext_lazy("Other work of the mission"),
    "role": gettext_lazy("Role"),
}

BREAK_WORDS = {
    "paragraph no task": gettext_lazy("no task"),
    "task no objective": gettext_lazy("no objective"),
    "risk no line": gettext_lazy("no line"),
    "activity no mandate": gettext_lazy("no mandate"),
    "line no lead": gettext_lazy("no lead"),
    "line no means": gettext_lazy("no means"),
    "line no indicator": gettext_lazy("no indicator"),
    "objective no task": gettext_lazy("no task"),
    "objective no risk": gettext_lazy("no risk"),
    "line no tasking": gettext_lazy("no tasking"),
    "tasking no outcome": gettext_lazy("no outcome"),
}
"""What stands at a record where the chain breaks."""

BREAK_LABELS = {
    "paragraph no task": gettext_lazy("Paragraph on protection without a task"),
    "task no objective": gettext_lazy("Mandated task without an objective"),
    "risk no line": gettext_lazy("Priority risk without a line"),
    "activity no mandate": gettext_lazy("Activity no mandate covers"),
    "line no lead": gettext_lazy("Line without a lead"),
    "line no means": gettext_lazy("Line without means"),
    "line no indicator": gettext_lazy("Line without an indicator"),
    "objective no task": gettext_lazy("Objective without a mandated task"),
    "objective no risk": gettext_lazy("Objective without a risk"),
    "line no tasking": gettext_lazy("Line begun without a tasking"),
    "tasking no outcome": gettext_lazy("Tasking without an outcome"),
}
"""What kind of break it is."""


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


def call(record: Record) -> Called:
    """How a record of the chain is called. It asks the database nothing for what was loaded with
    its resolution, place, unit or alert."""
    mission = record.mission.code
    page, anchor, code, words = _record_in_words(record)
    name = next(name for name, kind in _KINDS.items() if isinstance(record, kind))
    owner: Any = {
        "paragraph": getattr(record, "resolution_id", None),
        "tasking": getattr(record, "alert_id", None),
        "outcome": getattr(record, "alert_id", None),
    }.get(name) or record.pk
    url = reverse(page, args=[mission, owner]) + anchor
    return Called((name, str(record.pk)), code, words, url, record.invented)


_KINDS: dict[str, Any] = {
    "paragraph": Paragraph,
    "task": MandatedTask,
    "objective": Objective,
    "risk": Risk,
    "line": MatrixLine,
    "tasking": Tasking,
    "outcome": Outcome,
    "planned": PlanItem,
    "programme": Programme,
    "role": RoleLine,
    "indicator": Indicator,
}


def _record_in_words(record: Any) -> tuple[str, str, str, str]:
    """The page that shows it, where on the page, its short name, its words."""
    match record:
        case Paragraph():
            return (
                "mandate:resolution",
                f"#p{record.order}",
                record.number or "–",
                f"{record.resolution.symbol}: {record.text}",
            )
        case MandatedTask():
            return "mandate:task", "", "", record.what
        case Objective():
            return "programme:objective", "", record.code, record.words
        case Risk():
            return (
                "risk:risk",
                "",
                "",
                " · ".join(
                    part
                    for part in (record.place.name, word(record.actor), word(record.harm))
                    if part
                ),
            )
        case MatrixLine():
            return "programme:line", "", record.code, record.measure or word(record.activity_label)
        case Tasking():
            said = f"{who_of(record)} · {option_word(record.option)} · {record.get_state_display()}"
            return "crisis:decision", f"#t-{record.pk}", "", said
        case Outcome():
            return "crisis:decision", "#outcome", "", outcome_word(record.outcome)
        case PlanItem():
            return (
                "programme:planned_one",
                "",
                str(record),
                f"{record.get_kind_display()}, {record.get_paper_display()}",
            )
        case Programme():
            return "programme:programme", "", "", f"{record.title} · {record.get_kind_display()}"
        case Indicator():
            on = getattr(record, "last_on", None)
            shown = f"{record.last_value} ({date_format(on, 'j M Y')})" if on else _("not known")
            return "programme:indicator", "", record.code, f"{record.words}: {shown}"
        case RoleLine():
            who = record.name or record.get_who_display()
            return "partners:role", "", record.code, f"{who} · {record.get_what_display()}"
    raise TypeError(type(record))


def indicator_of(line: MatrixLine) -> Called:
    """The indicator a line names in words only, opened on the line's page."""
    url = reverse("programme:line", args=[line.mission.code, line.pk])
    return Called(("indicator", str(line.pk)), "", line.indicator, url, line.invented)
