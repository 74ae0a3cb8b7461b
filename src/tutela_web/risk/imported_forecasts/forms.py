"""What is asked with a file of forecasts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import day, text


class ForecastFileForm(forms.Form):
    """A file, when it was issued, its licence and how it is cited."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX or Parquet as VIEWS (by cell or country, month_id, main_dich, main_mean) or "
            "ACLED CAST (country, admin1, month, year, vac_forecast) publish it."
        ),
    )
    issued_on = day(_("Issued on"), _("The day its publisher gives."))
    licence = text(_("Licence"), 120, _("As its publisher states it."))
    citation = text(_("How it is cited"), 400, rows=2)
