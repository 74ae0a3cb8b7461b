"""Invented forecasts of others in the demonstration: one of last month, and a stale one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tutela.places.grid import NO_CELL, cells
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.risk.imported_forecasts.models import ImportedForecast
from tutela_web.risk.imported_forecasts.verbs import IssueInput, import_forecast

CELLS = 40
CITATION = "Invented for this demonstration; nobody published these figures."


def add(mission: Mission, *, by: Standing) -> None:
    """Add both once, through the verb of the page that uploads them."""
    if ImportedForecast.objects.filter(mission=mission).exists():
        return
    today = clock.today(mission)
    this = today.replace(day=1)
    following = (this + timedelta(days=31)).replace(day=1)
    _keep(_views(mission, (this, following)), this - timedelta(days=9), by=by)
    _keep(_cast(mission, (this, following)), this - timedelta(days=60), by=by)


def _views(mission: Mission, months: tuple[date, ...]) -> list[str]:
    """A file as VIEWS writes it: cells of some of the mission's places."""
    placed = Place.objects.filter(mission=mission, latitude__isnull=False).order_by("code")
    lat = [float(place.latitude or 0) for place in placed]
    lon = [float(place.longitude or 0) for place in placed]
    known = sorted(set(cells(lat, lon).tolist()) - {NO_CELL})[:CELLS]
    lines = ["pg_id,month_id,main_mean,main_dich"]
    for month in months:
        number = (month.year - 1980) * 12 + month.month
        lines += [
            f"{cell},{number},{0.2 + at % 7 * 0.4:.2f},{0.03 + at % 9 * 0.04:.3f}"
            for at, cell in enumerate(known)
        ]
    return lines


def _cast(mission: Mission, months: tuple[date, ...]) -> list[str]:
    """A file as ACLED CAST writes it: the first-level areas that places name."""
    named = Place.objects.filter(mission=mission).exclude(adm1="")
    areas = sorted(set(named.values_list("adm1", flat=True)))
    lines = ["country,admin1,month,year,vac_forecast"]
    for month in months:
        lines += [
            f"{mission.iso3},{area},{month.month},{month.year},{2 + at % 5}"
            for at, area in enumerate(areas)
        ]
    return lines


def _keep(lines: list[str], issued: date, *, by: Standing) -> None:
    if len(lines) == 1:
        return
    with TemporaryDirectory(prefix="tutela-") as folder:
        path = Path(folder) / "invented.csv"
        path.write_text("\n".join(lines), "utf-8")
        issue: IssueInput = {
            "issued_on": issued,
            "licence": "none: invented",
            "citation": CITATION,
        }
        import_forecast(path, issue, by=by, invented=True)
