"""The response report of a month as files that leave: marked, counted, with the records behind."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import december, silent
from tests.tutela_web.warning.story import at_desk
from tutela.base.documents.model import Table, walk, words
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import taking
from tutela_web.crisis.metrics.queries import FiguresPeriod, PeriodFigures, measure_period
from tutela_web.crisis.metrics.report import Behind, document, snapshot

DECEMBER = FiguresPeriod(date(2018, 12, 1), date(2018, 12, 31))


def made(cast: Cast, who: str = "analyst") -> tuple[Any, PeriodFigures]:
    standing = taking(at_desk(cast, who))
    found = measure_period(standing, DECEMBER)
    return document(standing, found, Behind.of(standing, found)), found


def said(report: Any) -> str:
    """Every word of its tables."""
    tables = [block for block in walk(report.blocks) if isinstance(block, Table)]
    return " | ".join(words(cell) for table in tables for row in table.rows for cell in row.cells)


def test_the_report_names_the_records_behind_each_figure(cast: Cast) -> None:
    alerts = december(cast)
    report, _found = made(cast)
    assert report.title == "Response to alerts: December 2018" and report.marking == "confidential"
    text = said(report)
    assert f"Decided: no decision | 1 | {alerts['silent']}" in text
    assert "in time 1 of 2" in text and "%" not in text
    assert "declared" not in text and "the reason is held" not in text


def test_even_who_holds_the_compartment_takes_no_caveat_away(cast: Cast) -> None:
    december(cast)
    assert "declared caveat" not in said(made(cast, "force_commander")[0])


def test_the_marking_is_that_of_the_closest_alert(cast: Cast) -> None:
    make.role(cast.mission, "human_rights", cast.hofo)
    silent(cast, classification=2, by="head_of_mission")
    assert made(cast, "head_of_mission")[0].marking == "strictly confidential"
    assert made(cast, "analyst")[1].alerts == 0


def test_the_same_figures_have_the_same_snapshot(cast: Cast) -> None:
    december(cast)
    first, again = made(cast)[1], made(cast)[1]
    assert snapshot(first) == snapshot(again)
    silent(cast)
    assert snapshot(made(cast)[1]) != snapshot(first)


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_each_form_is_a_file_and_a_line_of_the_audit(
    cast: Cast, sign_in: Any, form: str, begins: bytes
) -> None:
    december(cast)
    answer = sign_in(cast.amina).get(f"/m/luma/response/report.{form}?month=2018-12")
    assert answer.status_code == 200 and answer.content.startswith(begins)
    assert answer["Content-Disposition"].endswith(f'response-luma-2018-12-01-2018-12-31.{form}"')
    line = AuditEntry.objects.filter(kind="response_report").latest("number")
    assert line.act == "export" and line.detail["number"] == 3 and line.detail["form"] == form


def test_the_workbook_says_what_it_is_and_has_every_figure(cast: Cast, sign_in: Any) -> None:
    alerts = december(cast)
    answer = sign_in(cast.amina).get("/m/luma/response/report.xlsx?month=2018-12")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        text = b"".join(book.read(name) for name in book.namelist() if name.endswith("xml"))
    for words_of in (str(alerts["silent"]), "Confidential", "Offices are rated, never persons"):
        assert words_of.encode() in text


def test_who_takes_nothing_away_gets_no_report(cast: Cast, sign_in: Any) -> None:
    for who in ("unit_commander", "auditor", "partner", "chen"):
        assert sign_in(cast[who]).get("/m/luma/response/report.pdf").status_code == 404


def test_an_exercise_says_so_on_every_page_and_in_the_name_of_the_file(
    cast: Cast, sign_in: Any
) -> None:
    cast.mission.kind = "exercise"
    cast.mission.save()
    assert any("EXERCISE" in line for line in made(cast)[0].stamp)
    answer = sign_in(cast.amina).get("/m/luma/response/report.docx")
    assert 'filename="EXERCISE-response' in answer["Content-Disposition"]
