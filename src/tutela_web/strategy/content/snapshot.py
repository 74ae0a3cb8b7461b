"""All that a strategy says as plain JSON: to be frozen, signed by its digest, and put on paper.

    content = snapshot(standing, strategy)   # what this reader may see, live
    digest(content)                          # the name of exactly this text
    seen_part(standing, frozen.content)      # what this reader may see of one that was frozen

Text, whole numbers, true and false, and null: a figure with a fraction is text ("8.3"). Words of
the house are its codes and English words; a page or a paper puts them into its language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from tutela.strategy.answering import Answering
from tutela.strategy.document import references
from tutela.strategy.elements import CLOSED, SECTIONS
from tutela.strategy.matrix import ENDED
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment, DutyArea
from tutela_web.access.policy import Standing
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.models import Caveat, UnitReadiness
from tutela_web.capacity.units.queries import holds_readiness, units_for, with_base
from tutela_web.crisis.papers.signing import PaperValue, canonical
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import asks_for
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.queries import standing_fora
from tutela_web.partners.arrangements.models import Arrangement
from tutela_web.partners.arrangements.queries import standing_arrangements
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.partners.roles.queries import host_version, role_matrix
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.partners.space.queries import checks_for
from tutela_web.programme.alignment.queries import directives
from tutela_web.programme.efforts.models import PlanItem
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import answering, core_line, lines_for
from tutela_web.programme.objectives.queries import objectives_served
from tutela_web.records.models import Record
from tutela_web.risk.groups.queries import by_group_of, standing_rows
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.risk.threats.queries import kinds_of_risks
from tutela_web.strategy.content.columns import Row, row_of, rows_of, values_of
from tutela_web.strategy.content.elements import ElementRow as Answer
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.content.record_tables import RECORD_KINDS, record_tables
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import sections_for, summaries_for, translations_for
from tutela_web.strategy.edition.takeup import Printed

FORMAT = "tutela-strategy/1"

KINDS: Mapping[str, tuple[str, ...]] = {
    "risks": ("risks",),
    "groups": ("risks",),
    "lines": ("strategy", "risks"),
    "capacities": ("bases",),
    "roles": ("strategy",),
    "directives": ("strategy",),
    "host_notes": (),
    "fora": ("fora",),
    "partners": ("fora",),
    "arrangements": ("fora",),
    "checks": ("fora",),
    "residuals": ("risks",),
    "asks": ("engagements",),
    "gaps": (),
    "references": (),
    **RECORD_KINDS,
}
"""The kinds of record each table is made of: who reads them all reads it."""

GAPS: Mapping[str, str] = {"residual": "risks", "line": "risks", "ask": "engagements"}
"""The kind of record a gap was told by."""


def digest(content: Mapping[str, PaperValue]) -> str:
    """The name of exactly this content: SHA-256 of its canonical JSON, in hex.

    >>> digest({"b": 1, "a": "é"}) == digest({"a": "é", "b": 1}) != digest({"a": "e", "b": 1})
    True
    """
    return hashlib.sha256(canonical(content)).hexdigest()


def snapshot(
    standing: Standing, strategy: Strategy, *, closed: bool = True, read: bool = True
) -> dict[str, Any]:
    """Everything a strategy says, as this person may read it today. Some forty queries.

    Takes   closed, whether section F and what else lies in the compartment capacity is wanted;
            it is there only for who holds the compartment, and then it is a line in the audit;
            read, whether anybody reads it: what is only kept is no line.
    Gives   title, edition, language, term, marking (of the closest that is in it); sections by
            letter; elements by key; tables by name, as KINDS has them. Rows carry `marking` and
            the code of their `area`.
    """
    if not closed:
        standing = without_capacity(standing)
    held = completeness(standing, strategy)
    tables = _tables(standing, strategy)
    if read and tables.get("capacities"):
        number = sum(len(row["caveats"]) for row in tables["capacities"])
        trail.record(
            "read", mission=standing.mission, by=standing.person, kind="caveat", number=number
        )
    sections = _sections(standing, strategy)
    markings = [row["marking"] for rows in tables.values() for row in rows if "marking" in row]
    return {
        "format": FORMAT,
        "mission": {"code": standing.mission.code, "name": standing.mission.name},
        "strategy": str(strategy.pk),
        "title": strategy.title,
        "edition": strategy.edition,
        "language": strategy.language,
        "decisions": strategy.decisions,
        "term": [_day(strategy.valid_from), _day(strategy.valid_until)]
        if strategy.valid_from
        else None,
        "as_of": _day(standing.on),
        "closed": any("withheld" not in sections[letter] for letter in CLOSED),
        "marking": max(
            strategy.classification,
            *(one.get("marking", 0) for one in sections.values()),
            *markings,
        ),
        "sections": sections,
        "elements": {row.state.element.key: _element(row) for row in held.rows},
        "tables": tables,
    }


def without_capacity(standing: Standing) -> Standing:
    """The same reader without the compartment capacity."""
    return replace(standing, compartments=standing.compartments - {Compartment.CAPACITY})


def up_to(standing: Standing, marking: int) -> Standing:
    """The same reader, of nothing marked higher, not even by the own hand."""
    readings = {
        kind: replace(
            read,
            own=False,
            clearance=min(read.clearance, marking),
            parts=frozenset((areas, min(most, marking)) for areas, most in read.parts),
        )
        for kind, read in standing.readings.items()
    }
    return replace(standing, readings=readings)


# --- what a reader may see of what was frozen


def seen_part(standing: Standing, content: Mapping[str, Any]) -> dict[str, Any]:
    """What of a frozen content this person may see: rows of their areas, up to their marking.

    Gives   the content; where anything was left out, the names of those tables stand in
            `withheld_tables`, and its digest is no longer the signed one. One query.
    """
    ids = {
        pk for read in standing.readings.values() for areas, _ in read.parts for pk in areas or ()
    }
    codes = dict(DutyArea.objects.filter(pk__in=ids).values_list("code", "pk")) if ids else {}
    tables, withheld = {}, []
    for name, rows in content["tables"].items():
        seen = [row for row in rows if _may_see(standing, name, row, codes)]
        tables[name] = seen
        if len(seen) < len(rows):
            withheld.append(name)
    closed = content["closed"] and not holds_readiness(standing)
    sections = {
        letter: {"name": one["name"], "withheld": Compartment.CAPACITY.value}
        if closed and letter in CLOSED
        else one
        for letter, one in content["sections"].items()
    }
    elements = {
        key: one for key, one in content["elements"].items() if not (closed and key[0] in CLOSED)
    }
    part = {**content, "tables": tables, "sections": sections, "elements": elements}
    if withheld or closed:
        part |= {"withheld_tables": withheld, "closed": content["closed"] and not closed}
    return part


def _may_see(standing: Standing, table: str, row: Row, codes: Mapping[str, UUID]) -> bool:
    if table == "capacities" and not holds_readiness(standing):
        return False
    if row.get("compartment", "") not in {"", *standing.compartments}:
        return False
    kinds = (GAPS[row["from"]],) if table == "gaps" else KINDS[table]
    return all(
        (reading := standing.readings.get(kind)) is not None
        and reading.reaches(row["marking"], codes.get(row["area"]))
        for kind in kinds
    )


# --- the parts


def _sections(standing: Standing, strategy: Strategy) -> dict[str, Row]:
    seen = {
        one.letter: one
        for one in sections_for(standing).filter(strategy=strategy, language=strategy.language)
    }
    in_short = {
        one.section_id: {"summary": one.words, "stale": one.stale}
        for one in summaries_for(standing).filter(section__in=seen.values()).exclude(words="")
    }
    others: dict[Any, dict[str, Row]] = {}
    for text in translations_for(standing).filter(section__in=seen.values()):
        others.setdefault(text.section_id, {})[text.language] = {
            "text": text.text,
            "current": text.current,
        }
    return {
        letter: {
            "name": name,
            "text": one.text,
            "version": one.version,
            "marking": one.classification,
            **in_short.get(one.pk, {}),
            **({"in": others[one.pk]} if one.pk in others else {}),
        }
        if (one := seen.get(letter))
        else {"name": name, "withheld": Compartment.CAPACITY.value}
        for letter, name in SECTIONS.items()
    }


def _element(row: Answer) -> Row:
    """How an element stands; left out with its reason."""
    state, waiver = row.state, row.waiver
    return {
        "met": state.met,
        "by": state.by,
        "waived": state.by == "waived",
        "why": waiver.why if waiver is not None else "",
    }


def _tables(standing: Standing, strategy: Strategy) -> dict[str, list[Row]]:
    """The tables, each as far as its kinds are read and the edition takes them up; the
    compartment's are there for holders."""
    printed = Printed(strategy)
    lines = list(printed.rows("lines", lines_for(standing)).order_by("code"))
    answering_lines = answering(standing, lines)
    residuals, asks = _residuals(standing, printed), _asks(standing, printed)
    adopted = _adopted_risks(standing)
    orders = [
        row
        for row in (directives(standing).rows if standing.reads("strategy") else [])
        if printed.holds("directives", row.item)
    ]
    cited: dict[Any, list[str]] = {}
    for row in orders:
        for line in row.lines:
            cited.setdefault(line.pk, []).append(str(row.item.pk))
    serving = objectives_served(standing, lines)
    tables: dict[str, list[Row]] = {
        "risks": _risks(standing, adopted),
        "groups": _by_group(standing, adopted),
        "lines": [
            _line(one, answering_lines)
            | {"directives": cited.get(one.pk, []), "serves": serving.get(one.pk, [])}
            for one in lines
        ],
        "roles": _roles(standing, printed),
        "directives": [_directive(row.item) for row in orders],
        "host_notes": _host_notes(standing, printed),
        "fora": _fora(standing, printed),
        "partners": _partners(standing, printed),
        "arrangements": _arrangements(standing, printed),
        "checks": _checks(standing, printed),
        "residuals": residuals,
        "asks": asks,
        "gaps": _gaps(residuals, [_line(one, answering_lines) for one in lines], asks),
        "references": [dict(row) for row in references()],
        **record_tables(standing, strategy, printed),
    }
    if holds_readiness(standing):
        tables["capacities"] = _capacities(standing)
    return tables


