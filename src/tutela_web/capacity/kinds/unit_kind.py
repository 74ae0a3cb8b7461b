"""Units, as a kind of record: able or not able for everybody who reads bases, never why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tutela.capacity.able import task_said
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import Words
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.caveats.queries import caveats_of
from tutela_web.capacity.inputs import UnitInput
from tutela_web.capacity.kinds.police_kind import POLICE_AUTHORITY, authority_of
from tutela_web.capacity.models import Base, NotAble, Unit, UnitReadiness
from tutela_web.capacity.reach.queries import not_able
from tutela_web.capacity.readiness.queries import contributors_for, standing_of_unit
from tutela_web.capacity.units.forms import AbleAgainForm, ReadinessForm
from tutela_web.capacity.units.queries import (
    bases_for,
    commitments_for,
    found_units,
    holds_readiness,
    readiness_of,
    units_for,
    units_not_known,
)
from tutela_web.capacity.units.table import UNITS
from tutela_web.capacity.units.verbs import ACT, DENIES, KIND, edit_unit, make_units
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.places.kind_fields import CODE, RETIRED, sheet_beside
from tutela_web.places.queries import places_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles
from tutela_web.records.pages import WordsField, YesNoField, value_in_words
from tutela_web.records.versions.queries import versions_of


def _bases(standing: Standing) -> QuerySet[Base]:
    return bases_for(standing).filter(retired=False).order_by("name")


def _states_offered(standing: Standing) -> Iterable[tuple[str, Any]]:
    return [("yes", _("able")), ("no", _("not able")), ("unknown", _("not known"))]


def _counts_beside_list(standing: Standing, rows: QuerySet[Unit]) -> dict[str, Any]:
    counted, code = units_not_known(standing), standing.mission.code
    others = [
        ("bases", _("Bases")),
        ("denials", _("Denied movements")),
        ("guidance", _("Guidance")),
    ]
    if standing.reads("means"):
        others += [
            ("requirements", _("Requirements of units")),
            ("contributors", _("Contributors")),
            ("training", _("Training")),
        ]
    if holds_readiness(standing):
        others += [
            ("caveats", _("Caveats")),
            ("caveats_by_contributor", _("Caveats by contributor")),
            ("scenario_answers", _("Rules of engagement read alike")),
            ("checks", _("Checks of units")),
        ]
    return {
        "counted": ngettext("%(n)s unit", "%(n)s units", counted["units"])
        % {"n": counted["units"]},
        "others": [(reverse(f"capacity:{name}", args=[code]), words) for name, words in others],
        "not_known": [
            (_("Able or not: not known"), counted["able_unknown"], "able=unknown"),
            (_("Base not known"), counted["without_base"], ""),
        ],
        **sheet_beside(UNITS, standing, "capacity:units_"),
    }


def _typed_on(unit: Unit) -> datetime | None:
    """When the words of what a unit does now were last typed. One query."""
    typed: datetime | None = None
    for was in reversed(list(versions_of(unit))):
        if was.current_task != unit.current_task:
            break
        typed = was.version_at
    return typed if unit.current_task else None


def _page_beside(standing: Standing, unit: Unit) -> dict[str, Any]:
    ready, put_down = readiness_of(standing, unit), _not_able(standing, unit)
    holds = holds_readiness(standing)
    told: dict[str, Any] = {
        "holds_readiness": holds,
        "may_keep_readiness": standing.may(ACT, area=unit.area_id),
        "may_record_denial": standing.may(DENIES, area=unit.area_id),
        "readiness": ready and _readiness_fields(ready),
        "caveat_kind": CAVEAT,
        "caveats": caveats_of(standing, unit) if holds else [],
        "may_keep_caveats": CAVEAT.may_write(standing, beside=unit),
        "checked": standing_of_unit(standing, unit),
        "not_able": put_down,
        "may_say_able": standing.may("say_able", area=unit.area_id),
        "tells_refusals": standing.may("read_refusals", area=unit.area_id),
        "able_again": _said_able(standing, unit),
        "doing": commitments_for(standing, [unit]).get(unit.pk, []),
        "typed_on": _typed_on(unit),
        "seen_place": places_for(standing).filter(pk=unit.seen_place_id).first()
        if unit.seen_place_id
        else None,
        "is_police": unit.is_police,
        "yes_no": f"{_('yes')},{_('no')}",
        "authority": authority_of(standing, unit) if unit.is_police else None,
        "may_state_authority": unit.is_police and POLICE_AUTHORITY.may_write(standing, beside=unit),
        "able_form": AbleAgainForm(initial={"on": clock.today(standing.mission)}),
    }
    if put_down:  # what it answered goes before what its record says
        told["facts"] = [fact for fact in UNIT.facts_of(unit) if fact.name != "able"]
    return told


def _readiness_fields(ready: UnitReadiness) -> list[tuple[Words | None, str]]:
    fields = ReadinessForm.base_fields
    return [
        (field.label, value_in_words(UnitReadiness, name, getattr(ready, name)))
        for name, field in fields.items()
    ]


def _said_able(standing: Standing, unit: Unit) -> NotAble | None:
    """When its commander last said that the unit is able again, and what changed. One query."""
    if not (standing.may("read_refusals", area=unit.area_id) and holds_readiness(standing)):
        return None
    said = NotAble.objects.filter(unit=unit, said_at__isnull=False).select_related("said_by")
    return said.order_by("-said_at").first()


def _not_able(standing: Standing, unit: Unit) -> list[dict[str, Any]]:
    """What the unit is put down as not able for; the reason for who reads what was answered and
    holds the compartment."""
    told = standing.may("read_refusals", area=unit.area_id) and holds_readiness(standing)
    rows = not_able(clock.now(standing.mission), standing.mission).filter(unit=unit)
    return [
        {
            "task": say_in_page_language(task_said(row.task)),
            "since": row.since,
            "able_from": row.able_from,
            "reason": word(row.reason) if told else "",
        }
        for row in rows
    ]


UNIT = RecordKind(
    Unit,
    name="unit",
    room="capacity",
    path="units",
    new_name="new_unit",
    reads=KIND,
    act=ACT,
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=lambda standing: units_for(standing).select_related("mission"),
    finds=found_units,
    makes=lambda values, by: make_units([cast(UnitInput, values)], by=by)[0],
    saves=edit_unit,
    initial=lambda standing: {"classification": 0},
    titles=Titles(
        one=_("Unit"),
        many=_("Units"),
        add=_("Add a unit"),
        button=_("Add the unit"),
        none=_("No unit matches, or none is recorded."),
        filtered=_("No unit matches, or none is recorded."),
    ),
    fields=(
        Field("name", _("Name")),
        Field("kind", _("Kind")),
        CODE,
        Field(
            "base",
            _("Base"),
            choices=_bases,
            linked=bases_for,
            page="capacity:base",
            unknown=_("not known"),
        ),
        Field(
            "able",
            _("Able"),
            control=YesNoField,
            says={True: _("able"), False: _("not able")},
            tones={True: "ok", False: "danger"},
        ),
        Field("current_task", _("What it does now"), _("In a few words; no names of people.")),
        Field("languages", _("Languages"), _("Separate with semicolons."), control=WordsField),
        Field(
            "interpreter",
            _("Interpreter"),
            control=YesNoField,
            says={False: _("none")},
            tones={False: "warn"},
        ),
        Field("women", _("Women"), least=0, most=1_000_000),
        Field("men", _("Men"), least=0, most=1_000_000),
        Field("roe_read_back", _("ROE read back on")),
        Field(
            "contributor",
            _("Contributor"),
            choices=contributors_for,
            page="capacity:contributor",
            unknown=_("not known"),
        ),
        Field(
            "police",
            _("Police unit"),
            control=YesNoField,
            says={True: _("police"), False: _("no")},
        ),
        Field("retired", _("Retired: gone home, or recorded by mistake")),
        Field("classification", _("Classification")),
    ),
    columns=(
        ListColumn("name"),
        ListColumn("kind"),
        ListColumn("base"),
        ListColumn("languages"),
        ListColumn("women"),
        ListColumn("able"),
    ),
    filters=(ListFilter("able", _("Able"), choices=_states_offered), RETIRED),
    beside=_counts_beside_list,
    list_template="records/sheet_list.html",
    page_beside=_page_beside,
    page_template="capacity/unit.html",
)
