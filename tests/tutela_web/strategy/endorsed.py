"""A strategy of Luma made ready to be endorsed: what nobody wrote or heard is left out in words,
and what the product wrote is accepted."""

from __future__ import annotations

from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.strategy.consulting.queries import unheard_of
from tutela_web.strategy.consulting.verbs import waive
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.content.prefilled import prefill_states
from tutela_web.strategy.drafting.verbs import accept_prefill, save_section
from tutela_web.strategy.edition.models import Strategy


def waive_all(cast: Cast, strategy: Strategy) -> None:
    """The Head of Mission leaves out, in writing, all that is required and not there; the Chief of
    Staff accepts the prefill."""
    head = standing_of(cast["head_of_mission"], cast.mission)
    settle_prefill(strategy, by=standing_of(cast["chief_of_staff"], cast.mission))
    waive_unmet(strategy, by=head)
    for one in unheard_of(head, strategy):
        waive(strategy, f"Not this year: {one.name}.", by=head, stakeholder=one.key)


def settle_prefill(strategy: Strategy, *, by: Standing) -> None:
    """Take the prompts out of the sections, and accept what else the product wrote there."""
    for state in prefill_states(by, strategy):
        section = state.section
        kept = [line for line in section.text.splitlines() if line not in state.prompts]
        section = save_section(section, "\n".join(kept), version=section.version, by=by)
        if state.sentences:
            accept_prefill(section, "\n".join(state.sentences), by=by)


def waive_unmet(strategy: Strategy, *, by: Standing) -> None:
    """Leave out, in writing, the elements that are required and not met."""
    for row in completeness(by, strategy).unmet:
        if row.state.element.strength == "must":
            waive(strategy, "Not this year.", by=by, element=row.state.element.key)
