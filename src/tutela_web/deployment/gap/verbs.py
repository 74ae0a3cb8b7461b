"""How a need is tested again, and how it is withdrawn."""

from __future__ import annotations

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.gap.queries import ACT, gaps_of
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.records import verbs as records

UNTESTED: dict[str, FieldValue] = {"tested_on": None, "tested_by": None, "tested_found": ""}


@one_at_a_time(hold)
def retest_need(need: Need, *, version: int, by: Standing) -> Need:
    """Test a need: a person looks at what is reckoned now, and it is kept what was found. A need
    counts as met only where a test found enough and what is reckoned still shows it.

    Raises  Denied without the act; NotNow where it is withdrawn; Conflict.
    """
    by.require(ACT, area=need.area_id, of=need)
    _require_open(need)
    state = gaps_of(by, [need], reasons=False)[0].met
    changes: dict[str, FieldValue] = {
        "tested_on": clock.today(by.mission),
        "tested_by": by.person,
        "tested_found": state,
    }
    return records.edit(need, changes, version=version, by=by.person)


retest_need.__test__ = False  # type: ignore[attr-defined]  # no test of ours


@one_at_a_time(hold)
def withdraw_need(need: Need, why: str, *, version: int, by: Standing) -> Need:
    """Say that a need stands no more, and why: it is not reckoned any longer.

    Raises  Denied without the act; BadParameter without words; NotNow where it was withdrawn
            before; Conflict.
    """
    by.require(ACT, area=need.area_id, of=need)
    if not why.strip():
        raise BadParameter(say("nobody can see why"), where="why", next=say("write a sentence"))
    refuse_closed_words(why)
    _require_open(need)
    changes: dict[str, FieldValue] = {
        "withdrawn_on": clock.today(by.mission),
        "withdrawn_why": why.strip(),
    }
    return records.edit(need, changes, version=version, by=by.person)


def _require_open(need: Need) -> None:
    if need.withdrawn_on is not None:
        raise NotNow(say("this need is withdrawn"), next=say("say once more what it takes"))
