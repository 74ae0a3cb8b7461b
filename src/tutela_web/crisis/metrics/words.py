"""Measures, their answers and groups as people read them; which answers are good, which not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tutela.crisis.metrics import BANDS, FAR, MEASURES
from tutela.crisis.tables import decisions, outcomes, reasons
from tutela_web.crisis.metrics.queries import NOT_ABLE
from tutela_web.look.translate import word
from tutela_web.warning.models import AlertLevel

LABELS = {
    "warned": _("Addressees warned"),
    "acknowledged": _("Acknowledged"),
    "decided": _("Decided"),
    "response": _("The mission went"),
    "arrival": _("The mission arrived"),
    "host": _("The host force acted"),
    "partner": _("A partner acted"),
    "protected": _("Civilians were protected"),
    "false alarm": _("False alarm"),
    "feedback": _("The community was answered"),
    "refused": _("A unit refused"),
}
_NEED_RESPONSE = {"response", "arrival", "host", "partner", "protected"}


def counted_in(measure: str, number: int) -> str:
    """How many alerts a measure is counted in, and which."""
    if measure in _NEED_RESPONSE:
        said = ngettext("%(n)s alert needing a response", "%(n)s alerts needing a response", number)
    elif measure == "feedback":
        said = ngettext("%(n)s alert with feedback due", "%(n)s alerts with feedback due", number)
    elif measure == "refused":
        said = ngettext(
            "%(n)s alert somebody was tasked for", "%(n)s alerts somebody was tasked for", number
        )
    else:
        said = ngettext("%(n)s alert", "%(n)s alerts", number)
    return said % {"n": number}


ANSWERS = {
    "in time": _("in time"),
    "late": _("late"),
    "never": _("never"),
    "yes": _("yes"),
    "no": _("no"),
    "unknown": _("not known"),
    "waiting": _("still open"),
    "before": _("before the harm"),
    "during": _("during it"),
    "after": _("after it"),
    "not reached": _("not reached"),
    "none": _("nobody went"),
    "not": _("did not"),
    "by UN": _("by the mission"),
    "by host": _("by the host force"),
    "given": _("given"),
    "unsafe": _("unsafe to give"),
    "overdue": _("overdue"),
    "inferred": _("inferred, not counted"),
}
NO_DECISION = _("no decision")
GOOD = {
    **dict.fromkeys(("warned", "acknowledged", "decided", "host"), ("in time",)),
    "response": ("yes",),
    "arrival": ("before", "during"),
    "partner": ("yes",),
    "protected": ("by UN", "by host"),
    "false alarm": ("no",),
    "feedback": ("given", "unsafe"),
    "refused": ("no",),
}
"""Answers drawn as done; what is not known, and what is still open, is neither."""

STEPS = {
    "acknowledge": _("to acknowledge"),
    "decide": _("to decide"),
    "depart": _("to depart"),
    "arrive": _("to arrive"),
}
GROUPS = {
    "office": _("Office"),
    "band": _("Distance from a base"),
    "light": _("Day and night"),
    "level": _("Level"),
}
ASKED = {
    "refused": _("a unit refused"),
    "delayed": _("a unit delayed"),
    "failed": _("a unit failed"),
    "turned": _("a unit turned back"),
}
SIGHTS = {
    "alerted": _("an alert came before"),
    "blind": _("no alert before: a blind spot"),
    "unknown": _("not known which was first"),
}
_BANDS = {
    BANDS[0][1]: _("under 10 km"),
    BANDS[1][1]: _("10 to 30 km"),
    BANDS[2][1]: _("30 to 60 km"),
    FAR: _("60 km and more"),
}
_LIGHT = {"day": _("by day"), "night": _("by night")}


def tone(measure: str, answer: str) -> str:
    """How an answer is drawn: good, bad, unknown or waiting."""
    if answer in ("unknown", "waiting"):
        return answer
    if answer == "inferred":
        return "unknown"
    return "good" if answer in GOOD[measure] else "bad"


def answer_word(measure: str, answer: str) -> Any:
    """An answer in words; never decided is no decision."""
    return NO_DECISION if (measure, answer) == ("decided", "never") else ANSWERS[answer]


def group_word(group: str, one: str | None) -> Any:
    """One group in words; an office has its own name."""
    if one is None:
        return _("no office") if group == "office" else _("not known")
    known: dict[str, Any] = {
        "band": _BANDS,
        "light": _LIGHT,
        "level": dict(AlertLevel.choices),
    }.get(group, {})
    return known.get(one, one)


def reason_word(code: str) -> Any:
    """A reason in words; one that tells of a caveat only for the compartment capacity."""
    if code == NOT_ABLE:
        return _("not able (the reason is held in the compartment capacity)")
    return word(reasons()[code].label) if code in reasons() else code


def kind_word(kind: str) -> Any:
    """What a reason was given for: a refusal or delay, an outcome, a decision."""
    if kind in ASKED:
        return ASKED[kind]
    row = outcomes().get(kind) or decisions().get(kind)
    return word(row.label) if row else kind


assert LABELS.keys() == GOOD.keys() == MEASURES.keys()
