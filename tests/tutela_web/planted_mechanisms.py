"""Planted words of early warning mechanisms with their outside parties, and of what is said beside
a line of the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.programme.efforts.beside_kinds import SPACE_EFFECT, SUPPORT_NEED
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.kind_verbs import create_record
from tutela_web.warning.mechanisms.kinds import MECHANISM, PARTY

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def plant_mechanisms(cast: Cast, found: Planted) -> None:
    """In the north: a mechanism, and a party that warns and is told nothing."""
    by = standing_of(cast.adviser, cast.mission)
    line = {
        "name": "MECHANISMNORTH",
        "area": cast.north,
        "channels": ["radio"],
        "owner": "Operations centre",
        "test_days": 90,
        "classification": 1,
    }
    mechanism = found.add("mechanism", create_record(MECHANISM, line, by=by))
    police = {
        "kind": "host_force",
        "who": "PARTYNORTH",
        "part": "Passes on what it sees",
        "warns": True,
        "told": False,
        "classification": 1,
    }
    line_of_matrix = MatrixLine.objects.get(mission=cast.mission, measure="MATRIXNORTH")
    effect = {
        "harms": "access",
        "whose": "Health cluster",
        "how": "UNDERMINEDNORTH",
        "classification": 1,
    }
    found.add("space_effect", create_record(SPACE_EFFECT, effect, beside=line_of_matrix, by=by))
    need = {"help": "transport", "what": "SUPPORTNORTH", "state": "asked", "classification": 1}
    found.add("support_need", create_record(SUPPORT_NEED, need, beside=line_of_matrix, by=by))
    found.add("mechanism_party", create_record(PARTY, police, beside=mechanism, by=by))