def _adopted_risks(standing: Standing) -> list[Risk]:
    """What the forum adopted, worst first."""
    rows = risks_for(standing).filter(status=Risk.Status.ADOPTED)
    ordered = (
        rows.select_related("place__area", "area")
        .defer("place__area__boundary", "area__boundary")
        .order_by(F("priority").desc(nulls_last=True), F("risk").desc(nulls_last=True), "pk")
    )
    return list(ordered)


def _risks(standing: Standing, adopted: Sequence[Risk]) -> list[Row]:
    kinds = kinds_of_risks(standing, adopted)
    columns = (
        "id:pk place:place.name actor harm horizon_days intent capability vulnerability risk band"
        " gravity priority confidence owner adopted_on:forum_on review_on"
    )
    return [
        values_of(one, columns)
        | {
            "name": _risk_name(one),
            "threat": kinds[one.pk],
            "marking": max(one.classification, one.place.classification),
            "area": _area(one),
        }
        for one in adopted
    ]


def _by_group(standing: Standing, adopted: Sequence[Risk]) -> list[Row]:
    """The places of adopted risks, the worst first, each with what is known of its groups and the
    groups that nobody assessed."""
    places = list({one.place_id: one.place for one in adopted}.values())
    rows = list(standing_rows(standing).filter(place__in=places))
    told = by_group_of(places, rows, standing.on)
    return [
        {
            "id": str(one.place.pk),
            "place": one.place.name,
            "views": [
                values_of(view.row, "group harm where when heard source_on")
                for group in one.groups
                for view in group.views
            ],
            "without": one.without,
            "one_sex": one.one_sex,
            "marking": max(
                [
                    one.place.classification,
                    *(view.row.classification for group in one.groups for view in group.views),
                ]
            ),
            "area": _area(one.place),
        }
        for one in told
    ]


