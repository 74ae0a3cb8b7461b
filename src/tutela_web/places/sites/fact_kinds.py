"""What is kept of a site beside its record, each with its day and source: who lives there, its
services, the methods of police. A later one replaces none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.places.site_counts import BAND_FIELDS, too_many
from tutela.places.site_services import indicators, state_said
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice
from tutela_web.base.values import FieldValue, Words
from tutela_web.places.sites.kind import OFFICE
from tutela_web.places.sites.models import PoliceMethod, Site, SiteCount, SiteService
from tutela_web.places.sites.queries import (
    ACT,
    KIND,
    counts_for,
    methods_for,
    services_for,
    sites_for,
)
from tutela_web.places.sites.rules import kept_with, refuse_days_ahead, refuse_what_is_apart
from tutela_web.records.kinds import Field, ListColumn, ListFilter, Parent, RecordKind, Titles

NUMBERS = ("households", "people", "female", "male", *BAND_FIELDS, "cannot_flee")
"""The fields of a count that hold a number."""

INDICATORS: dict[str, Words] = {indicator.key: _(indicator.label) for indicator in indicators()}
SITE_FIELD = Field("site", _("Site"), linked=sites_for, page="places:site", asked=False)
OF_SITE = ListColumn("site")
SITES_ABOVE = (("places:sites", _("Sites")),)
SOURCE = Field("source", _("Source"), OFFICE)
CLASSIFICATION = Field("classification", _("Classification"))


def band_label(field: str) -> Words:
    """How a field of a sex and band of age is called: "Female, 6 to 17"."""
    sex, low, *high = field.split("_")
    if sex == "f":
        template = _("Female, {low} to {high}") if high else _("Female, {low} and over")
    else:
        template = _("Male, {low} to {high}") if high else _("Male, {low} and over")
    return format_lazy(template, low=low, high="".join(high))


class CountInput(TypedDict, total=False):
    """The fields of a count that its rules ask."""

    site: Site
    counted_on: date


def fault_of_count(figures: Mapping[str, FieldValue]) -> str:
    """Why a count cannot stand: its parts are more than the whole, or it counts nothing; blank
    where it can."""
    numbers = {name: _number(figures.get(name)) for name in NUMBERS}
    if all(number is None for number in numbers.values()):
        return say("nothing is counted here")
    if (fault := too_many(numbers)) is not None:
        _field, parts, whole = fault
        return say(
            "the parts add up to {parts:,}, more than the {whole:,}", parts=parts, whole=whole
        )
    return ""


def _number(value: FieldValue) -> int | None:
    return value if isinstance(value, int) else None


def _count_rules(values: CountInput, by: Standing) -> dict[str, Any]:
    refuse_days_ahead(by, values["counted_on"])
    given: dict[str, FieldValue] = {**values}  # type: ignore[dict-item]
    if fault := fault_of_count(given):
        raise BadParameter(
            fault, next=say("put the numbers right; leave blank what nobody counted")
        )
    return kept_with(values["site"], given, by)


def _is_counted(name: str) -> Callable[[SiteCount], bool]:
    return lambda count: getattr(count, name) is not None


NUMBER_LABELS: dict[str, Words] = {
    "households": _("Households"),
    "people": _("People"),
    "female": _("Women and girls"),
    "male": _("Men and boys"),
    **{name: band_label(name) for name in BAND_FIELDS},
    "cannot_flee": _("People unable to flee"),
}
HELP: dict[str, Words] = {
    "people": _("Blank where nobody counted: never 0."),
    "cannot_flee": _("Who could not leave unaided: a number, never who or where."),
}


def _beside_counts(standing: Standing, rows: QuerySet[SiteCount]) -> dict[str, Any]:
    return {
        "may_edit": standing.may_somewhere(ACT),
        "may_export": standing.reads("exports"),
    }


def _under_site(path: str) -> Parent:
    return Parent("site", sites_for, f"sites/<uuid:pk>/{path}/new/", "places:site", back=True)


COUNT = RecordKind(
    SiteCount,
    name="site_count",
    room="places",
    path="sites/counts",
    above=SITES_ABOVE,
    reads=KIND,
    act=ACT,
    rows=counts_for,
    rules=_count_rules,
    parent=_under_site("counts"),
    titles=Titles(
        one=_("Count of residents"),
        many=_("Counts of residents"),
        add=_("Add a count"),
        none=_("No count is on record."),
        words=_(
            "One count is what one source counted on one day. A later count stands beside it and "
            "replaces nothing. Use the bands of age of the source; leave the others blank."
        ),
    ),
    fields=(
        SITE_FIELD,
        Field("counted_on", _("Counted on")),
        Field("who", _("Who was counted")),
        SOURCE,
        *(
            Field(
                name,
                NUMBER_LABELS[name],
                HELP.get(name, ""),
                least=0,
                most=5_000_000,
                applies=_is_counted(name),
            )
            for name in NUMBERS
        ),
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("counted_on"),
        OF_SITE,
        ListColumn("who"),
        ListColumn("people_told", label=_("People"), told=lambda count: count.people),
        ListColumn("fleeing", label=_("Unable to flee"), told=lambda count: count.cannot_flee),
        ListColumn("source"),
    ),
    filters=(ListFilter("who", _("Who was counted")),),
    initial=lambda standing: {"classification": 1, "who": SiteCount.People.ALL},
    beside=_beside_counts,
    list_template="places/sites/counts.html",
)


class ServiceInput(TypedDict, total=False):
    """The fields of a finding that its rules ask."""

    site: Site
    state: str
    said: str
    found_on: date


def _service_rules(values: ServiceInput, by: Standing) -> dict[str, Any]:
    refuse_what_is_apart(values.get("said"))
    refuse_days_ahead(by, values["found_on"])
    state = values.get("state") or state_said(values.get("said") or "")
    if not state and not values.get("said"):
        raise BadParameter(
            say("nothing is said of this service"),
            next=say(
                "say whether it is met, or what the source says; what nobody asked needs no entry"
            ),
        )
    given: dict[str, FieldValue] = {**values, "state": state}  # type: ignore[dict-item]
    return kept_with(values["site"], given, by)


SERVICE = RecordKind(
    SiteService,
    name="site_service",
    room="places",
    path="sites/services",
    above=SITES_ABOVE,
    reads=KIND,
    act=ACT,
    rows=services_for,
    rules=_service_rules,
    parent=_under_site("services"),
    titles=Titles(
        one=_("Finding on a service"),
        many=_("Findings on services"),
        add=_("Add a finding"),
        none=_("No finding is on record."),
    ),
    fields=(
        SITE_FIELD,
        Field(
            "indicator",
            _("Service"),
            control=lambda: choice(None, [*INDICATORS.items()]),
            says=INDICATORS,
        ),
        Field(
            "state",
            _("Found"),
            unknown=_("not judged"),
            tones={"met": "ok", "gap": "danger", "partly": "warn"},
        ),
        Field(
            "said",
            _("As the source says it"),
            _("12 litres a person, for example."),
            unknown=_("nothing more"),
        ),
        Field("found_on", _("Found on")),
        SOURCE,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("indicator"),
        OF_SITE,
        ListColumn("state", under=("said",), quiet=True),
        ListColumn("found_on"),
        ListColumn("source"),
    ),
    filters=(
        ListFilter("indicator", _("Service"), choices=lambda standing: [*INDICATORS.items()]),
        ListFilter("state", _("Found")),
    ),
)


class MethodInput(TypedDict, total=False):
    """The fields of a method of police that its rules ask."""

    site: Site
    method: str
    words: str
    since: date
    until: date | None


def _method_rules(values: MethodInput, by: Standing) -> dict[str, Any]:
    words, until = values.get("words") or "", values.get("until")
    refuse_what_is_apart(words)
    refuse_days_ahead(by, values["since"], until)
    if values["method"] == PoliceMethod.Method.OTHER and not words:
        raise BadParameter(
            say("which method is it?"), where="words", next=say("say it in a sentence")
        )
    if until is not None and until < values["since"]:
        raise BadParameter(say("it ends before it begins"), next=say("put the days right"))
    given: dict[str, FieldValue] = {**values}  # type: ignore[dict-item]
    return kept_with(values["site"], given, by)


METHOD = RecordKind(
    PoliceMethod,
    name="site_method",
    room="places",
    path="sites/methods",
    above=SITES_ABOVE,
    reads=KIND,
    act=ACT,
    rows=methods_for,
    rules=_method_rules,
    parent=_under_site("methods"),
    titles=Titles(
        one=_("Method of police"),
        many=_("Methods of police"),
        add=_("Add a method of police"),
        none=_("No method of police is on record."),
        words=_(
            "What police do here, never when or by which round: hours and routes are not kept."
        ),
    ),
    fields=(
        SITE_FIELD,
        Field("method", _("Method")),
        Field(
            "words", _("In words"), _("Without hours, routes or names."), unknown=_("nothing more")
        ),
        Field("since", _("Since")),
        Field("until", _("Until"), unknown=_("still used")),
        SOURCE,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("method", under=("words",), quiet=True),
        OF_SITE,
        ListColumn("since"),
        ListColumn("until"),
        ListColumn("source"),
    ),
    filters=(ListFilter("method", _("Method")),),
)
