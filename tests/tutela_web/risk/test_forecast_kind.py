"""A forecast of others as a kind of record: it comes from a file; its issue can be put right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.risk.test_imported_forecasts import NEW, month_id, upload
from tutela_web.access.policy import Standing
from tutela_web.risk.imported_forecasts.kind import FORECAST
from tutela_web.risk.imported_forecasts.models import ImportedForecast
from tutela_web.risk.imported_forecasts.verbs import import_forecast


def of_the_country(cast: Cast) -> str:
    month = month_id(make.TODAY)
    return f"isoab,month_id,main_mean,main_dich\n{cast.mission.iso3},{month},1.5,0.2\n"


class TestForecast(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = FORECAST
    values: ClassVar[Mapping[str, Any]] = {
        "issued_on": make.TODAY,
        "licence": "CC BY 4.0",
        "citation": "VIEWS",
    }
    changes: ClassVar[Mapping[str, Any]] = {"citation": "VIEWS, read at the desk"}

    @pytest.fixture(autouse=True)
    def _on_a_disk(self, cast: Cast, tmp_path: Path) -> None:
        self.file, self.issues = tmp_path / "views.csv", 0
        self.file.write_text(of_the_country(cast))

    def create(self, by: Standing, beside: Any) -> Any:
        issue = {**self.values, "issued_on": make.TODAY - timedelta(days=self.issues)}
        self.issues += 1
        forecast, refused = import_forecast(self.file, issue, by=by)  # type: ignore[arg-type]
        assert forecast is not None, refused
        return forecast

    def check_writer(self, cast: Cast, sign_in: Any) -> None:
        client = sign_in(self.writer_of(cast))
        assert NEW in client.get(self.url("list")).content.decode()
        page = client.get(upload(client, of_the_country(cast), make.TODAY)["Location"])
        assert "0.200" in page.content.decode()
        forecast = ImportedForecast.objects.get()
        sent = self.sent({**self.values, **self.changes}) | {"version": 1, "reason": "put right"}
        assert client.post(self.url("edit", forecast.pk), sent).status_code == 302
        page = client.get(self.url("page", forecast.pk))
        assert "put right" in page.content.decode()
