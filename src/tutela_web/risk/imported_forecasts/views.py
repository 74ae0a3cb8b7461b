"""Uploading a forecast of others."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.forecast.imported import RefusedLine
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.records.create_page import add_refusal
from tutela_web.risk.imported_forecasts.forms import ForecastFileForm
from tutela_web.risk.imported_forecasts.kind import FORECAST
from tutela_web.risk.imported_forecasts.verbs import ACT, import_forecast


@mission_page("risks")
def forecast_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Upload a file of VIEWS or CAST; where a row is refused, each with its line."""
    if not standing.may(ACT):
        raise PermissionDenied
    posted = request.method == "POST"
    form = ForecastFileForm(request.POST, request.FILES) if posted else ForecastFileForm()
    refused: tuple[RefusedLine, ...] = ()
    if posted and form.is_valid():
        file = form.cleaned_data.pop("file")
        try:
            with TemporaryDirectory(prefix="tutela-") as folder:
                path = Path(folder) / "forecast"
                with path.open("wb") as kept:
                    kept.writelines(file.chunks())
                forecast, refused = import_forecast(path, form.cleaned_data, by=standing)  # type: ignore[arg-type]  # as its form says
            if forecast is not None:
                messages.success(request, _("Forecast kept: %(name)s") % {"name": forecast})
                return redirect(FORECAST.address(standing, forecast))
        except TutelaError as error:
            add_refusal(form, error)
    context = {"kind": FORECAST, "form": form, "refused": refused}
    failed = posted and (refused or not form.is_valid())
    return render(request, "risk/forecast_new.html", context, status=400 if failed else 200)