def _line(matrix_line: MatrixLine, answering_lines: Answering) -> Row:
    """A line of the matrix under the names of tutela.strategy.matrix.Line, and its code."""
    line, risk = core_line(matrix_line, answering_lines), matrix_line.risk
    places = [place for place in (matrix_line.place, risk and risk.place) if place is not None]
    area = matrix_line.for_area if risk is None else risk.area
    columns = (
        "id risk activity measure lead support tiers phase place starts ends resources indicator"
        " status task part joint for_host answers:risks"
    )
    return values_of(line, columns) | {
        "code": matrix_line.code,
        "accepted_on": _day(matrix_line.accepted_on),
        "risk_name": _risk_name(risk) if risk else matrix_line.against,
        "marking": max(
            matrix_line.classification,
            risk.classification if risk else 0,
            *(place.classification for place in places),
        ),
        "area": area.code if area else "",
    }


def _capacities(standing: Standing) -> list[Row]:
    """Units with their readiness and caveats: only ever for holders of the compartment."""
    units = list(
        with_base(standing, units_for(standing).filter(retired=False))
        .order_by("name", "pk")
        .select_related("area")
        .defer("area__boundary")
    )
    ready = {
        one.unit_id: one
        for one in UnitReadiness.objects.filter(standing.sees_open("bases"), unit__in=units)
    }
    barred: dict[Any, list[Row]] = {}
    caveats = caveats_for(standing).exclude(status=Caveat.Status.LIFTED)
    barring = "kind status wording no_night no_tasks most_km medevac_km asks starts ends"
    for caveat in caveats.order_by("entered_at", "pk"):
        barred.setdefault(caveat.unit_id, []).append(values_of(caveat, barring))
    return [
        values_of(unit, "unit:name code kind able women marking:classification")
        | {
            "base": unit.base.name if unit.base else "",
            "readiness": _readiness(ready.get(unit.pk)),
            "caveats": barred.get(unit.pk, []),
            "area": _area(unit),
        }
        for unit in units
    ]


