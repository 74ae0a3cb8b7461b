"""Joint readings, views heard of others, and inputs on the situation, as kinds of record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing, roles
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.models import Record
from tutela_web.records.verbs import draft_of
from tutela_web.risk.queries import RegisterFilters, hotspots
from tutela_web.risk.readings import panels
from tutela_web.risk.readings.models import (
    HeardView,
    HotspotRead,
    JointReading,
    PartyReading,
    ReadingParty,
    SituationInput,
)
from tutela_web.risk.readings.queries import (
    CONVENE,
    GIVES,
    HEARS,
    heard_views_for,
    inputs_for,
    joint_readings_for,
    opened_by,
    places_named,
    posts_of_party,
)
from tutela_web.risk.readings.verbs import ask_parties

MOST_PLACES = 10
"""So many hotspots are read at once: more than ten nobody reads with care."""

FEWEST = 2
"""Of one party a joint reading cannot be."""

BLIND_FOR = timedelta(days=1)
"""How long a new reading is blind, unless its convener says another hour."""

MARKED = 1
"""How high a new reading is marked, unless its convener says otherwise: its posts may read it."""

NO_NAMES = _("No name of a person; sexual violence, children used or held people: not here.")

CLASSIFICATION = Field("classification", _("Classification"))


def _in_place(act: str) -> Any:
    """The authority in the area of the place a record names; of the whole mission without one."""

    def authority(values: Mapping[str, FieldValue]) -> tuple[str, UUID | None]:
        place = values.get("place")
        return act, place.area_id if isinstance(place, Place) else None

    return authority


def _lies_there(model: type[Record], values: dict[str, FieldValue]) -> dict[str, Any]:
    """It lies where its place does, and is never marked lower."""
    place, marking = values.get("place"), draft_of(model, values).classification
    if isinstance(place, Place):
        return {**values, "area": place.area, "classification": max(marking, place.classification)}
    return {**values, "area": None, "classification": marking}


# --- joint readings


def _reading_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    """Each post asked may read what the reading is marked as."""
    kept = _lies_there(JointReading, values)
    asked = draft_of(JointReading, values)
    refuse_closed_words(asked.title, where="title")
    by.require_marking("risks", kept["classification"])
    for party in ReadingParty:
        post = asked.post_of(party)
        if post is not None and roles()[post.role].clearance < kept["classification"]:
            raise BadParameter(
                say("this post may not read what is classified so high"),
                where=party.value,
                next=say("ask another post, or choose a lower classification"),
            )
    return kept


def _choose_hotspots(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """What a new reading is about; it is refused where it would open at once or ask one alone."""
    opens_at = values["opens_at"]
    if isinstance(opens_at, datetime) and opens_at <= clock.now(by.mission):
        raise BadParameter(
            say("the hour lies behind us: it would never be blind"),
            where="opens_at",
            next=say("choose a later hour"),
        )
    if sum(values.get(party.value) is not None for party in ReadingParty) < FEWEST:
        raise BadParameter(
            say("one party alone reads nothing jointly"), next=say("ask two posts at least")
        )
    marking, place = values["classification"], values.get("place")
    assert isinstance(marking, int)
    lines = hotspots(by, RegisterFilters(), top=4 * MOST_PLACES)[0]
    about = [
        HotspotRead(
            place=str(line.place.pk),
            priority=line.priority,
            chance=line.suggested.likelihood if line.suggested is not None else None,
        )
        for line in lines
        if line.place.classification <= marking and place in (None, line.place)
    ]
    if isinstance(place, Place):
        about = about or [HotspotRead(place=str(place.pk), priority="", chance=None)]
    elif not about:
        raise BadParameter(
            say("no hotspot stands in the register"),
            where="place",
            next=say("assess the mission, or name a place"),
        )
    return {"subjects": about[:MOST_PLACES]}


def _in_state(
    rows: QuerySet[JointReading], state: str, standing: Standing
) -> QuerySet[JointReading]:
    opened = opened_by(clock.now(standing.mission))
    return {"open": rows.filter(opened), "blind": rows.exclude(opened)}.get(state, rows)


def _state_told(reading: JointReading) -> Any:
    return _("open") if reading.open_since(clock.now(reading.mission)) else _("blind")


def _answers_told(reading: JointReading) -> str:
    asked = [one.state for one in reading.parties.all()]
    awaited = asked.count(PartyReading.State.AWAITED)
    return f"{len(asked) - awaited} / {len(asked)}"


def _asks(party: ReadingParty) -> Field:
    return Field(
        party.value,
        party.label,
        choices=lambda standing: posts_of_party(party, standing),
        unknown=_("not asked"),
        only="new",
    )


def _first_posts(standing: Standing, marking: int) -> dict[str, Any]:
    """A post for each party: the first that may read for it what is marked so high."""
    return {
        party.value: next(
            (
                post
                for post in posts_of_party(party, standing)
                if roles()[post.role].clearance >= marking
            ),
            None,
        )
        for party in ReadingParty
    }


JOINT_READING = RecordKind(
    JointReading,
    name="joint_reading",
    room="risk",
    path="risks/joint-readings",
    reads="risks",
    act=CONVENE,
    acts=_in_place(CONVENE),
    may_begin=lambda standing: standing.may_somewhere(CONVENE),
    rows=joint_readings_for,
    day=lambda one: one.opens_on,
    rules=_reading_rules,
    takes=_choose_hotspots,
    follows=ask_parties,
    initial=lambda standing: {
        "classification": MARKED,
        "opens_at": clock.now(standing.mission) + BLIND_FOR,
        **_first_posts(standing, MARKED),
    },
    titles=Titles(
        one=_("Joint reading"),
        many=_("Joint readings"),
        about=_(
            "Each party writes what it sees, and nobody reads another's before the hour, or before"
            " all have answered. Declining blocks nothing."
        ),
        add=_("Convene a joint reading"),
        none=_("No joint reading was convened: whether the parties see alike is not known."),
        words=_("The hour cannot be changed later, and nobody can open it before."),
        button=_("Convene"),
    ),
    fields=(
        Field("title", _("What is read"), NO_NAMES),
        Field(
            "place",
            _("One hotspot alone"),
            _("Without one, the first ten hotspots of the register as they stand now."),
            choices=places_by_name,
            linked=places_named,
            unknown=_("the first hotspots of the mission"),
            only="new",
        ),
        Field("opens_at", _("Opens at"), _("By the mission's clock."), only="new"),
        *(_asks(party) for party in ReadingParty),
        Field("classification", _("Classification"), only="new"),
    ),
    columns=(
        ListColumn("title", under=("place",), quiet=True),
        ListColumn("state", label=_("State"), told=_state_told),
        ListColumn("opens_at"),
        ListColumn("answers", label=_("Answered or declined"), told=_answers_told),
    ),
    filters=(
        ListFilter(
            "state",
            _("State"),
            choices=lambda standing: [("blind", _("blind")), ("open", _("open"))],
            apply=_in_state,
        ),
    ),
    history=("opened_at", "red_team", "red_team_by", "red_team_on"),
    beside=panels.beside_list,
    list_template="risk/joint_readings.html",
    page_beside=panels.beside_reading,
    page_template="risk/joint_reading.html",
)


# --- views heard of others


def _view_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    refuse_closed_words(values["view"], values["heard_from"], where="view")
    _not_ahead(values["heard_on"], by, where="heard_on")
    kept = _lies_there(HeardView, values)
    by.require_marking("engagements", kept["classification"])
    return kept


def _not_ahead(day: FieldValue, by: Standing, *, where: str) -> None:
    if isinstance(day, date) and day > clock.today(by.mission):
        raise BadParameter(
            say("this lies in the future"), where=where, next=say("record it when it happens")
        )


HEARD_VIEW = RecordKind(
    HeardView,
    name="heard_view",
    room="risk",
    path="risks/heard-views",
    reads="engagements",
    act=HEARS,
    acts=_in_place(HEARS),
    may_begin=lambda standing: standing.may_somewhere(HEARS),
    rows=heard_views_for,
    rules=_view_rules,
    takes=lambda values, by: {"typed_by": by.as_said},
    initial=lambda standing: {"classification": 1, "heard_on": standing.on},
    titles=Titles(
        one=_("View heard"),
        many=_("Views heard of others"),
        about=_(
            "How the Council, the Secretariat and the host state see the risks, as somebody of the"
            " mission heard it. None of them reads this, nor is it in what is sent."
        ),
        add=_("Record a view heard"),
        none=_("No view was recorded: how they see the risks is not known."),
    ),
    fields=(
        Field("of", _("Whose view")),
        Field("heard_from", _("Heard of"), _("An office or a house, never a person's name.")),
        Field("heard_on", _("Heard on")),
        Field("typed_by", _("Heard by"), asked=False),
        Field(
            "place",
            _("About a place"),
            choices=places_by_name,
            linked=places_for,
            unknown=_("the whole mission"),
        ),
        Field("view", _("What was said"), NO_NAMES, lines=4),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("of", under=("heard_from",)),
        ListColumn("heard_on", under=("typed_by",)),
        ListColumn("place"),
        ListColumn("view"),
    ),
    filters=(ListFilter("of", _("Whose view")),),
    above=(("risk:joint_readings", _("Joint readings")),),
)


# --- inputs on the situation


def _input_rules(values: dict[str, FieldValue], by: Standing) -> dict[str, Any]:
    refuse_closed_words(values["words"], where="words")
    _not_ahead(values["on"], by, where="on")
    of_rights = values["about"] == SituationInput.TopicKind.HUMAN_RIGHTS
    if of_rights != (values["conduit"] == SituationInput.Conduit.COMPONENT):
        raise BadParameter(
            say("this situation is not told by that conduit"),
            where="conduit",
            next=say(
                "human rights are told by the component, the humanitarian situation by OCHA or its"
                " coordinators"
            ),
        )
    kept = _lies_there(SituationInput, values)
    by.require_marking("risks", kept["classification"])
    return kept


SITUATION_INPUT = RecordKind(
    SituationInput,
    name="situation_input",
    room="risk",
    path="risks/inputs",
    reads="risks",
    act=GIVES,
    acts=_in_place(GIVES),
    may_begin=lambda standing: standing.may_somewhere(GIVES),
    rows=inputs_for,
    rules=_input_rules,
    takes=lambda values, by: {"given_by": by.as_said},
    initial=lambda standing: {"classification": 1, "on": standing.on},
    titles=Titles(
        one=_("Input on the situation"),
        many=_("Inputs on the situation"),
        about=_(
            "The last word on human rights and on the humanitarian situation. What is missing, or"
            " older than two weeks, is named at joint readings, on risks and in section B."
        ),
        add=_("Record an input"),
        none=_("No input is on record: the situation is not known, not calm."),
    ),
    fields=(
        Field("about", _("About")),
        Field("conduit", _("Given by"), _("No agency or organisation is named.")),
        Field(
            "place",
            _("About a place"),
            choices=places_by_name,
            linked=places_for,
            unknown=_("the whole mission"),
        ),
        Field("on", _("Day")),
        Field(
            "words",
            _("Trend"),
            _("In two sentences. No name of a person, of an agency or of an organisation."),
            lines=4,
        ),
        Field("given_by", _("Typed by"), asked=False),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("words", under=("place",)),
        ListColumn("about", under=("conduit",)),
        ListColumn("on"),
        ListColumn("given_by"),
    ),
    filters=(ListFilter("about", _("About")),),
    beside=panels.beside_inputs,
    list_template="risk/situation_inputs.html",
    above=(("risk:joint_readings", _("Joint readings")),),
)
