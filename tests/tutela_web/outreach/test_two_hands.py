"""Two people judge the same rumours in the same breath: whatever both did fits together."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.counts import counted
from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.outreach.test_rumours import rumour_at, village
from tests.tutela_web.two_hands import at_once, dawdle
from tutela_web.outreach.rumours import verbs
from tutela_web.outreach.rumours.models import Rumour
from tutela_web.records.versions.queries import versions_of

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]
TIMES = counted(1, 10)
RUMOURS = "/m/luma/outreach/rumours/"


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> Cast:
    return build_once(assemble)  # type: ignore[no-any-return]


def test_of_two_rumours_joined_crosswise_one_stays_on_the_list_of_those_not_answered(
    world: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dawdle(monkeypatch, verbs, "_require_open")
    pages = [sign_in(world.adviser) for _ in range(2)]
    for number in range(TIMES):
        pair = [rumour_at(world, village(world, f"Luma {number} {one}")) for one in range(2)]
        answers = at_once(
            *(
                partial(
                    page.post,
                    f"{RUMOURS}{rumour.pk}/same/",
                    {"other": str(other.pk), "version": str(rumour.version)},
                )
                for page, rumour, other in zip(pages, pair, reversed(pair), strict=True)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [302, 400]
        standing = Rumour.objects.get(pk__in=[one.pk for one in pair], same_as=None)
        assert f"{RUMOURS}{standing.pk}/" in pages[0].get(RUMOURS).content.decode()


def test_a_rumour_that_is_over_is_judged_no_more(
    world: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dawdle(monkeypatch, verbs, "_require_open")
    rumour = rumour_at(world, village(world, "Luma"))
    ends, judges = (sign_in(world.adviser) for _ in range(2))
    page, version = f"{RUMOURS}{rumour.pk}/", str(rumour.version)
    post = str(world.adviser.holdings.get().post_id)
    judged = {"truth": "false", "said_by": post, "rests": "The market was quiet"}
    at_once(
        partial(ends.post, f"{page}end/", {"why": "Nobody says it now", "version": version}),
        partial(judges.post, f"{page}judge/", judged | {"version": version}),
    )
    history = [(was.truth, was.ended_on) for was in versions_of(rumour)]
    over = [ended is not None for _truth, ended in history]
    assert over == sorted(over)
    assert len({truth for truth, ended in history if ended is not None}) == 1, "judged once over"
