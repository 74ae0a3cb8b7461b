"""How an indicator is called where other records name it, with what it showed last."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.look.days import date_format
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.naming import Called, called_at


def call_indicator(indicator: Indicator) -> Called:
    """By its number, its words and its last reading, where `indicators_for` loaded one."""
    on = getattr(indicator, "last_on", None)
    shown = f"{indicator.last_value} ({date_format(on, 'j M Y')})" if on else _("not known")
    return called_at(
        indicator,
        "indicator",
        "programme:indicator",
        code=indicator.code,
        words=f"{indicator.words}: {shown}",
    )


def indicator_of(line: MatrixLine) -> Called:
    """The indicator a line names in words only, opened on the line's page."""
    url = reverse("programme:line", args=[line.mission.code, line.pk])
    return Called(("indicator", str(line.pk)), "", line.indicator, url, line.invented)
