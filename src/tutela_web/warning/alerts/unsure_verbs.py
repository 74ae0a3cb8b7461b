"""What a program says of an alert in words that may tell of misconduct by personnel."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from tutela_web.access.policy import Standing
from tutela_web.conduct.models import MisconductReceipt, UnsureCase
from tutela_web.conduct.unsure_verbs import hold_apart
from tutela_web.warning.models import Alert

TEXTS = ("act", "who", "whom", "heading", "how_known", "place_said", "words")
"""The fields of an alert that hold free words: none of them is kept with an alert of this kind."""


def hold_texts(alert: Alert, channel: str, texts: Mapping[str, str], *, by: Standing) -> UnsureCase:
    """Hold the words apart for who sent them and human rights; the alert stands without them.

    Takes   alert, raised or told of already, so that nobody waits for the decision; texts, what was
            said, by field.
    Gives   the case. Once it is said to be ordinary, its words are offered as a report of the
            alert.
    """
    by.require_ours(alert)
    said = [text for text in texts.values() if text]
    return hold_apart(
        alert.mission,
        UnsureCase.Kind.FORM,
        {"channel": [channel], "words": ["\n".join(said)]},
        door=MisconductReceipt.Door.API,
        sender=by.person,
        area=alert.area,
        address=reverse("warning:word", args=[alert.mission.code, alert.pk]),
    )
