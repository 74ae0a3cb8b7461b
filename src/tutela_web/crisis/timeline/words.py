"""Lines of a timeline as people read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela_web.base.values import Words
from tutela_web.channels.models import Message
from tutela_web.crisis.decisions.forms import AlertDecisionForm
from tutela_web.crisis.metrics.words import reason_word
from tutela_web.crisis.models import Authority, TaskingAnswer
from tutela_web.crisis.templatetags.crisis import decision_word, gap_word, option_word, outcome_word
from tutela_web.crisis.timeline.queries import WORDS
from tutela_web.look.days import date_format
from tutela_web.look.translate import with_label
from tutela_web.warning.board.queries import TimelineEntry, count_people_told
from tutela_web.warning.models import AlertLevel
from tutela_web.warning.templatetags.alerts import (
    call_word,
    channel_word,
    clock_word,
    hour_kept,
    inferred_word,
    moment_word,
    notice_word,
    owed_word,
    rung_word,
    spoken_word,
)
from tutela_web.warning.words import PARTS, barred_roles_in_words, telling_words

KINDS = {
    "moment": gettext_lazy("Moment"),
    "level": gettext_lazy("Level"),
    "step": gettext_lazy("Clock ran out"),
    "told": gettext_lazy("Told"),
    "report": gettext_lazy("Report"),
    "owed": gettext_lazy("Answer due"),
    "inferred": gettext_lazy("Inferred place"),
    "call": gettext_lazy("Call"),
    "decision": gettext_lazy("Decision"),
    "dissent": gettext_lazy("Dissent"),
    "tasking": gettext_lazy("Tasking"),
    "refusal": gettext_lazy("Measure refused"),
    "read_back": gettext_lazy("Rules read back"),
    "left": gettext_lazy("Left the place"),
    "withdrawal": gettext_lazy("Tasking withdrawn, not read back yet"),
    "withdrawn": gettext_lazy("Tasking withdrawn and read back"),
    "answer": gettext_lazy("Answer to the tasking"),
    "outcome": gettext_lazy("Outcome"),
    "release": gettext_lazy("Hazard to a host force"),
    "version": gettext_lazy("Record changed"),
    "message": gettext_lazy("Notification"),
    "read": gettext_lazy("Opened"),
    "archived": gettext_lazy("Audit trail archived"),
}
RELEASES = {
    "asked": gettext_lazy("asked for"),
    "advised": gettext_lazy("human rights advised"),
    "released": gettext_lazy("passed on"),
    "held": gettext_lazy("not passed on"),
}


CHANNELS = {
    "mail": gettext_lazy("mail"),
    "sms": gettext_lazy("a text message"),
    "call": gettext_lazy("a call"),
}


def kind_word(kind: str) -> Any:
    """What kind of line it is."""
    return KINDS.get(kind, kind)


def field_word(name: str) -> Any:
    """A field of the alert in words."""
    return PARTS.get(name) or name.replace("_", " ")


def line_words(entry: TimelineEntry) -> str:
    """What a line says, apart from who, why and when."""
    detail = entry.detail
    if entry.kind == "moment":
        by = f" {hour_kept(due)}" if (due := detail.get("due")) else ""
        return str(moment_word(entry.what)) + by + _by_which_way(entry) + _missing(entry)
    if entry.kind == "level":
        return str(dict(AlertLevel.choices).get(entry.what, entry.what))
    if entry.kind == "step":
        return f"{clock_word(entry.what)} → {rung_word(detail.get('rung'))}" + _missing(entry)
    if entry.kind in ("tasking", "refusal", "read_back", "left", "withdrawal", "withdrawn"):
        said = " · ".join(filter(None, (option_word(entry.what), str(detail.get(WORDS, "")))))
        return said + _by_which_way(entry)
    if entry.kind == "call":
        return " · ".join(filter(None, (str(detail.get(WORDS, "")), str(call_word(entry.what)))))
    if entry.kind == "inferred":
        return with_label(inferred_word(entry.what), str(detail.get(WORDS, "")))
    if entry.kind in ("decision", "outcome", "answer"):
        return _with_reasons(entry)
    if entry.kind == "version" and "merged_into" in detail["fields"]:
        if detail["joined"]:
            return _("%(alert)s was merged into another alert") % {"alert": detail["alert"]}
        return _("%(alert)s was split from another alert") % {"alert": detail["alert"]}
    if entry.kind == "version":
        fields = ", ".join(str(field_word(name)) for name in detail["fields"])
        return _("version %(n)s") % {"n": detail["version"]} + (f": {fields}" if fields else "")
    if entry.kind == "read":
        return _("%(n)s times") % {"n": detail["times"]} if detail["times"] > 1 else _("once")
    if entry.kind == "archived":
        return _("who opened this alert until then is in archived months of the audit trail")
    if entry.kind == "message":
        channel = CHANNELS.get(detail["channel"], detail["channel"])
        said = with_label(channel, Message.State(entry.what).label)
        return said + (f" × {n}" if (n := detail.get("messages", 1)) > 1 else "")
    if entry.kind == "told":
        telling = detail.get("telling") or count_people_told(detail)["telling"]
        return with_label(notice_word(entry.what), telling_words(telling))
    words: dict[str, Callable[[str], Words]] = {
        "report": channel_word,
        "owed": owed_word,
        "release": lambda what: RELEASES.get(what, what),
    }
    word = words.get(entry.kind)
    return str(word(entry.what)) if word is not None else ""


def _missing(entry: TimelineEntry) -> str:
    """Whom a step did not reach: how many posts were empty, and who may not open the alert."""
    detail = entry.detail
    gaps = len(detail.get("gaps", ()))
    said = [
        with_label(_("empty posts"), gaps) if gaps else "",
        barred_roles_in_words(detail.get("barred", ())),
    ]
    return "".join(f"; {one}" for one in said if one)


def _with_reasons(entry: TimelineEntry) -> str:
    detail = entry.detail
    if entry.kind == "answer":
        said = str(dict(TaskingAnswer.Answer.choices).get(entry.what, entry.what))
        reasons = [detail.get("reason", "")]
    elif entry.kind == "outcome":
        said, reasons = outcome_word(entry.what), list(detail.get("reasons", ()))
    else:
        said, reasons = decision_word(entry.what), [detail.get("reason_code", "")]
        if taken := [option_word(one) for one in detail.get("taken", ())]:
            said += f" ({', '.join(taken)})"
        if left := [option_word(one) for one in detail.get("left", ())]:
            said += f"; {_('weighed and left')}: {', '.join(left)}"
    if entry.kind == "answer" and entry.what == TaskingAnswer.Answer.ACCEPTED:
        reasons = []
    if at := detail.get("expected_arrival"):
        said += f" · {_('arrives')} {date_format(localtime(at), 'j M H:i')}"
    told = [str(reason_word(reason)) for reason in reasons if reason]
    return (
        said
        + (f": {', '.join(told)}" if told else "")
        + _by_which_way(entry)
        + _chain(entry)
        + _decision_details(entry)
    )


def _by_which_way(entry: TimelineEntry) -> str:
    """By which way somebody said it who did not write it down."""
    way = entry.detail.get("channel", "")
    return f" · {spoken_word(way)}" if way else ""


def _decision_details(entry: TimelineEntry) -> str:
    """What a decision says beside its reason, and what nobody said of it."""
    said = [
        with_label(AlertDecisionForm.base_fields[name].label or name, text)
        for name, text in entry.detail.get("accounts", {}).items()
    ]
    said += [with_label(gap_word(name), _("not said")) for name in entry.detail.get("not_said", ())]
    return "".join(f" · {one}" for one in said)


def _chain(entry: TimelineEntry) -> str:
    """The mark of a decision outside the chain, with the authority that was stated."""
    detail = entry.detail
    if not detail.get("outside_chain"):
        return ""
    stated = dict(Authority.choices).get(detail["authority"], detail["authority"])
    return " · " + _("outside the chain; authority stated: %(who)s") % {"who": stated}
