"""The paper of a report is one for the same reader, asked by page or by command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import Person
from tutela_web.access.policy import operator_of, standing_of
from tutela_web.cli.report import report as command
from tutela_web.reporting.command import write_report
from tutela_web.reporting.drafting.verbs import WantedEdition, open_report
from tutela_web.reporting.filling.fill_job import fill_edition
from tutela_web.reporting.models import ReportEdition
from tutela_web.reporting.papers.taking import take_report

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

PRODUCT = "weekly_poc"


def drafted(cast: Cast) -> ReportEdition:
    by = standing_of(cast.adviser, cast.mission)
    opened = open_report(WantedEdition(PRODUCT, make.TODAY), by=by, now=False)
    return fill_edition(opened, by=cast.adviser)


def by_command(person: Person, to: Path) -> tuple[int, bytes]:
    asked = [PRODUCT, "luma", "--on", f"{make.TODAY}", "-o", str(to), "--by", person.username]
    done = CliRunner().invoke(command, asked)
    return done.exit_code, to.read_bytes() if to.exists() else b""


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "xlsx"])
def test_page_and_command_give_the_same_paper(
    cast: Cast, sign_in: Any, tmp_path: Path, form: str
) -> None:
    report = drafted(cast)
    page = sign_in(cast.adviser).get(
        reverse("reporting:report_file", args=["luma", report.pk, form])
    )
    code, paper = by_command(cast.adviser, tmp_path / f"paper.{form}")
    assert (code, page.status_code) == (0, 200)
    assert paper == b"".join(page) if page.streaming else paper == page.content


def test_whoever_asks_is_given_the_same_paper_or_refused_by_both(
    cast: Cast, sign_in: Any, tmp_path: Path
) -> None:
    report = drafted(cast)
    address = reverse("reporting:report_file", args=["luma", report.pk, "html"])
    given = {}
    for who, person in cast.people.items():
        page = sign_in(person).get(address)
        code, paper = by_command(person, tmp_path / f"{who}.html")
        given[who] = page.status_code == 200
        assert (code == 0) == given[who], who
        assert not given[who] or paper == page.content, who
    assert given["poc_adviser"] and not given["chen"]
    assert len(set(given.values())) == 2


def test_who_runs_the_machine_is_given_what_its_reader_is(cast: Cast) -> None:
    report = drafted(cast)
    machine = operator_of(cast.mission)
    asked = write_report(PRODUCT, cast.mission, make.TODAY, "html", by=machine)
    assert asked == take_report(machine, report, "html")[0]
