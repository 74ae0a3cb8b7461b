"""What may be decided, done, and what came of it: lists of the field, each row with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tutela.base.data_tables import shipped_rows

PHASES = ("prevention", "pre-emption", "response", "consolidation")
"""Not in a sequence; several may be open at once. Source: Operational Concept, paragraph 19."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be done about an alert: its tier, its phases, and who does it.

    host   what of the host state's consent it relies on: movement, forces, both or neither [P]
    harm   the kind of harm check it asks for, as it takes us to people: patrol, visit, meeting;
           blank where it asks for none [P]
    task   the kind of tasking that carries it out; blank where it is none of a unit
    means  what it goes by that the record of no unit tells of; blank where units go by road
    """

    option: str
    tier: int
    phases: tuple[str, ...]
    who: str
    host: tuple[str, ...]
    harm: str
    label: str
    task: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an alert.

    responder    un, host, partner or none
    arrived      before, during, after or none: of the United Nations' own response
    protective   yes, no, unknown, or none where there was nothing to protect from
    """

    outcome: str
    label: str
    responder: str
    arrived: str
    protective: str
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision: a word of the list, and whether it stands only with a reason."""

    decision: str
    label: str
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing was done, or late; `refusal`, whether a unit may give it at a tasking."""

    reason: str
    label: str
    refusal: bool


@cache
def options() -> Mapping[str, Option]:
    """The options library, by tier.

    >>> options()["interposition"].tier, options()["political_call"].who
    (2, 'political')
    """
    return {
        r["option"]: Option(
            r["option"],
            int(r["tier"]),
            tuple(r["phases"].split()),
            r["who"],
            tuple(r["host"].split()),
            r["harm"],
            r["label"],
            r["task"],
            r["means"],
        )
        for r in _rows("options.csv")
    }


@cache
def decisions() -> Mapping[str, Choice]:
    """Every decision.

    >>> decisions()["no_action"].needs_reason
    True
    """
    return {
        r["decision"]: Choice(r["decision"], r["label"], r["needs_reason"] == "yes")
        for r in _rows("decisions.csv")
    }


@cache
def outcomes() -> Mapping[str, Outcome]:
    """Every outcome. A deterred attack is a success, never a false alarm.

    >>> outcomes()["deterred"].protective, outcomes()["present_then_left"].needs_reason
    ('yes', True)
    """
    return {
        r["outcome"]: Outcome(
            r["outcome"],
            r["label"],
            r["responder"],
            r["arrived"],
            r["protective"],
            r["needs_reason"] == "yes",
        )
        for r in _rows("outcomes.csv")
    }


@cache
def reasons() -> Mapping[str, Reason]:
    """Every reason for no or late action.

    >>> reasons()["roe_doubt"].refusal
    True
    """
    return {
        r["reason"]: Reason(r["reason"], r["label"], r["refusal"] == "yes")
        for r in _rows("reasons.csv")
    }


@cache
def intents() -> Mapping[str, str]:
    """The standard intents of a tasking: label of each.

    >>> intents()["interpose"]
    'stand between the attackers and the people'
    """
    return {r["intent"]: r["label"] for r in _rows("intents.csv")}


@cache
def hazards() -> Mapping[str, tuple[str, bool]]:
    """The hazards that may be passed on: label, and whether the public feed may carry it."""
    return {r["hazard"]: (r["label"], r["feed"] == "yes") for r in _rows("hazards.csv")}


@cache
def instructions_for(task: str) -> tuple[str, ...]:
    """How a task differs under a mandate to protect, in the order it is read [P].

    >>> instructions_for("day_patrol")[0].split(":")[0]
    'You go for the people who are threatened'
    >>> instructions_for("public_order"), instructions_for("medevac")
    (('Use the least force that protects and let people leave.',), ())
    """
    rows = _rows("mandate_instructions.csv")
    return tuple(r["instruction"] for r in rows if task in r["tasks"].split())


def _rows(name: str) -> list[dict[str, str]]:
    return shipped_rows("tutela.crisis", name)
