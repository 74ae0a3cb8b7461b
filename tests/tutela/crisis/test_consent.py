"""What cannot go ahead without the host's consent follows from the kind of work."""

from __future__ import annotations

import pytest

from tutela.crisis.consent import LOSES, hinders, plan_hinders
from tutela.crisis.tables import options


def test_words_and_shelter_need_no_consent_and_every_move_outside_the_wire_does() -> None:
    free = {name for name in options() if not hinders(name, "strategic")}
    assert free == {
        "political_call",
        "national_engagement",
        "regional_engagement",
        "demarche",
        "good_offices",
        "political_liaison",
        "public_message",
        "shelter",
        "advise_community",
        "partner_action",
    }


def test_what_is_lost_is_only_what_was_withdrawn() -> None:
    assert hinders("night_patrol", "movement") == {"movement"}
    assert hinders("night_patrol", "forces") == frozenset()
    assert hinders("public_order", "forces") == {"forces"}
    assert set().union(*LOSES.values()) == {part for o in options().values() for part in o.host}
    with pytest.raises(KeyError):
        hinders("night_patrol", "visa")


def test_a_plan_relies_on_what_stands_in_it() -> None:
    assert plan_hinders(host_role=False, moves=False, kind="strategic") == frozenset()
    assert plan_hinders(host_role=True, moves=True, kind="strategic") == {"forces", "movement"}
    assert plan_hinders(host_role=True, moves=False, kind="movement") == frozenset()
