"""An act on a declared kind is as closed as the pages of that kind."""

from __future__ import annotations

import pytest
from django.http import Http404

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.mandate.overlaps.kind import ENTITY_TASK
from tutela_web.records.acts import ActsOn
from tutela_web.records.kind_verbs import create_record


def test_an_act_on_a_kind_finds_nothing_where_a_person_has_no_pages_of_it(cast: Cast) -> None:
    """What UN entities do is for who works on the mandate; others read the mandate alone."""
    values = {"entity": "UNHCR", "kind": "camps", "what": "Runs the camp at the ford"}
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    sector = standing_of(cast["sector_operations"], cast.mission)
    task, find = create_record(ENTITY_TASK, values, by=chief), ActsOn.kind(ENTITY_TASK).find
    assert find is not None and find(chief, task.pk) == task
    assert ENTITY_TASK.rows(sector).exists() and not ENTITY_TASK.there(sector)
    with pytest.raises(Http404):
        find(sector, task.pk)
