"""Words of an alert that name a harm of a compartment are kept there; the alert says less.

An alert waits for nobody, so nobody approves: its words become "harm to civilians", and its place
a town, a district or a cell, as in the open part of a closed record.
"""

from __future__ import annotations

from collections.abc import Mapping

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela_web.access.models import Mission, Person
from tutela_web.base.values import FieldValue, field_values
from tutela_web.incidents.closed.harms import MARKS, harm_named
from tutela_web.incidents.closed.release_verbs import where_openly
from tutela_web.incidents.inputs import incident_input
from tutela_web.incidents.models import ClosedIncident
from tutela_web.incidents.record.verbs import keep_closed
from tutela_web.warning.inputs import AlertInput, WordInput, alert_input

SAID = "harm to civilians"
"""What an alert says of a harm it may not name: the same as of a text whose words are sealed."""

FREE = ("act", "who", "whom", "heading", "how_known", "note", "place_said", "words")
"""Words that somebody wrote."""


EXACT = frozenset({"latitude", "longitude", "place", "place_precision"})
"""Fields that say exactly where."""


def compartment_harm(marked: str) -> str:
    """A harm of a compartment as somebody marked it; empty where nobody did.

    Raises  TutelaError for a harm of no compartment.
    """
    if marked and marked not in MARKS:
        raise TutelaError(
            say("this harm belongs to no compartment"), next=say("leave the mark out")
        )
    return marked


def _free_words(fields: AlertInput | WordInput) -> dict[str, str]:
    """Words that somebody wrote in these fields."""
    return {
        name: value
        for name, value in field_values(fields).items()
        if name in FREE and isinstance(value, str) and value
    }


def kept_apart(
    fields: AlertInput,
    said: WordInput,
    *,
    mission: Mission,
    by: Person | None,
    marked: str = "",
) -> tuple[AlertInput, WordInput, ClosedIncident | None]:
    """Fields of an alert and words of its report as others may read them.

    Takes   fields as located, and what the report says, either of which may name a closed harm;
            marked, a closed harm that a person says they are of, whatever words they use.
    Gives   both, unchanged where none is named; else without anybody's words and with a general
            place, and the record of the compartment that keeps what was said.
    """
    told = _free_words(fields) | _free_words(said)
    harm = marked or harm_named(*told.values())
    if not harm:
        return fields.copy(), said.copy(), None
    values = field_values(fields)
    part = keep_closed_incident(harm, told, values, mission=mission, by=by)
    left = {name: value for name, value in values.items() if name not in {*FREE, *EXACT}}
    if (who := fields.get("who")) and not marked and not harm_named(who):
        left["who"] = who
    left |= {"act": SAID, "latitude": None, "longitude": None, **where_openly(fields)}
    spoken = said.copy()
    spoken.pop("act", None)
    spoken["words"] = SAID
    return alert_input(left), spoken, part


def changed_apart(
    changes: AlertInput, *, mission: Mission, by: Person | None, marked: str = ""
) -> tuple[AlertInput, ClosedIncident | None]:
    """As kept_apart, for the fields of an alert that somebody changes: those that name a harm.

    Takes   marked, of an alert whose words were closed, as which: no word and no exact place of
            what is changed stays with it.
    """
    told, values = _free_words(changes), field_values(changes)
    if marked:
        exact = any(values.get(name) is not None for name in EXACT)
        if not told and not exact:
            return changes.copy(), None
        part = keep_closed_incident(marked, told, values, mission=mission, by=by)
        left = {name: value for name, value in values.items() if name not in {*FREE, *EXACT}}
        if exact:
            left |= {"latitude": None, "longitude": None, **where_openly(changes)}
        return alert_input(left | ({"act": SAID} if "act" in told else {})), part
    named = {name: text for name, text in told.items() if harm_named(text)}
    if not named:
        return changes.copy(), None
    part = keep_closed_incident(harm_named(*named.values()), named, {}, mission=mission, by=by)
    left = {name: value for name, value in values.items() if name not in named}
    return alert_input(left | ({"act": SAID} if "act" in named else {})), part


def keep_closed_incident(
    harm: str,
    told: Mapping[str, str],
    fields: Mapping[str, FieldValue],
    *,
    mission: Mission,
    by: Person | None,
) -> ClosedIncident:
    """The record of the compartment: every word as it was said, and where."""
    where = (
        "place",
        "place_said",
        "place_precision",
        "latitude",
        "longitude",
        "area",
        "known_at",
        "classification",
        "language",
    )
    kept = {name: fields[name] for name in where if fields.get(name) is not None}
    summary = "\n".join(f"{name}: {told[name]}" for name in FREE if name in told)
    return keep_closed(incident_input(kept | {"summary": summary}), harm, mission=mission, by=by)
