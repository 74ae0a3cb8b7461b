"""A scenario judged anew, what came of it, and the script that is kept with it."""

from __future__ import annotations

from datetime import date

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.exercise.scenarios import chance_stated
from tutela.exercise.script import read_script, write_script
from tutela.exercise.shipped import shipped_scripts
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.values import FieldValue
from tutela_web.exercise.scenarios.models import Scenario
from tutela_web.exercise.scenarios.queries import ACT, role_codes
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.verbs import not_ahead
from tutela_web.records import verbs as records

Result = Scenario.Result


def require_days(until: date, review_on: date, by: Standing) -> None:
    """Raises  BadParameter where the day a scenario is judged until, or its review, has passed."""
    today = clock.today(by.mission)
    for where, day in (("until", until), ("review_on", review_on)):
        if day < today:
            raise BadParameter(
                say("this day has passed"), where=where, next=say("choose one that comes")
            )


def _require_open(scenario: Scenario) -> None:
    if not scenario.open:
        raise NotNow(
            say("it was said already what came of this scenario"), next=say("look at it again")
        )


@one_at_a_time(hold)
def judge_scenario(
    scenario: Scenario,
    likelihood: str,
    because: str,
    until: date,
    review_on: date,
    *,
    percent: int | None = None,
    version: int,
    by: Standing,
) -> Scenario:
    """Judge again how likely a scenario is: by whom and when stands with it, the judgment before in
    its history.

    Raises  Denied without the act; BadParameter for a word or figure of no meaning, a day that has
            passed, or words of a compartment; NotNow once it was said what came; Conflict.
    """
    by.require(ACT, area=scenario.area_id, of=scenario)
    chance_stated(likelihood, percent)
    require_days(until, review_on, by)
    refuse_closed_words(because, where="because")
    if not because.strip():
        raise BadParameter(say("nobody can see why"), where="because", next=say("write a sentence"))
    _require_open(scenario)
    changes: dict[str, FieldValue] = {
        "likelihood": likelihood,
        "percent": percent,
        "because": because.strip(),
        "until": until,
        "review_on": review_on,
        "judged_on": clock.today(by.mission),
        "judged_by": by.as_said,
    }
    return records.edit(scenario, changes, version=version, by=by.person)


@one_at_a_time(hold)
def say_result(
    scenario: Scenario,
    result: str,
    why: str,
    *,
    on: date | None = None,
    version: int,
    by: Standing,
) -> Scenario:
    """Say what came of a scenario: it is reviewed no more, and its likelihood is scored.

    Raises  Denied without the act; BadParameter for another word, without a sentence, for a day
            ahead, where it happened after the day it was judged until, or did not before that day
            has passed; NotNow once it was said; Conflict.
    """
    by.require(ACT, area=scenario.area_id, of=scenario)
    if result not in Result.values:
        raise BadParameter(say("nobody can see what came"), where="result", next=say("choose one"))
    if not why.strip():
        raise BadParameter(say("nobody can see how"), where="why", next=say("write a sentence"))
    refuse_closed_words(why, where="why")
    _require_open(scenario)
    today = clock.today(by.mission)
    day = on or today
    not_ahead(day, by)
    if result == Result.HAPPENED and day > scenario.until:
        raise BadParameter(
            say("it came after the day it was judged until"),
            where="result",
            next=say("say that it did not happen by then"),
        )
    if result == Result.DID_NOT and scenario.until >= today:
        raise BadParameter(
            say("until the last day has passed nobody can say that it did not come"),
            where="result",
            next=say("say so after that day"),
        )
    changes: dict[str, FieldValue] = {
        "result": result,
        "result_on": day,
        "result_why": why.strip(),
        "result_by": by.as_said,
    }
    return records.edit(scenario, changes, version=version, by=by.person)


@one_at_a_time(hold)
def keep_script(
    scenario: Scenario, *, file: bytes | None = None, ready: str = "", version: int, by: Standing
) -> Scenario:
    """Keep the script of an exercise with a scenario: one's own file, or a ready one by its code.

    Raises  Denied without the act; BadParameter without one of both or for its first fault;
            Conflict.
    """
    by.require(ACT, area=scenario.area_id, of=scenario)
    if (file is None) == (not ready):
        raise BadParameter(
            say("a script is one file, or a ready one"), where="file", next=say("choose one")
        )
    if file is not None:
        script = read_script(file, role_codes())
        written = (script.about, *(inject.words for inject in script.injects))
        refuse_closed_words(*(text for words in written for text in words.values()), where="file")
    elif ready in shipped_scripts():
        script = shipped_scripts()[ready]
    else:
        raise BadParameter(
            say("no ready script is called so"), where="ready", next=say("choose one")
        )
    content = write_script(script).decode()
    return records.edit(scenario, {"script": content}, version=version, by=by.person)
