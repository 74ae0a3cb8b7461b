"""Words saved while the Head of Mission endorses: what stands is what was signed."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.tutela_web.cast import Cast, assemble
from tests.tutela_web.conftest import once_a_file
from tests.tutela_web.two_hands import at_once, dawdle
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import NotNow
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.endorsing import verbs as sign_verbs
from tutela_web.strategy.endorsing.models import StrategyStep

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.postgresql,
]


@pytest.fixture(scope=once_a_file)
def world(build_once: Any) -> tuple[Cast, Strategy]:
    def made() -> tuple[Cast, Strategy]:
        cast = assemble()
        by = standing_of(cast["drafter"], cast.mission)
        asked = {"ahead_why": "Asked for now", "title": "Protection in Luma"}
        return cast, draft_verbs.open_strategy(asked, by=by)  # type: ignore[arg-type]

    return build_once(made)  # type: ignore[no-any-return]


def test_a_section_saved_while_it_is_endorsed_is_in_what_was_signed_or_set_aside(
    world: tuple[Cast, Strategy], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, strategy = world
    head = standing_of(cast["head_of_mission"], cast.mission)
    drafter = standing_of(cast["chief_of_staff"], cast.mission)
    monkeypatch.setattr(sign_verbs, "lacking", lambda *_of: [])
    dawdle(monkeypatch, sign_verbs, "freeze", 0.3)
    one = Section.objects.select_related("strategy").get(strategy=strategy, letter="A")
    saved, step = at_once(
        partial(draft_verbs.save_section, one, "New words.", version=one.version, by=drafter),
        partial(sign_verbs.endorse, strategy, {"note": "", "seen": True}, by=head),
    )
    assert isinstance(step, StrategyStep)
    assert isinstance(saved, Section | NotNow)
    now = Strategy.objects.get(pk=strategy.pk)
    assert sign_verbs.digest_now(now, by=head) == step.digest
    assert (Section.objects.get(pk=one.pk).text == "New words.") is isinstance(saved, Section)
