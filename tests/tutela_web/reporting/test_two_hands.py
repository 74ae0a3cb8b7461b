"""Two offices at one report: what was told to be saved is what is signed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.counts import counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.two_hands import at_once, dawdle
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import NotNow
from tutela_web.reporting.drafting import verbs
from tutela_web.reporting.drafting.verbs import StepAnswer, WantedEdition, digest_of
from tutela_web.reporting.editions.editor import EDITOR
from tutela_web.reporting.models import PartAside, ReportEdition, ReportPart

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]
TIMES = counted(1, 10)


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> Cast:
    return build_once(assemble)  # type: ignore[no-any-return]


def drafted(cast: Cast, weeks: int) -> ReportEdition:
    """An edition of the weekly report that lacks nothing."""
    by = standing_of(cast.adviser, cast.mission)
    due = make.TODAY - timedelta(weeks=weeks)
    report = verbs.open_report(WantedEdition("weekly_poc", due), by=by, now=False)
    ReportEdition.objects.filter(pk=report.pk).update(state="draft")
    return ReportEdition.objects.select_related("mission").get(pk=report.pk)


def test_words_saved_while_a_report_goes_to_clearance_are_signed_or_set_aside(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = standing_of(world.adviser, world.mission)
    monkeypatch.setattr(verbs, "lacking", lambda _report: [])
    dawdle(monkeypatch, verbs, "digest_of")
    for week in range(TIMES):
        report = drafted(world, week)
        part = ReportPart.objects.select_related("report").filter(report=report)[0]
        saved, given = at_once(
            partial(EDITOR.save, part, f"words of week {week}", version=part.version, by=by),
            partial(verbs.begin_clearance, report, by=by),
        )
        assert isinstance(given, ReportEdition)
        assert digest_of(ReportEdition.objects.get(pk=report.pk)) == given.digest
        if isinstance(saved, NotNow):
            assert PartAside.objects.filter(section=part, text=f"words of week {week}").exists()
        else:
            assert ReportPart.objects.get(pk=part.pk).text == f"words of week {week}"


def test_a_report_whose_text_is_another_than_what_was_given_can_be_sent_back(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = standing_of(world.adviser, world.mission)
    monkeypatch.setattr(verbs, "lacking", lambda _report: [])
    report = verbs.begin_clearance(drafted(world, 40), by=by)
    ReportPart.objects.filter(report=report).update(text="saved in that breath, before this rule")
    signer = standing_of(world.amina, world.mission)
    back = verbs.clear_report(report, StepAnswer(False, report.digest, why="read again"), by=signer)
    assert back.state == "draft"


def test_an_edition_asked_for_twice_at_once_is_begun_once(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = standing_of(world.adviser, world.mission)
    dawdle(monkeypatch, verbs, "marking_of")
    for week in range(TIMES):
        wanted = WantedEdition("weekly_poc", make.TODAY - timedelta(weeks=50 + week))
        answers = at_once(*[partial(verbs.open_report, wanted, by=by, now=False)] * 2)
        assert {type(one) for one in answers} == {ReportEdition, NotNow}
    assert ReportEdition.objects.filter(product="weekly_poc").count() == TIMES
