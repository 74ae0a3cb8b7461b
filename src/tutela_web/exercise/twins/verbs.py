"""How a past case becomes an exercise, and how three offices rule whether it may be played."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from typing import Any, TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.folding import plain_letters
from tutela.base.messages import say
from tutela.exercise.script import LANGUAGES, write_script
from tutela.exercise.twin import make_twin as told_anew
from tutela.exercise.twin import names_of_places
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.exercise.twins.models import Twin, TwinRuling
from tutela_web.exercise.twins.queries import (
    KIND,
    MAKES,
    OFFICES,
    case_of,
    case_read,
    cases_for,
    is_refused,
    is_unfit,
)
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert

LEAST_LETTERS = 4
"""Words of a case this long may not stand in the name of its twin [P]."""


class TwinInput(TypedDict, total=False):
    """What a person says of a new twin."""

    alert: Alert
    title: str


def require_fit(alert: Alert, by: Standing) -> None:
    """Raise BadParameter, in one sentence whatever the reason, where no exercise may be made of a
    case."""
    if is_unfit(by, alert):
        raise BadParameter(
            say("no exercise is made of this case"),
            where="alert",
            next=say("choose another case"),
        )


def require_hidden(title: str, alert: Alert) -> None:
    """Raise BadParameter where the name of a twin says a word of its case."""
    place = alert.place.name if alert.place else ""
    of_case = plain_letters(f"{alert.search_words()} {place} {alert.reference}")
    words = {word.strip(".,;:'’\"()") for word in plain_letters(title).split()}
    if {word for word in words if len(word) >= LEAST_LETTERS} & set(of_case.split()):
        raise BadParameter(
            say("this name would tell which case it was"),
            where="title",
            next=say("choose words that nobody used of it"),
        )


def fields_drawn(alert: Alert, title: str, seed: int, by: Standing) -> dict[str, Any]:
    """The fields of a twin of a case, drawn by a seed."""
    names = names_of_places()
    ours = Place.objects.filter(mission=by.mission, name__in=names)
    avoid = ours.values_list("name", flat=True)
    drawn = told_anew(case_of(by, alert), dict.fromkeys(LANGUAGES, title), seed=seed, avoid=avoid)
    return {
        "seed": seed,
        "script": write_script(drawn.script).decode(),
        "then": [asdict(line) for line in drawn.then],
        "begins": drawn.begins,
    }


@transaction.atomic
def make_twin(values: TwinInput, by: Standing) -> Twin:
    """Make an exercise of a past case; it cannot be played before three offices cleared it.

    Raises  Denied without the act in the area of the case; BadParameter for a case that has not
            ended or that no exercise is made of, or a name that tells which it was.
    """
    alert, title = values.get("alert"), (values.get("title") or "").strip()
    if alert is None or not title:
        raise BadParameter(
            say("this must be said"),
            where="title" if alert else "alert",
            next=say("choose a case that has ended, and a name"),
        )
    by.require(MAKES, of=alert)
    if not cases_for(by).filter(pk=alert.pk).exists():
        raise BadParameter(
            say("this case has not ended"), where="alert", next=say("choose another case")
        )
    refuse_closed_words(title)
    require_fit(alert, by)
    require_hidden(title, alert)
    by.require_marking(KIND, Classification.UNCLASSIFIED)
    twin = Twin(
        alert=alert,
        title=title,
        classification=Classification.UNCLASSIFIED,
        known_at=clock.now(by.mission),
        invented=alert.invented,
        **fields_drawn(alert, title, secrets.randbelow(2**31), by),
    )
    return records.create(twin, mission=by.mission, by=by.person)


@transaction.atomic
def rename_twin(
    twin: Twin, changes: TwinInput, *, version: int, by: Standing, reason: str = ""
) -> Twin:
    """Give a twin another name, in its script too: every clearance falls away.

    Raises  Denied; BadParameter for a name that tells which case it was; Conflict.
    """
    by.require(MAKES, of=twin)
    title = (changes.get("title") or twin.title).strip()
    refuse_closed_words(title)
    require_hidden(title, _case_read(twin, by))
    script = replace(twin.played, title=dict.fromkeys(LANGUAGES, title))
    changed = (
        {"title": title, "script": write_script(script).decode()} if title != twin.title else {}
    )
    return records.edit(twin, changed, version=version, by=by.person, reason=reason)


def _case_read(twin: Twin, by: Standing) -> Alert:
    alert = case_read(by, twin)
    if alert is None:
        raise Denied("you do not read this case", next="ask who made the exercise")
    return alert


@one_at_a_time(hold)
def draw_again(twin: Twin, *, version: int, by: Standing) -> Twin:
    """Draw other places, distances and another hour: every clearance falls away.

    Raises  Denied, also for who does not read the case; BadParameter where no exercise is made of
            it any more; NotNow where an office refused it; Conflict.
    """
    by.require(MAKES, of=twin)
    if is_refused(twin):
        raise NotNow(say("this exercise may not be played"), next=say("choose another case"))
    alert = _case_read(twin, by)
    require_fit(alert, by)
    changes = fields_drawn(alert, twin.title, secrets.randbelow(2**31), by)
    return records.edit(twin, changes, version=version, by=by.person)


@one_at_a_time(hold)
def rule_on_twin(
    twin: Twin, office: str, cleared: bool, why: str, *, version: int, by: Standing
) -> TwinRuling:
    """Clear a twin for one of three offices, or refuse it. A refusal stands; a clearance is of the
    script as it is now. Nobody rules for two offices, nor on what they made.

    Raises  Denied for who is not of the office; BadParameter without reasons; NotNow where the
            office ruled on this version, one refused it, or this person may not rule again.
    """
    if office not in OFFICES:
        raise BadParameter(
            say("no such office rules on it"), where="office", next=say("choose one")
        )
    by.require(OFFICES[TwinRuling.Office(office)], of=twin)
    if not why.strip():
        raise BadParameter(say("nobody can see why"), where="why", next=say("write a sentence"))
    refuse_closed_words(why, where="why")
    if version != twin.version:
        raise NotNow(say("the script was changed meanwhile"), next=say("look at it again"))
    if is_refused(twin):
        raise NotNow(say("an office has refused it"), next=say("choose another case"))
    ruled = twin.rulings.filter(of_version=twin.version)
    if ruled.filter(office=office).exists():
        raise NotNow(say("this office has ruled on it"), next=say("look at it again"))
    if twin.author_id == by.person.pk or ruled.filter(by=by.person).exists():
        raise NotNow(
            say("three people rule on it, none of whom made it"),
            next=say("ask another person of this office"),
        )
    return TwinRuling.objects.create(
        twin=twin,
        office=office,
        cleared=cleared,
        why=why.strip(),
        of_version=twin.version,
        on=clock.today(by.mission),
        by=by.person,
        post=by.as_said,
        entered_at=clock.now(by.mission),
    )
