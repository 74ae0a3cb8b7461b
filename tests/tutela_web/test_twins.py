"""Whoever does not hold a compartment is answered as if nothing had ever been written in it.

In every run, of the compartment of sexual violence: each third route that is read by pages or
programs, of communities each sixth and all of theirs; one role at each, as chance puts them; and
one fault put in on purpose. In proof every role at every address, every compartment and every
fault.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from unittest.mock import patch
from uuid import UUID
from zlib import crc32

import pytest
from django.test import Client

from tests.counts import PROOF
from tests.tutela_web import twins
from tests.tutela_web.cast import Cast
from tests.tutela_web.mutants import MUTANTS, Mutant
from tests.tutela_web.planted import Planted
from tests.tutela_web.test_every_address import world  # noqa: F401
from tutela_web.access.policy import Standing
from tutela_web.incidents.closed.harms import CLOSED
from tutela_web.places.profile.models import ClosedFact
from tutela_web.places.profile.queries import CommunityLine, told_by_place

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(databases=["default", "keys"]),
]

COMPARTMENTS = sorted(CLOSED) if PROOF else ["crsv"]


def drawn(questions: list[twins.Asked], among: int) -> list[twins.Asked]:
    """The questions of a run: of each route that answers whoever only reads, one out of so many,
    one address, of a planted record where there is one, and one role. All of them in proof."""
    if PROOF:
        return questions
    asked: dict[str, twins.Asked] = {}
    for one in sorted(questions, key=_by_chance):
        asked.setdefault(one.address.route, one)
    nobody = Client()
    return [
        one
        for route, one in asked.items()
        if crc32(route.encode()) % among == 0 and nobody.get(one.address.path).status_code != 405
    ]


def _by_chance(one: twins.Asked) -> tuple[bool, int]:
    name = f"{one.who} {one.address.name}"
    return name.endswith("nobody's"), crc32(name.encode())


@pytest.mark.parametrize("compartment", COMPARTMENTS)
def test_twins_answer_alike(
    compartment: str,
    world: tuple[Cast, Planted],  # noqa: F811
    sign_in: Any,
) -> None:
    cast, planted = world
    questions = drawn(twins.asked(compartment, planted), 3)
    different = twins.parted(cast, compartment, sign_in, questions)
    assert not different, "\n".join(f"{where}: {how}" for where, how in different.items())


NEAREST = ("analyst", "unit_commander", "custodian")
"""Who is asked every address of communities each time: who reads most of them, who stands beside
them with a unit, and who holds the keys."""


def test_twins_answer_alike_of_a_community(
    world: tuple[Cast, Planted],  # noqa: F811
    sign_in: Any,
) -> None:
    """Routines by hour, watches, signals, pacts: to all but the office there is nothing there."""
    cast, planted = world
    of_community = twins.asked_of_community(planted)
    questions = [
        one
        for one in of_community
        if ("communit" in one.address.path and one.who in NEAREST)
        or (one.address.path.endswith("/audit/") and one.who == "legal_affairs")  # reads the trail
    ]
    questions += drawn(of_community, 6)
    different = twins.parted_of_community(cast, sign_in, questions)
    assert not different, "\n".join(f"{where}: {how}" for where, how in different.items())


@pytest.mark.parametrize("wrong", ["the page", "a count"])
def test_a_fault_put_in_on_purpose_is_found_of_a_community(
    wrong: str,
    world: tuple[Cast, Planted],  # noqa: F811
    sign_in: Any,
) -> None:
    """A page that asks nobody's office, and a list that counts what is closed."""
    cast, planted = world
    everything = ClosedFact.objects.all()
    faults = {
        "the page": {"reads_closed": lambda _: True, "closed_facts_for": lambda _: everything}
        | {"_is_ours": lambda _standing, _place: True},
        "a count": {"told_by_place": count_closed_too},
    }[wrong]
    questions = [
        one
        for one in twins.asked_of_community(planted)
        if one.who == "analyst"
        and "/places/" in one.address.path
        and "/communit" in one.address.path
    ]
    with ExitStack() as stack:
        for name, fault in faults.items():
            room = "views" if name == "told_by_place" else "queries"
            stack.enter_context(patch(f"tutela_web.places.profile.{room}.{name}", fault))
        assert twins.parted_of_community(cast, sign_in, questions)


def count_closed_too(standing: Standing) -> dict[UUID, CommunityLine]:
    """A list that counts closed facts among those who told something."""
    lines = told_by_place(standing)
    for fact in ClosedFact.objects.all():
        lines.setdefault(fact.place_id, CommunityLine()).known.add(fact.topic)
    return lines


@pytest.mark.parametrize(
    "mutant", MUTANTS if PROOF else MUTANTS[:1], ids=lambda mutant: mutant.name
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
