"""The invented mandate of the demonstration: renewed, its tasks decided on, one left to decide."""

from __future__ import annotations

from tests.tutela_web.cast import Cast
from tests.tutela_web.strategy.story import of_demo
from tutela_web.demo import mandate
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.mandate.queries import changes, resolution_list, rows_of


def test_a_renewal_holds_ten_tasks_and_two_paragraphs_wait_for_a_person(cast: Cast) -> None:
    who = of_demo(cast)
    mandate.add(cast.mission, who)
    mandate.add(cast.mission, who)
    adviser = who("adviser")
    (renewal, _state), (first, state) = resolution_list(adviser)
    assert state == "retired" and first.tasks == 0 and renewal.tasks == 10
    assert not Resolution.objects.exclude(invented=True).exists()
    assert not MandatedTask.objects.exclude(invented=True).exists()
    open_ones = [row.paragraph.number for row in rows_of(adviser, renewal.resolution) if row.open]
    assert open_ones == ["2 (d)", "5"]
    what = {row.change.status for row in changes(adviser, renewal.resolution, first.resolution)}
    assert what == {"kept", "moved", "reworded", "new", "dropped"}
