"""What must hold of what is written of a community; what no record of it may say."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.incidents.compartments import COMPARTMENTS
from tutela.places.names import fold
from tutela.places.profile import ROUTINES, names_an_hour, names_part_of_day, names_refuge
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.judging import Verdict, asks_refuge, harm_told, judge
from tutela_web.base.values import FieldValue
from tutela_web.places.models import Place
from tutela_web.places.profile.models import DANGERS, CommunityRole
from tutela_web.places.profile.queries import KIND

CLOSED_HARMS = (*(harm for harms in COMPARTMENTS.values() for harm in harms), "arbitrary detention")

State = CommunityRole.State


def require_asked(hiding: bool | None, *texts: FieldValue) -> None:
    """Ask, before anything is stored, about words that may say where people hide or flee to.

    Takes   hiding, what was answered; None, nothing yet.
    Raises  BadParameter where the words are asked about and nobody answered.
    """
    said = [text for text in texts if isinstance(text, str)]
    if hiding is None and asks_refuge(*said):
        raise BadParameter(
            say("does this say where people hide or flee to?"),
            where="hiding",
            next=say("answer yes or no: a sentence that says it is never opened to others"),
        )


def refuse_words(*texts: FieldValue, where: str, hours: bool = False, refuge: bool = False) -> None:
    """Refuse words that no record of a community may hold: where people hide or would flee, what
    belongs to a compartment or to Conduct and Discipline, and an hour where all would read it.

    Takes   hours, whether an hour may be named; refuge, whether plain words of hiding are refused:
            where they would stand open, or outside the closed sentences of a community.
    Raises  BadParameter, which repeats nothing.
    """
    words = [text for text in texts if isinstance(text, str) and text]
    if refuge and names_refuge(*words):
        raise BadParameter(
            say("these words may tell where people hide, or the way they would flee"),
            where=where,
            next=say(
                "leave it out: that is not taken here. If they tell of neither, say it without "
                "“hide” and “flee to”"
            ),
        )
    if not hours and any(map(names_an_hour, words)):
        raise BadParameter(
            say("an hour of the day stands where others read it"),
            where=where,
            next=say("leave it out; hours and routes are for the office, as closed facts"),
        )
    if words and (harm_told(words, CLOSED_HARMS) or judge(words) is not Verdict.NO):
        raise BadParameter(
            say(
                "these words belong to a compartment or to Conduct and Discipline, or could not be "
                "judged now"
            ),
            where=where,
            next=say("record what happened by the form of an incident, which keeps it apart"),
        )


def refuse_day_ahead(day: date | None, by: Standing, where: str) -> None:
    """Raise BadParameter for a day that has not come yet."""
    if day is not None and day > clock.today(by.mission):
        raise BadParameter(say("the day lies ahead"), where=where, next=say("put the day right"))


class OfPlace(TypedDict, total=False):
    """What every record of a community says, as far as its rules ask."""

    place: Place
    classification: int


def marked_as_place(values: OfPlace, by: Standing) -> dict[str, Any]:
    """The values, marked no lower than the community they are of.

    Raises  BadParameter for a marking above what the person reads.
    """
    marking = max(values.get("classification", 0), values["place"].classification)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


class ToldInput(OfPlace, total=False):
    """What a community told, as far as its rules ask."""

    topic: str
    says: str
    hiding: bool | None
    told_by: list[str]
    told_on: date
    runs: str
    runs_since: date | None


def require_teller(values: ToldInput, by: Standing) -> None:
    """Raise BadParameter where nobody is said to have told it, or on a day that lies ahead."""
    if not values.get("told_by"):
        raise BadParameter(
            say("who described it is not said"),
            where="told_by",
            next=say("tick at least one class"),
        )
    refuse_day_ahead(values["told_on"], by, "told_on")


def sound_fact(values: ToldInput, by: Standing) -> dict[str, Any]:
    """An open fact: who told it and when, in words that name no hour."""
    require_teller(values, by)
    refuse_words(values.get("says"), where="says")
    require_asked(values.get("hiding"), values.get("says"))
    if values["topic"] in ROUTINES and names_part_of_day(values.get("says") or ""):
        raise BadParameter(
            say("when people are on their way stands where others read it"),
            where="says",
            next=say("say what it exposes them to; the part of the day is a closed fact"),
        )
    refuse_day_ahead(values.get("runs_since"), by, "runs_since")
    if values["topic"] not in ROUTINES and (values.get("runs") or values.get("runs_since")):
        raise BadParameter(
            say("this is no routine"),
            where="runs",
            next=say("leave open whether it goes on, or choose a routine"),
        )
    return marked_as_place(values, by)


class MeasureInput(ToldInput, total=False):
    """A measure, as far as its rules ask."""

    who: str
    support: str
    tasks: list[str]
    instead: bool | None


def sound_measure(values: MeasureInput, by: Standing) -> dict[str, Any]:
    """What people do for themselves: coarse words; a support is said not to take its place."""
    require_teller(values, by)
    refuse_words(values.get("says"), values.get("support"), where="says")
    refuse_words(values.get("who"), where="who")
    words = (values.get("says"), values.get("support"), values.get("who"))
    require_asked(values.get("hiding"), *words)
    supported = bool(values.get("tasks") or values.get("support"))
    if supported and values.get("instead") is None:
        raise BadParameter(
            say("whether the support takes the place of what people do is not said"),
            where="instead",
            next=say("answer it: a measure is supported, never replaced"),
        )
    return marked_as_place(values, by)


class NeedInput(OfPlace, total=False):
    """What a community needs, as far as its rules ask."""

    need: str
    until: date | None


def sound_need(values: NeedInput, by: Standing) -> dict[str, Any]:
    """What others read of it: what is useful, and until when."""
    until = values.get("until")
    if until is not None and until < clock.today(by.mission):
        raise BadParameter(
            say("the day has passed"), where="until", next=say("give a day ahead, or none")
        )
    return marked_as_place(values, by)


class RoleInput(OfPlace, total=False):
    """A part of a community, as far as its rules ask."""

    hiding: bool | None
    state: str
    bound: str
    says: str
    eased_by: str
    consulted_on: date | None
    reached: list[str]
    consent: str
    review_on: date | None


def sound_role(values: RoleInput, by: Standing) -> dict[str, Any]:
    """A part is answered only by people who were asked, on a day; it is taken only by consent, once
    its danger was weighed and a day is set to look again."""
    refuse_words(values.get("says"), values.get("eased_by"), where="says")
    require_asked(values.get("hiding"), values.get("says"), values.get("eased_by"))
    refuse_day_ahead(values.get("consulted_on"), by, "consulted_on")
    state = values.get("state", State.ASKED)
    if state in (State.ACCEPTED, State.DECLINED, State.NOT_INTERESTED):
        if values.get("consulted_on") is None:
            raise BadParameter(
                say("nobody answers for a community that was not consulted"),
                where="consulted_on",
                next=say("give the day on which it was asked; nobody is assumed unwilling"),
            )
        if not values.get("reached"):
            raise BadParameter(
                say("who answered is not said"),
                where="reached",
                next=say("tick who was reached: leaders apart from those at risk"),
            )
    if state == State.ACCEPTED:
        _require_weighed(values)
    return marked_as_place(values, by)


def _require_weighed(values: RoleInput) -> None:
    unasked = [name for name, _question in DANGERS if not values.get(name)]
    if unasked:
        raise BadParameter(
            say("the danger to those who take this part was not weighed"),
            where=unasked[0],
            next=say("answer each question; “asked, and not known” is an answer"),
        )
    if values.get("consent") != CommunityRole.Consent.GIVEN:
        raise BadParameter(
            say("nobody takes a part without consent"),
            where="consent",
            next=say("ask for it, or leave the part as asked"),
        )
    if values.get("review_on") is None:
        raise BadParameter(
            say("no day is set on which the danger is looked at again"),
            where="review_on",
            next=say("set one"),
        )
    if not values.get("bound"):
        raise BadParameter(
            say("whether it is informal or agreed is not said"),
            where="bound",
            next=say("choose; an informal understanding needs no paper"),
        )


class AdviceInput(OfPlace, total=False):
    """What a partner advised, as far as its rules ask."""

    hiding: bool | None
    advice: str
    changed: str
    asked_on: date


def sound_advice(values: AdviceInput, by: Standing) -> dict[str, Any]:
    """What was advised, without who advised it."""
    refuse_words(values.get("advice"), values.get("changed"), where="advice")
    require_asked(values.get("hiding"), values.get("advice"), values.get("changed"))
    refuse_day_ahead(values["asked_on"], by, "asked_on")
    return marked_as_place(values, by)


def require_partner_named(partner: str) -> None:
    """Raise BadParameter where the one asked is not named, or is a forum nobody there knows."""
    words = fold(partner).split()
    if not words or "cluster" in words:
        raise BadParameter(
            say("a cluster is nobody whom people there trust"),
            where="partner",
            next=say("name who was asked: an organisation or office they know"),
        )


class ClosedFactInput(ToldInput, total=False):
    """A closed fact, as far as its rules ask."""

    words: str
    window: str
    stretch: str


def sound_closed(values: ClosedFactInput, by: Standing) -> dict[str, Any]:
    """A closed fact: an hour and a route may stand here, where people hide may not."""
    require_teller(values, by)
    if not str(values.get("words") or "").strip():
        raise BadParameter(say("nothing is said"), where="words", next=say("write it"))
    refuse_words(values["words"], where="words", hours=True, refuge=True)
    for name in ("window", "stretch"):
        refuse_words(str(values.get(name) or ""), where=name, hours=True, refuge=True)
    if values["topic"] != "routine" and (values.get("window") or values.get("stretch")):
        raise BadParameter(
            say("this is no routine"),
            where="window",
            next=say("leave window and stretch out, or choose a routine"),
        )
    return dict(values)
