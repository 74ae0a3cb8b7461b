"""What this room says on the screen of a decision: keep apart here, and whom to call."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.crisis.decisions.queries import BESIDE, LinkedRecord
from tutela_web.partners.arrangements.models import Arrangement
from tutela_web.partners.arrangements.queries import apart_from, lines_for
from tutela_web.warning.models import Alert


def _url(standing: Standing, arrangement: Arrangement) -> str:
    return reverse("partners:arrangement", args=[standing.mission.code, arrangement.pk])


def notes(standing: Standing, alert: Alert) -> list[LinkedRecord]:
    """Warnings where the alert lies in an area of separation; then who is called there in a
    crisis. Two queries."""
    opens = standing.reads("fora")
    apart = [
        LinkedRecord(
            "warn",
            "warn",
            _("Area of separation."),
            _(
                "Humanitarian actors keep their distance from the mission here. A tasking or a "
                "release may compromise their neutrality: follow the procedure first."
            ),
            *((_url(standing, one), one.name) if standing.sees_one("fora", one) else ()),
        )
        for one in apart_from(standing, alert)
    ]
    if not opens:
        return apart
    lines = [
        LinkedRecord(
            "", "", _("Whom to call:"), line.get_kind_display(), _url(standing, line), line.name
        )
        for line in lines_for(standing, alert)
    ]
    return apart + lines


def connect() -> None:
    """Tell the room of crises, which lies below, what was agreed with others."""
    BESIDE["partners"] = notes
