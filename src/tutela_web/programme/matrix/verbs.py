"""How lines of the matrix change. No line that says nothing of whom it is against or for; one lead,
who accepts it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.crisis.tables import options
from tutela.incidents.words import HARMS
from tutela.places.names import fold
from tutela.strategy.activities import is_activity
from tutela.strategy.matrix import ENDED, TIERS
from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.links.verbs import not_ahead
from tutela_web.look.translate import word
from tutela_web.places.finding import find_where
from tutela_web.places.models import Place
from tutela_web.programme.matrix.inputs import LineInput, SupportWordInput, line_input
from tutela_web.programme.matrix.models import MatrixLine, SupportWord
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records import verbs as records
from tutela_web.risk.queries import risks_for
from tutela_web.safeguards.violence_asked import refuse_survivor_details

PROGRESS = frozenset({"status", "came_of", "confirmed"})
"""What the lead of a line may change beside who keeps the matrix."""

JUDGED = (
    "risk",
    "for_area",
    "harms",
    "actors",
    "threat",
    "activity",
    "measure",
    "place_said",
    "tiers",
    "starts",
    "ends",
    "support",
    "confirmed",
    "status",
    "came_of",
    "place",
    "classification",
)
"""What is looked at again when a line is edited, changed or not."""

Fault = tuple[str, str, str]


def fault_of(values: LineInput) -> Iterable[Fault]:
    """What is wrong with the values of a whole line: the field, why, what to do next."""
    coded = values.get("activity") or ""
    if coded and coded not in options():
        yield "activity", say("this is no activity of the table"), say("choose one of its codes")
    if not coded and not str(values.get("measure") or "").strip():
        yield (
            "measure",
            say("nothing says what is done"),
            say("write the activity in your own words"),
        )
    if set(values.get("harms") or ()) - set(HARMS):
        yield "harms", say("this is no harm of the list"), say("choose from the list")
    if set(values.get("tiers") or ()) - set(TIERS):
        yield "tiers", say("the tiers are 1, 2 and 3"), say("write those it serves")
    first, last = values.get("starts"), values.get("ends")
    if first and last and last < first:
        yield "ends", say("the last day lies before the first"), say("put the dates right")
    if set(values.get("confirmed") or ()) - set(values.get("support") or ()):
        yield (
            "confirmed",
            say("one who does not support the line cannot confirm it"),
            say("name them among the supporting actors first"),
        )
    if values.get("status") in ENDED and not str(values.get("came_of") or "").strip():
        yield "came_of", say("a result is needed to end a line"), say("say it in a sentence")


@transaction.atomic
def make_lines(rows: Sequence[LineInput], *, by: Standing) -> list[MatrixLine]:
    """Add lines from the values of their fields; a blank code is the next number.

    Raises  Denied without the act keep_matrix where the line lies; BadParameter without a risk the
            person may see, for a code taken, or for values that cannot stand.
    """
    if not rows:
        return []
    taken = _codes(by.mission)
    lines = []
    for row in rows:
        settled = _settle_values(row, by)
        area = settled["area"]
        by.require("keep_matrix", area=area.pk if area else None)
        code = settled.pop("code", "") or _next_code(taken)
        if code in taken:
            raise BadParameter(
                say("this code is taken"), where=code, next=say("choose another code")
            )
        taken.add(code)
        lines.append(MatrixLine(code=code, known_at=clock.now(by.mission), **settled))
    records.create_many(lines, mission=by.mission, by=by.person)
    return lines


@transaction.atomic
def edit_line(
    line: MatrixLine, changes: LineInput, *, version: int, by: Standing, reason: str = ""
) -> MatrixLine:
    """Change a line; its lead may record its progress.

    Raises  Denied; Conflict; BadParameter for values that cannot stand.
    """
    act = "keep_matrix"
    if changes.keys() <= PROGRESS and not by.may(act, area=line.area_id):
        act = "lead_line"
    by.require(act, area=line.area_id, of=line)
    wanted = _with_links(changes, by)
    if "support" in wanted and "confirmed" not in wanted:  # who supports no more, confirms no more
        wanted["confirmed"] = [one for one in line.confirmed if one in wanted["support"]]
    held = line_input({name: getattr(line, name) for name in JUDGED})
    settled = _settle_values({**held, **wanted}, by)
    if settled["area"] != line.area:
        wanted["area"] = settled["area"]
    if settled["classification"] != line.classification:
        wanted["classification"] = settled["classification"]
    _keep_confirmed(line, wanted)
    if wanted.get("lead", line.lead) != line.lead:  # another lead has not accepted yet
        wanted["accepted_on"], wanted["accepted_by"] = None, ""
    return records.edit(
        line, wanted, version=version, by=by.person, reason=reason, seen=lines_for(by)
    )


@transaction.atomic
def accept_line(line: MatrixLine, *, version: int, by: Standing) -> MatrixLine:
    """Accept a line as its lead, by the post one holds.

    Raises  Denied without the act lead_line; BadParameter where nobody is named as lead.
    """
    by.require("lead_line", area=line.area_id, of=line)
    if not line.lead.strip():
        raise BadParameter(say("nobody leads it"), next=say("name one lead"))
    changes = line_input({"accepted_on": clock.today(by.mission), "accepted_by": by.as_said})
    return records.edit(line, changes, version=version, by=by.person)


@transaction.atomic
def confirm_support(
    line: MatrixLine, fields: SupportWordInput, *, version: int, by: Standing
) -> MatrixLine:
    """Record that a supporting actor confirmed its part in a line.

    Takes   who, of those who support it; said_by and on, whose word it was and when, written by
            who keeps the matrix. Without said_by, who acts speaks for the actor, by the own post,
            today.
    Raises  Denied without the act lead_line for the own word, keep_matrix for another's;
            BadParameter for one who does not support it, or for a day missing or ahead; Conflict.
    """
    said_by = fields.get("said_by", "").strip()
    by.require("keep_matrix" if said_by else "lead_line", area=line.area_id, of=line)
    who, on = fields.get("who", "").strip(), fields.get("on")
    if who not in line.support:
        raise BadParameter(
            say("one who does not support the line cannot confirm it"),
            next=say("name them among the supporting actors first"),
        )
    if said_by and on is None:
        raise BadParameter(say("a statement needs a date"), next=say("give the day"))
    not_ahead(on, by)
    support_word: SupportWord = {
        "on": (on if said_by and on else clock.today(by.mission)).isoformat(),
        "own": not said_by,
        "said_by": said_by[:160],
        "post": by.as_said,
    }
    changes: LineInput = {
        "confirmed": [*(name for name in line.confirmed if name != who), who],
        "confirmed_by": {**line.confirmed_by, who: support_word},
    }
    return records.edit(line, changes, version=version, by=by.person, seen=lines_for(by))


@transaction.atomic
def withdraw_support(line: MatrixLine, who: str, *, version: int, by: Standing) -> MatrixLine:
    """Take back that a supporting actor confirmed; its history keeps that it did.

    Raises  Denied without the act keep_matrix or lead_line; BadParameter for one who had not
            confirmed; Conflict.
    """
    if not by.may("keep_matrix", area=line.area_id):
        by.require("lead_line", area=line.area_id)
    by.require_ours(line)
    if who not in line.confirmed:
        raise BadParameter(say("this actor has not confirmed"), next=say("look at the line again"))
    changes = line_input({"confirmed": [one for one in line.confirmed if one != who]})
    _keep_confirmed(line, changes)
    return records.edit(line, changes, version=version, by=by.person, seen=lines_for(by))


def _keep_confirmed(line: MatrixLine, changes: LineInput) -> None:
    """Of how actors confirmed, keep that of those who still do."""
    if "confirmed" in changes and line.confirmed_by:
        changes["confirmed_by"] = {
            name: told for name, told in line.confirmed_by.items() if name in changes["confirmed"]
        }


def _with_links(values: LineInput, by: Standing) -> LineInput:
    """The values, risk and place as records where they were named by their keys."""
    linked = values.copy()
    if "risk_id" in linked:
        key = linked.pop("risk_id")
        linked["risk"] = (
            risks_for(by).filter(pk=key).select_related("place").first() if key else None
        )
    if "for_area_id" in linked:
        key = linked.pop("for_area_id")
        areas = DutyArea.objects.filter(mission=by.mission)
        linked["for_area"] = areas.filter(pk=key).first() if key else None
    if "place_id" in linked:
        key = linked.pop("place_id")
        seen = Place.objects.filter(by.sees_open("places"))
        linked["place"] = seen.filter(pk=key).first() if key else None
    return linked


def _settle_values(values: LineInput, by: Standing) -> LineInput:
    """The values with what follows from them: risk and place as records, area, marking."""
    settled = _read_own_words(_with_links(values, by), by)
    risk, place, for_area = settled.get("risk"), settled.get("place"), settled.get("for_area")
    themes = any(settled.get(name) for name in ("harms", "actors", "threat"))
    if risk is None and for_area is None and not themes:
        raise BadParameter(
            say("nothing says what this line is for"),
            next=say(
                "choose a risk of the register, or say the area, the harm, the actor or the theme"
            ),
        )
    refuse_survivor_details(settled)
    for name, why, step in fault_of(settled):
        raise BadParameter(why, where=name, next=step)
    of_risk = (risk.area or risk.place.area) if risk else None
    settled["area"] = (place.area if place else None) or of_risk or for_area
    marking = max(
        risk.classification if risk else 0,
        place.classification if place else 0,
        settled.get("classification", Classification.CONFIDENTIAL) or 0,
    )
    settled["classification"] = marking
    by.require_marking("strategy", marking)
    return settled


@cache
def activity_labels() -> dict[str, list[str]]:
    """Each activity of the list by its labels in the languages of the platform."""
    labels: dict[str, list[str]] = {code: [one.label] for code, one in options().items()}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, one in options().items():
                labels[code].append(word(one.label))
    return labels


def _read_own_words(values: LineInput, by: Standing) -> LineInput:
    """The values with what a mission's own words name: an activity of the list written as words,
    a place or an area by its name. What names nothing stays words."""
    read = values.copy()
    measure = str(read.get("measure") or "")
    if not read.get("activity") and (code := is_activity(measure, activity_labels())):
        read["activity"], read["measure"] = code, ""
    said = str(read.get("place_said") or "").strip()
    if said and read.get("place") is None and read.get("for_area") is None:
        where = find_where(by, said)
        if where.place is not None:
            read["place"] = where.place
        elif area := (where.other.area if where.other else None) or _area_named(said, by):
            read["for_area"] = area
    return read


def _area_named(said: str, by: Standing) -> DutyArea | None:
    """The one area whose name has all these words: "North" for "Field Office North"."""
    wanted = set(fold(said).split())
    areas = DutyArea.objects.filter(mission=by.mission).defer("boundary")
    named = [area for area in areas if wanted and wanted <= set(fold(area.name).split())]
    return named[0] if len(named) == 1 else None


def _codes(mission: Mission) -> set[str]:
    return set(MatrixLine.objects.filter(mission=mission).values_list("code", flat=True))


def _next_code(taken: set[str]) -> str:
    numbers = [int(match[1]) for code in taken if (match := re.fullmatch(r"M-(\d{3,6})", code))]
    return f"M-{max(numbers, default=0) + 1:03}"
