"""Whoever does not hold a compartment is answered as if nothing had ever been written in it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from unittest.mock import patch
from zlib import crc32

import pytest

from tests.counts import PROOF, TURNS, turn
from tests.tutela_web import twins
from tests.tutela_web.cast import Cast
from tests.tutela_web.mutants import MUTANTS, Mutant
from tests.tutela_web.planted import Planted
from tests.tutela_web.test_every_address import world  # noqa: F401
from tutela_web.incidents.closed.harms import CLOSED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(databases=["default", "keys"]),
]

COMPARTMENTS = sorted(CLOSED) if PROOF else [sorted(CLOSED)[turn(len(CLOSED))]]
PARTS = 1 if PROOF else 12 * TURNS
"""A question is asked by one of so many commits: each asks two whole worlds."""


@pytest.mark.parametrize("compartment", COMPARTMENTS)
def test_twins_answer_alike(
    compartment: str,
    world: tuple[Cast, Planted],  # noqa: F811
    sign_in: Any,
) -> None:
    cast, planted = world
    questions = [
        one
        for one in twins.asked(compartment, planted)
        if crc32(f"{one.who} {one.address.name}".encode()) % PARTS == turn(PARTS)
    ]
    different = twins.parted(cast, compartment, sign_in, questions)
    assert not different, "\n".join(f"{where}: {how}" for where, how in different.items())


@pytest.mark.parametrize(
    "mutant", MUTANTS if PROOF else [MUTANTS[turn(len(MUTANTS))]], ids=lambda mutant: mutant.name
)
def test_a_fault_put_in_on_purpose_is_found(
    mutant: Mutant,
    world: tuple[Cast, Planted],  # noqa: F811
    sign_in: Any,
) -> None:
    cast, planted = world
    questions = [one for one in twins.asked("crsv", planted) if mutant.asks(one)]
    assert questions
    with ExitStack() as stack:
        for target, wrong in mutant.patches.items():
            stack.enter_context(patch(target, wrong))
        assert twins.parted(cast, "crsv", sign_in, questions)
