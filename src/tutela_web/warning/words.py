"""The names of states, clocks and rungs as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.warning.telling import Telling
from tutela_web.access.policy import roles
from tutela_web.look.translate import with_label

MOMENTS = {
    "received": _("received"),
    "triaged": _("triaged"),
    "issued": _("addressees warned"),
    "acknowledged": _("acknowledged"),
    "decided": _("decided"),
    "no decision": _("no decision"),
    "outside chain": _("decided outside the chain"),
    "tasked": _("tasked"),
    "on the way": _("on the way"),
    "arrived": _("arrived"),
    "flash": _("flash report sent"),
    "verifying": _("verification begun"),
    "outcome": _("outcome recorded"),
    "danger lasts": _("a result is recorded and the danger lasts"),
    "feedback": _("the community was answered"),
    "closed": _("closed"),
    "expired": _("expired, nobody decided"),
    "reopened": _("reopened"),
    "set aside": _("report after closure set aside"),
    "asked": _("asked to warn the addressees"),
    "called back": _("called back: it is so"),
    "not executed": _("tasking not executed: decision reopened"),
    "to be tasked": _("to be tasked"),
    "act left": _("decided otherwise than to act"),
    "answer awaited": _("tasked, no answer yet"),
    "answered": _("those tasked answered"),
    "accepted": _("accepted"),
    "to depart": _("to depart"),
    "departed": _("departed"),
    "withdrawn": _("withdrawn and read back"),
    "call answered": _("reached by telephone"),
    "call missed": _("not reached by telephone"),
    "moved": _("its place was corrected"),
    "stands": _("it ended and a tasking stands"),
    "late": _("a tasking was answered after its end"),
    "taken back": _("the same number takes it back: hear a second contact"),
}

INFERRED = {
    "asked": _("a place was inferred: who answers for it is asked"),
    "heard": _("it was heard at another place too: who answers for it is asked"),
    "late": _("nobody answered for a place asked about"),
    "opened": _("an alert was opened at a place asked about"),
    "not": _("said not to concern a place asked about"),
}
"""What happened to a place that was inferred, or where the same was heard."""

CALLS = {"reached": _("answered"), "not reached": _("no answer")}
"""What became of a call somebody made about an alert."""

CLOCKS = {
    "triage": _("Triage"),
    "issue": _("Warn the addressees"),
    "acknowledge": _("Acknowledge"),
    "decide": _("Decide"),
    "task": _("Task"),
    "depart": _("Depart"),
    "answer": _("Answer to the tasking"),
    "flash": _("Flash report"),
    "verify": _("Begin verification"),
    "feedback": _("Answer the community"),
    "expire": _("Expires"),
}

RINGS = {
    "acknowledge": _("not acknowledged"),
    "issue": _("nobody was warned"),
    "decide": _("no decision"),
    "task": _("nobody is tasked"),
    "depart": _("nobody has left"),
    "answer": _("tasked, no answer"),
    "outcome": _("nobody said that the danger ended"),
    "asked of you": _("you are tasked: answer"),
    "read back": _("withdrawn: read it back"),
    "what becomes": _("it ended: what becomes of the tasking?"),
    "late answer": _("a tasking was answered after its end"),
    "not executed": _("tasking not executed: decide again"),
    "care now": _("care is needed now"),
    "adviser called": _("Somebody waits for you: call"),
}
"""What an alert that rings waits for, by its clock."""

RUNGS = {
    0: _("owner and alternates"),
    1: _("unit, police unit, head of field office"),
    2: _("sector, Police Commander, Chief of Staff"),
    3: _("Force Commander, Police Commander, Head of Mission"),
    12: _("Police Commander, Chief of Staff"),
    13: _("Force Commander, Police Commander, Head of Mission"),
    22: _("sector and field office; not escalated beyond the field"),
    23: _("sector and field office; not escalated beyond the field"),
}
"""Whom a step tells; an empty post is passed over to the next one up. Of `ABOVE` those left out
before; of `FIELD_ONLY` those of field duty level alone."""

CONFIRMED = {
    "tripwire": _("a tripwire fired"),
    "called back": _("somebody called back"),
    "second source": _("a second independent source told of it"),
}
"""What lets a watch or warning climb above field duty level."""

FIGURES = {
    "flood_km": _("Alerts stand as one row of the board within so many kilometres"),
    "flood_hours": _("Alerts stand as one row of the board within so many hours"),
    "watch_digest_hour": _("Watches are told once a day, from this hour on (0 to 23)"),
}

PARTS = {
    "who": _("who threatens"),
    "whom": _("whom"),
    "act": _("which act"),
    "place": _("the place"),
    "heading": _("where they are heading"),
    "onset": _("when it is expected"),
    "how_many": _("how many armed people"),
    "how_known": _("how the caller knows"),
    "caller_safe": _("whether the caller is safe"),
}
"""Parts of the minimum alert."""

NUMBERS = {
    "how_many": _("How many armed"),
    "affected": _("How many harmed or in danger"),
    "number_said": _("Number given, of whom not known"),
}
"""How many, by whom the figure is of."""

NOTICES = {
    "issued": _("warned"),
    "step": _("a clock ran out"),
    "owner": _("named as owner"),
    "listens": _("subscribed"),
    "expired": _("it expired, nobody decided"),
    "word": _("report after closure"),
    "asked": _("asked to warn the addressees"),
    "reopened": _("its decision is open again"),
    "unit": _("a unit of it is tasked elsewhere too"),
    "missed": _("nobody was reached"),
    "some": _("somebody was not reached"),
    "flash": _("flash report"),
    "lasts": _("a result is recorded and the danger lasts"),
    "moved": _("its place was corrected"),
    "stands": _("it ended and a tasking stands"),
    "late": _("a tasking was answered after its end"),
    "denied": _("the same number takes it back: hear a second contact"),
}


REACHED = {
    "delivered": _("delivered"),
    "sent": _("sent, no receipt"),
    "waiting": _("waiting"),
    "failed": _("failed"),
}
"""How far the messages to one person got."""


def telling_words(telling: Telling) -> str:
    """How far the telling of an alert got: "6 addressed: 1 delivered, 5 failed; 0 opened"."""
    shown = [how for how in REACHED if how == "delivered" or telling.count(how)]
    parts = [f"{telling.count(how)} {REACHED[how]}" for how in shown]
    return gettext("%(n)s addressed: %(parts)s; %(opened)s opened it") % {
        "n": telling.addressed,
        "parts": ", ".join(parts),
        "opened": telling.opened,
    }


def barred_roles_in_words(of: Iterable[str]) -> str:
    """The roles held by nobody who may open an alert, in words; none, no words."""
    labels = [gettext(roles()[one].label) for one in of if one in roles()]
    return with_label(gettext("may not open it"), ", ".join(labels)) if labels else ""


def unwarned_roles_in_words(of: Iterable[str]) -> str:
    """The roles of whom nobody is warned while the place of an alert is not known, in words."""
    return ", ".join(gettext(roles()[one].label) for one in of if one in roles())
