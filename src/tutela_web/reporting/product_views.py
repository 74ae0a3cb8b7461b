"""Which reports the mission makes, and changing one without code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela.base.documents.layout import shipped_layouts
from tutela.base.look import MARKINGS
from tutela.base.say import term
from tutela.reporting.edited import Data, product_as_data, section_named, tells_effect_only
from tutela.reporting.products import AUDIENCES, Product, say_due, sources
from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.look.said import in_page_language, word
from tutela_web.programme.measures.models import ReportDuty
from tutela_web.programme.measures.queries import duties_for
from tutela_web.records.new import save_posted
from tutela_web.reporting import queries as found
from tutela_web.reporting import verbs
from tutela_web.reporting.fills_of_report import office_name
from tutela_web.reporting.forms import NewProductForm, ProductForm
from tutela_web.reporting.models import MissionProduct


@mission_page(found.READS)
def product_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Which reports the mission makes: for whom, by which office, through whose hands, by when."""
    context = {
        "rows": [_product_row(one) for one in found.products_of(standing.mission).values()],
        "may_edit": standing.may(found.EDITS),
    }
    return render(request, "reporting/products.html", context)


def _product_row(product: Product) -> dict[str, Any]:
    return {
        "key": product.key,
        "title": in_page_language(term(product.title)),
        "audience": in_page_language(term(AUDIENCES[product.audience])),
        "office": office_name(product.office),
        "chain": [office_name(office) for office in product.clearance],
        "due": in_page_language(say_due(product.due)),
        "words": product.words,
        "ceiling": word(MARKINGS[product.ceiling].word),
        "layout": word(shipped_layouts()[product.layout].name),
        "language": dict(settings.LANGUAGES)[product.language],
        "cut_off": dict(product.cut_offs).get("field_office"),
        "sections": [
            {
                "heading": in_page_language(term(section.heading)),
                "source": in_page_language(term(sources()[section.source].label))
                if section.source
                else "",
                "office": office_name(product.office_of(section)),
                "mandatory": section.mandatory,
            }
            for section in product.sections
        ],
    }


@mission_page(found.READS, may=found.EDITS)
def product_edit(request: HttpRequest, standing: Standing, key: str) -> HttpResponse:
    """Change a product: its title, length, hours, which sections it has in which order, and which
    reporting duties its release answers."""
    product = found.products_of(standing.mission).get(key)
    if product is None:
        raise Http404
    initial = _initial_of(product) | {"duties": duties_for(standing).filter(product=key)}
    form = ProductForm(request.POST or None, initial=initial, standing=standing)

    def save(given: ProductInput) -> MissionProduct:
        duties = list(given["duties"]) if "duties" in form.fields else None
        return verbs.save_product(key, _changes(product, given), duties, by=standing)

    if request.method == "POST" and save_posted(form, save):
        return redirect("reporting:products", standing.mission.code)
    context = {"form": form, "title": in_page_language(term(product.title)), **_sources()}
    return render(request, "reporting/product.html", context, status=400 if form.errors else 200)


@mission_page(found.READS, may=found.EDITS)
def product_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A product of the mission's own, from nothing."""
    initial = {"words": 1500, "sections": "\n".join(f"{key} / " for key in BEGUN)}
    form = NewProductForm(request.POST or None, initial=initial, standing=standing)

    def save(given: NewProductInput) -> MissionProduct:
        duties = list(given["duties"]) if "duties" in form.fields else None
        return verbs.new_product(_data_of(given, form.chain), duties, by=standing)

    if request.method == "POST" and save_posted(form, save):
        return redirect("reporting:products", standing.mission.code)
    context = {"form": form, "title": _("A report of the mission's own"), **_sources()}
    return render(request, "reporting/product.html", context, status=400 if form.errors else 200)


BEGUN = ("highlights", "incidents_in_period", "alerts_and_response", "not_known", "figure_table")
"""The sections a new product begins with."""


def _sources() -> dict[str, Any]:
    """What a section may be filled from, for the foot of the page."""
    return {
        "sources": [
            (one.key, in_page_language(term(one.label)), one.internal) for one in sources().values()
        ]
    }


def _initial_of(product: Product) -> dict[str, Any]:
    return {
        "title": product.title,
        "words": product.words,
        "due_number": product.due.number,
        "cut_off": product.cut_offs.get("field_office"),
        "sections": "\n".join(f"{one.key} / {one.heading}" for one in product.sections),
    }


class ProductInput(TypedDict):
    """What the form of a product says."""

    title: str
    words: int
    due_number: int
    cut_off: int | None
    sections: str
    duties: Iterable[ReportDuty]


class NewProductInput(ProductInput):
    """What the form of a new product says."""

    audience: str
    ceiling: str
    layout: str
    language: str
    office: str
    due_rule: str


def _changes(product: Product, wanted_fields: ProductInput) -> dict[str, Any]:
    """What a form changes of a product, as its data has it."""
    data: Any = product_as_data(product)
    hours = dict(product.cut_offs)
    if wanted_fields["cut_off"] is not None:
        hours["field_office"] = wanted_fields["cut_off"]
    return {
        "title": wanted_fields["title"],
        "words": wanted_fields["words"],
        "due": {"rule": product.due.rule, "number": wanted_fields["due_number"]},
        "cut_offs": hours,
        "sections": _sections(wanted_fields["sections"], data["sections"]),
    }


def _data_of(wanted_fields: NewProductInput, chain: list[str]) -> dict[str, Any]:
    """A product of nothing but what a form says, as its data has it."""
    sections = _sections(wanted_fields["sections"], [])
    hour = wanted_fields["cut_off"]
    return {
        **{
            name: wanted_fields[name]
            for name in ("title", "audience", "ceiling", "office", "words", "language", "layout")
        },
        "clearance": chain,
        "due": {"rule": wanted_fields["due_rule"], "number": wanted_fields["due_number"]},
        "effect_only": tells_effect_only(wanted_fields["audience"], sections),
        "sections": sections,
        "cut_offs": {} if hour is None else {"field_office": hour},
    }


def _sections(lines: str, held: Sequence[Mapping[str, Data]]) -> list[dict[str, Data]]:
    """The sections of lines: one of the product's own keeps what it is, and changes its heading."""
    own = {section["key"]: section for section in held}
    wanted: list[dict[str, Data]] = []
    for line in lines.splitlines():
        key, _bar, heading = (part.strip() for part in line.partition("/"))
        if key in own:
            wanted.append({**own[key], "heading": heading or own[key]["heading"]})
        elif key:
            wanted.append(section_named(key, heading))
    return wanted
