"""Which reports the mission makes, and changing one without code."""

from __future__ import annotations

from typing import Any, TypedDict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tutela.base.say import term
from tutela.reporting.edited import product_as_data
from tutela.reporting.products import AUDIENCES, Product, say_due, sources
from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.look.said import in_page_language
from tutela_web.records.new import save_posted
from tutela_web.reporting import queries as found
from tutela_web.reporting import verbs
from tutela_web.reporting.fills_of_report import office_name
from tutela_web.reporting.forms import ProductForm


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
    """Change a product: its title, length, hours, and which sections it has in which order."""
    product = found.products_of(standing.mission).get(key)
    if product is None:
        raise Http404
    form = ProductForm(request.POST or None, initial=_initial_of(product))
    if request.method == "POST" and save_posted(
        form, lambda given: verbs.save_product(key, _changes(product, given), by=standing)
    ):
        return redirect("reporting:products", standing.mission.code)
    context = {"form": form, "product": _product_row(product)}
    return render(request, "reporting/product.html", context, status=400 if form.errors else 200)


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


def _changes(product: Product, wanted_fields: ProductInput) -> dict[str, Any]:
    """What a form changes of a product, as its data has it."""
    data: Any = product_as_data(product)
    sections = {one["key"]: one for one in data["sections"]}
    wanted = []
    for line in wanted_fields["sections"].splitlines():
        key, _bar, heading = (part.strip() for part in line.partition("/"))
        if not key:
            continue
        section = dict(sections.get(key, {"key": key}))
        wanted.append({**section, "heading": heading or section.get("heading", key)})
    hours = dict(product.cut_offs)
    if wanted_fields["cut_off"] is not None:
        hours["field_office"] = wanted_fields["cut_off"]
    return {
        "title": wanted_fields["title"],
        "words": wanted_fields["words"],
        "due": {"rule": product.due.rule, "number": wanted_fields["due_number"]},
        "cut_offs": hours,
        "sections": wanted,
    }
