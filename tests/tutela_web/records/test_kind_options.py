"""What a kind may say beside its fields: on indicators, which are of a line or of an objective."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk
from tutela.base.errors import BadParameter
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.programme.objectives.models import Objective
from tutela_web.records.kind_verbs import create_record, edit_record

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def url(name: str, *args: Any) -> str:
    return reverse(f"programme:{name}", args=["luma", *args])


def aim(cast: Cast, words: str, marking: int = 1) -> Objective:
    given = {"words": words, "term": "medium", "tiers": [2], "classification": marking}
    return set_objective(given, by=at_desk(cast, "chief_of_staff"))


def test_an_address_chooses_what_a_new_one_is_of_and_writes_no_words(
    cast: Cast, sign_in: Any
) -> None:
    water = aim(cast, "Water is fetched unharmed")
    asked = f"?objective={water.pk}&words=WORDSOFALINK&benchmark=WORDSOFALINK"
    page = sign_in(cast.adviser).get(url("indicator_new") + asked).content.decode()
    assert f'value="{water.pk}" selected' in page and 'value="WORDSOFALINK"' not in page
    assert 'name="ended_on"' not in page, "what is asked on edit only"


def test_a_link_to_what_the_person_may_not_see_is_refused(cast: Cast) -> None:
    closed = aim(cast, "CLOSED", marking=2)
    given = {"words": "Nights at home", "objective": closed, "classification": 1}
    with pytest.raises(BadParameter, match="no such record to link"):
        create_record(INDICATOR, given, by=at_desk(cast, "drafter"))
    assert create_record(INDICATOR, given, by=at_desk(cast, "chief_of_staff")).classification == 2


def test_what_a_record_is_of_is_asked_once_and_its_page_leads_there(
    cast: Cast, sign_in: Any
) -> None:
    water, roads = aim(cast, "Water is fetched unharmed"), aim(cast, "Roads are safe")
    given = {"words": "Families who fetch water", "objective": water, "classification": 1}
    made = create_record(INDICATOR, given, by=at_desk(cast, "drafter"))
    with pytest.raises(TypeError, match="keeps its"):
        edit_record(INDICATOR, made, {"objective": roads}, version=1, by=at_desk(cast, "drafter"))
    client = sign_in(cast.adviser)
    page = client.get(url("indicator", made.pk)).content.decode()
    assert url("objective", water.pk) in page and "Line of the matrix" not in page
    assert 'name="objective"' not in client.get(url("indicator_edit", made.pk)).content.decode()
    sent = {"words": made.words, "objective": roads.pk, "classification": 1, "version": 1}
    assert (
        client.post(url("indicator_edit", made.pk), sent | {"benchmark": "30"}).status_code == 302
    )
    made = Indicator.objects.get()
    assert (made.objective, made.benchmark) == (water, "30")