def _readiness(readiness: UnitReadiness | None) -> Row | None:
    if readiness is None:
        return None
    columns = "vehicles night air medevac reach_km poc_trained said:caveats"
    return values_of(readiness, columns)


def _roles(standing: Standing, printed: Printed) -> list[Row]:
    if not standing.reads("strategy"):
        return []
    columns = "code who who_label name what what_label says source agreed_on"
    lines = (one for row in role_matrix(standing) for one in row.lines)
    return rows_of((one for one in lines if printed.holds("roles", one)), columns)


def _directive(plan_item: PlanItem) -> Row:
    """A directive of the Force Commander in force; the lines it governs name it by its id."""
    return row_of(plan_item, "id:pk reference title by:gives issued_on governs")


def _host_notes(standing: Standing, printed: Printed) -> list[Row]:
    """What is said of the host state: only what the Head of Mission cleared, in those words."""
    return [
        values_of(one, "institution side of words:cleared_words cleared_on")
        | {"marking": 0, "area": ""}
        for one in host_version(standing).cleared
        if printed.holds("host_notes", one)
    ]


def _fora(standing: Standing, printed: Printed) -> list[Row]:
    rows = (
        printed.rows("fora", standing_fora(standing))
        .select_related("chair", "area", "reports_to")
        .defer("area__boundary")
        .prefetch_related("members__post")
    )
    columns = "name kind kind_label level purpose rhythm_days women men"
    return [
        row_of(one, columns, placed=True)
        | {
            "chair": one.chair.title if one.chair else one.chair_said,
            "reports_to": one.reports_to.name if one.reports_to else "",
            "members": [
                str(seat)
                for seat in one.members.all()
                if seat.until is None or seat.until > standing.on
            ],
        }
        for one in rows
    ]


