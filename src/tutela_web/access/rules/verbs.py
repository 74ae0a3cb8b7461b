"""A role tried against a class of record: the answer of the policy, and its line in the trail."""

from __future__ import annotations

from dataclasses import dataclass

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Role, Standing, roles
from tutela_web.access.rules.queries import Reach, classes, reach_of
from tutela_web.base.markings import Classification

ACT = "try_rule"


@dataclass(frozen=True)
class Trial:
    """What the policy answers: whether a role receives a class of record of a marking, how far."""

    role: Role
    code: str
    marking: int
    reach: Reach

    @property
    def given(self) -> bool:
        """Whether it receives any such record; of what it made itself whatever the marking."""
        if self.reach is Reach.OWN:
            return True
        return self.reach is not Reach.NOWHERE and self.marking <= self.role.clearance


def try_rule(role: str, code: str, marking: int, *, by: Standing) -> Trial:
    """Ask the policy whether a role would receive a class of record; the answer goes to the trail.
    No record is read, and none is shown.

    Takes   role, of data/roles.csv; code, of `classes`; marking, of the record.
    Raises  Denied without the act; BadParameter for a role, class or marking that is not there.
    """
    by.require(ACT)
    if role not in roles():
        raise BadParameter(say("there is no such role"), where="role")
    if code not in classes():
        raise BadParameter(say("there is no such class of record"), where="code")
    if marking not in Classification.values:
        raise BadParameter(say("there is no such classification"), where="marking")
    tried = roles()[role]
    trial = Trial(tried, code, marking, reach_of(tried, code))
    trail.record(
        "try_given" if trial.given else "try_refused",
        mission=by.mission,
        by=by.person,
        kind="recordclass",
        role=role,
        of=code,
        marking=marking,
    )
    return trial
