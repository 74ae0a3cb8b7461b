"""What is said where the chain breaks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

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