def _partners(standing: Standing, printed: Printed) -> list[Row]:
    """Who protects beside the mission and how it is reached; no line or number."""
    rows = printed.rows("partners", standing_partners(standing))
    columns = "name kind kind_label depth_label channel leads_cluster"
    return rows_of(rows, columns, placed=True)


def _arrangements(standing: Standing, printed: Printed) -> list[Row]:
    """What was agreed with others; who is bound, by which line, and the words of a sheet of
    contacts stay on its page."""
    return [
        row_of(one, "name kind kind_label says agreed_on rehearsed_on", placed=True)
        | ({"says": ""} if one.kind == one.Kind.CONTACTS else {})
        | {"marking": _of_place(one)}
        for one in printed.rows("arrangements", standing_arrangements(standing))
    ]


def _checks(standing: Standing, printed: Printed) -> list[Row]:
    """Where aid and arms came near each other: what, when, and whether all was settled before."""
    return [
        row_of(one, "what kind kind_label on", placed=True)
        | {"settled": not (one.open_questions or one.waits), "marking": _of_place(one)}
        for one in printed.rows("checks", checks_for(standing)).order_by("-on", "pk")
    ]


def _of_place(record: Arrangement | SpaceCheck) -> int:
    """The marking of a record, or of the place it names where that is higher."""
    return max(record.classification, record.place.classification if record.place else 0)


def _residuals(standing: Standing, printed: Printed) -> list[Row]:
    rows = printed.rows("residuals", residuals_for(standing).filter(ended_on=None))
    columns = "what why changes_if until accepted_by:accepted_by.title accepted_on"
    return [
        row_of(one, columns, placed=True)
        | {"place": _place(one), "state": one.state(standing.on).value}
        for one in rows.order_by("until", "pk")
    ]


def _asks(standing: Standing, printed: Printed) -> list[Row]:
    rows = printed.rows("asks", asks_for(standing)).order_by("asked_on", "pk")
    columns = (
        "of of_label of_whom kind kind_label what gap asked_on due answer answer_said answered_on"
    )
    return [
        row_of(one, columns, placed=True)
        | {
            "place": _place(one),
            "references": [str(ref) for ref in one.references],
            "state": one.state(standing.on).value,
        }
        for one in rows
    ]


def _gaps(residuals: Sequence[Row], lines: Sequence[Row], asks: Sequence[Row]) -> list[Row]:
    """What is missing, by its effect and never by a unit."""

    def gap(one: Row, told_by: str, effect: str, until: str | None, line: str = "") -> Row:
        near = {name: one.get(name, "") for name in ("place", "marking", "area", "compartment")}
        return near | {"from": told_by, "effect": effect, "until": until, "line": line}

    bare = [one for one in lines if not one["resources"].strip() and one["status"] not in ENDED]
    waiting = [one for one in asks if one["gap"] and not one["answered_on"]]
    return [
        *(gap(one, "residual", one["what"], one["until"]) for one in residuals),
        *(gap(one, "line", "no means are named", None, one["code"]) for one in bare),
        *(
            gap(one, "ask", one["gap"], one["due"])
            for one in waiting
            if one["kind"] != Ask.Kind.CAVEAT
        ),
    ]


# --- small things


def _risk_name(risk: Risk) -> str:
    return " · ".join(filter(None, (risk.place.name, risk.actor, risk.harm)))


def _place(one: Any) -> str:
    """The name of a place a record names, where the reader may see it still."""
    return one.place.name if one.place is not None and one.place_seen else ""


def _area(record: Record) -> str:
    return record.area.code if record.area is not None else ""


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
