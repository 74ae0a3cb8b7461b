"""A strategy of Luma made ready to be endorsed: what nobody wrote or heard is left out in words."""

from __future__ import annotations

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.strategy.consulting.queries import unheard_of
from tutela_web.strategy.consulting.verbs import waive
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.edition.models import Strategy


def waive_all(cast: Cast, strategy: Strategy) -> None:
    """The Head of Mission leaves out, in writing, all that is required and not there."""
    head = standing_of(cast["head_of_mission"], cast.mission)
    waive_unmet(strategy, by=head)
    for one in unheard_of(head, strategy):
        waive(strategy, "Not this year.", by=head, stakeholder=one.key)


def waive_unmet(strategy: Strategy, *, by: Standing) -> None:
    """Leave out, in writing, the elements that are required and not met."""
    for row in completeness(by, strategy).unmet:
        if row.state.element.strength == "must":
            waive(strategy, "Not this year.", by=by, element=row.state.element.key)
