"""An activity says how it could undermine humanitarians, what was agreed and who watches it; and
which help of mission support it cannot do without, which section G shows with who gives it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk
from tutela_web.access.policy import standing_of
from tutela_web.programme.efforts.beside_kinds import SPACE_EFFECT, SUPPORT_NEED
from tutela_web.programme.efforts.models import SpaceEffect, SupportNeed
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Section

pytestmark = pytest.mark.postgresql


def matrix_line(cast: Cast) -> MatrixLine:
    place = make.place(cast.mission, "Luma", area=cast.north)
    values = {
        "risk": make.risk(cast.mission, place, by=cast.adviser, priority=3),
        "activity": "day_patrol",
        "phase": "prevention",
        "status": "planned",
        "lead": "Force",
        "classification": 1,
    }
    (made,) = make_lines([values], by=standing_of(cast.adviser, cast.mission))
    return made


class TestSpaceEffect(KindTests):
    kind = SPACE_EFFECT
    values = {  # noqa: RUF012
        "harms": "acceptance",
        "whose": "Health cluster",
        "how": "Patrols park at the clinic",
        "classification": 1,
    }
    changes = {"how": "Patrols halt beside the clinic"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _line(self, cast: Cast) -> None:
        self.line = matrix_line(cast)

    def parent(self, cast: Cast) -> Any:
        return self.line


class TestSupportNeed(KindTests):
    kind = SUPPORT_NEED
    values = {  # noqa: RUF012
        "help": "engineering",
        "what": "The bridge on the north road",
        "state": "asked",
        "classification": 1,
    }
    changes = {"what": "The bridge and its ramp"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _line(self, cast: Cast) -> None:
        self.line = matrix_line(cast)

    def parent(self, cast: Cast) -> Any:
        return self.line


def test_a_line_says_how_it_could_undermine_humanitarians_and_who_watches(
    cast: Cast, sign_in: Any
) -> None:
    line = matrix_line(cast)
    here = f"/m/luma/strategy/matrix/{line.pk}/"
    adviser = sign_in(cast.adviser)
    page = adviser.get(here)
    assert "Could it undermine humanitarians? nobody said" in text_of(page)
    new = f"{here}space-effect/"
    assert new in page.content.decode()
    said = {
        "harms": "acceptance",
        "whose": "Health cluster",
        "how": "Patrols park at the clinic",
        "agreed": "",
        "agreed_on": str(make.TODAY),
        "watched_by": "",
        "classification": "1",
    }
    assert adviser.post(new, said).status_code == 400, "a day without what was agreed"
    assert adviser.post(new, said | {"agreed_on": ""}).status_code == 302
    shown = text_of(adviser.get(here))
    assert "Patrols park at the clinic" in shown and "nothing agreed yet" in shown
    assert "how people accept them" in shown and "nobody yet" in shown
    effect = SpaceEffect.objects.get()
    edit = f"/m/luma/strategy/space-effects/{effect.pk}/edit/"
    agreed = {"agreed": "They halt at the market", "watched_by": "Field office", "version": "1"}
    assert adviser.post(edit, said | agreed).status_code == 302
    shown = text_of(adviser.get(here))
    assert "They halt at the market" in shown and "watched by Field office" in shown


def test_help_a_line_needs_stands_in_section_g_with_who_gives_it(cast: Cast, sign_in: Any) -> None:
    line = matrix_line(cast)
    adviser = sign_in(cast.adviser)
    new = f"/m/luma/strategy/matrix/{line.pk}/support-need/"
    asked = {
        "help": "engineering",
        "what": "The bridge on the north road",
        "state": "given",
        "given_by": "",
        "answered_on": "",
        "classification": "1",
    }
    assert adviser.post(new, asked).status_code == 400, "who gives it is to be named"
    assert adviser.post(new, asked | {"state": "asked"}).status_code == 302
    open_strategy({"title": "Luma"}, by=at_desk(cast, "drafter"))
    section = Section.objects.get(letter="G")
    at = f"/m/luma/strategy/drafts/sections/{section.pk}/"
    drafter = sign_in(cast["drafter"])
    page = text_of(drafter.get(at))
    assert f"{line.code} Engineering: The bridge on the north road" in page
    assert "who gives it is not said" in page
    need = SupportNeed.objects.get()
    edit = f"/m/luma/strategy/support-needs/{need.pk}/edit/"
    given = {"state": "given", "given_by": "Engineers of the Force", "version": "1"}
    assert adviser.post(edit, asked | given).status_code == 302
    assert "Engineers of the Force" in text_of(drafter.get(at))
