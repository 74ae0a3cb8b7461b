"""Which reports the mission makes, and changing one without code."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypedDict, TypeVar

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tutela.base.design_tokens import MARKINGS
from tutela.base.documents.layout import shipped_layouts
from tutela.base.messages import term
from tutela.reporting.edited import Data, product_as_data, section_named, tells_effect_only
from tutela.reporting.products import AUDIENCES, Product, offices, say_due, sources
from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.look.translate import in_page_language, word
from tutela_web.programme.measures.models import ReportDuty
from tutela_web.programme.measures.queries import duties_for
from tutela_web.records.create_page import save_posted
from tutela_web.reporting.drafting import verbs
from tutela_web.reporting.drafting.forms import (
    TEXT,
    EndProductForm,
    NewProductForm,
    ProductForm,
    SectionRow,
    SectionRows,
)
from tutela_web.reporting.editions import queries as found
from tutela_web.reporting.filling.of_report import office_name
from tutela_web.reporting.models import MissionProduct

GivenT = TypeVar("GivenT", bound="ProductInput")


@mission_page(found.READS)
def product_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Which reports the mission makes: for whom, by which office, through whose hands, by when."""
    context = {
        "rows": [_product_row(product) for product in found.products_of(standing.mission).values()],
        "ended": found.ended_products(standing.mission),
        "may_edit": standing.may(found.EDITS),
    }
    return render(request, "reporting/products.html", context)


@mission_page(found.READS, may=found.EDITS)
def product_end(request: HttpRequest, standing: Standing, key: str) -> HttpResponse:
    """Make a report no more, with the reason."""
    product = found.products_of(standing.mission).get(key)
    if product is None:
        raise Http404
    form = EndProductForm(request.POST or None)
    title = in_page_language(term(product.title))
    if request.method == "POST" and save_posted(
        form, lambda given: verbs.end_product(key, given["why"], by=standing)
    ):
        messages.success(request, _("%(report)s is made no more.") % {"report": title})
        return redirect("reporting:products", standing.mission.code)
    duties = duties_for(standing).filter(in_force(standing), product=key)
    context = {"form": form, "title": title, "key": key, "duties": duties.order_by("title", "pk")}
    status = 400 if form.errors else 200
    return render(request, "reporting/product_end.html", context, status=status)


@mission_post(found.READS, may=found.EDITS)
def product_resume(request: HttpRequest, standing: Standing, key: str) -> HttpResponse:
    """Make a report again that was ended."""
    with refused_atop(request):
        made = verbs.resume_product(key, by=standing)
        title = in_page_language(term(made.title))
        messages.success(request, _("%(report)s is made again, from today.") % {"report": title})
    return redirect("reporting:products", standing.mission.code)


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
                else _("text that people write"),
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
    held: Any = product_as_data(product)["sections"]
    title = in_page_language(term(product.title))

    def save(given: ProductInput, rows: list[RowInput]) -> MissionProduct:
        duties = list(given["duties"]) if "duties" in form.fields else None
        changes = _changes(product, given, _sections(rows, held, language=product.language))
        return verbs.save_product(key, changes, duties, by=standing)

    return _product_page(request, standing, form, held, save, title=title, key=key)


@mission_page(found.READS, may=found.EDITS)
def product_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A product of the mission's own, from nothing."""
    initial = BEGUN | {"office": _office_of(standing), "language": get_language()}
    form = NewProductForm(request.POST or None, initial=initial, standing=standing)
    begun: list[Mapping[str, Data]] = [
        {"key": "", "heading": "", "source": name} for name in BEGUN_SECTIONS
    ]

    def save(given: NewProductInput, rows: list[RowInput]) -> MissionProduct:
        duties = list(given["duties"]) if "duties" in form.fields else None
        sections = _sections(rows, [], language=given["language"])
        return verbs.new_product(_data_of(given, form.chain, sections), duties, by=standing)

    title = _("A report of the mission's own")
    return _product_page(request, standing, form, begun, save, title=title)


def _product_page(
    request: HttpRequest,
    standing: Standing,
    form: ProductForm,
    held: Sequence[Mapping[str, Data]],
    save: Callable[[GivenT, list[RowInput]], MissionProduct],
    *,
    title: str,
    key: str = "",
) -> HttpResponse:
    """A form of a product with a line for each of its sections: shown, or saved."""
    posted = request.method == "POST"
    initial = [
        {
            "key": section["key"],
            "order": 10 * number,
            "heading": _heading_shown(section),
            "source": section["source"] or TEXT,
        }
        for number, section in enumerate(held, 1)
    ]
    rows = SectionRows(request.POST if posted else None, initial=initial, prefix="section")
    if posted and rows.is_valid():
        lines = [_row_given(row) for row in rows if not row.is_blank]
        if save_posted(form, lambda given: save(given, lines)):
            return redirect("reporting:products", standing.mission.code)
    context = {"form": form, "rows": rows, "title": title, "groups": _groups(form), "key": key}
    bad = posted and (form.errors or not rows.is_valid())
    return render(request, "reporting/product.html", context, status=400 if bad else 200)


def _heading_shown(section: Mapping[str, Data]) -> str:
    heading = str(section["heading"])
    return in_page_language(term(heading)) if heading else ""


class RowInput(TypedDict):
    """What a line of a section says."""

    key: str
    order: int | None
    heading: str
    source: str
    out: bool


def _row_given(row: SectionRow) -> RowInput:
    given: RowInput = row.cleaned_data  # type: ignore[assignment]
    return given


BEGUN_SECTIONS = (
    "highlights",
    "incidents_in_period",
    "alerts_and_response",
    "not_known",
    "figure_table",
)
"""The sections a new product begins with."""

BEGUN = {
    "audience": "mission",
    "ceiling": "confidential",
    "layout": "sitrep",
    "clears_first": "chief_of_staff",
    "due_rule": "weekly",
    "due_number": 5,
    "words": 1500,
}
"""What a form of a new product begins with: what most reports of a mission are."""

GROUPS = (
    (gettext_lazy("What it is"), ("title", "audience", "ceiling", "layout", "language", "words")),
    (
        gettext_lazy("Who drafts and clears it"),
        ("office", "clears_first", "clears_then", "clears_third", "clears_fourth"),
    ),
    (gettext_lazy("When"), ("due_rule", "due_number", "cut_off")),
)


def _groups(form: ProductForm) -> list[tuple[str, list[Any]]]:
    """The fields of a product as they stand together."""
    groups = [
        (str(name), [form[key] for key in keys if key in form.fields]) for name, keys in GROUPS
    ]
    return [(name, fields) for name, fields in groups if fields]


def _office_of(standing: Standing) -> str:
    """The office this person acts for, where one of the offices is theirs."""
    return next((key for key, one in offices().items() if one.role in standing.roles), "")


def _initial_of(product: Product) -> dict[str, Any]:
    return {
        "title": product.title,
        "words": product.words,
        "due_number": product.due.number,
        "cut_off": product.cut_offs.get("field_office"),
    }


class ProductInput(TypedDict):
    """What the form of a product says."""

    title: str
    words: int
    due_number: int | None
    cut_off: int | None
    duties: Iterable[ReportDuty]


class NewProductInput(ProductInput):
    """What the form of a new product says."""

    audience: str
    ceiling: str
    layout: str
    language: str
    office: str
    due_rule: str


def _changes(
    product: Product, wanted_fields: ProductInput, sections: list[dict[str, Data]]
) -> dict[str, Any]:
    """What a form changes of a product, as its data has it."""
    hours = dict(product.cut_offs)
    if wanted_fields["cut_off"] is not None:
        hours["field_office"] = wanted_fields["cut_off"]
    return {
        "title": wanted_fields["title"],
        "words": wanted_fields["words"],
        "due": {"rule": product.due.rule, "number": wanted_fields["due_number"] or 0},
        "cut_offs": hours,
        "sections": sections,
    }


def _data_of(
    wanted_fields: NewProductInput, chain: list[str], sections: list[dict[str, Data]]
) -> dict[str, Any]:
    """A product of nothing but what a form says, as its data has it."""
    hour = wanted_fields["cut_off"]
    return {
        **{
            name: wanted_fields[name]
            for name in ("title", "audience", "ceiling", "office", "words", "language", "layout")
        },
        "clearance": chain,
        "due": {"rule": wanted_fields["due_rule"], "number": wanted_fields["due_number"] or 0},
        "effect_only": tells_effect_only(wanted_fields["audience"], sections),
        "sections": sections,
        "cut_offs": {} if hour is None else {"field_office": hour},
    }


def _sections(
    rows: Iterable[RowInput], held: Sequence[Mapping[str, Data]], *, language: str
) -> list[dict[str, Data]]:
    """The sections of lines, in the order of their places: one that was there and is filled as it
    was keeps what it is, and changes its heading. A blank heading is the name of what fills it."""
    own = {section["key"]: section for section in held}
    shipped = {key: _heading_shown(one) for key, one in own.items()}
    taken: set[str] = set()
    wanted: list[dict[str, Data]] = []
    for row in sorted(rows, key=lambda row: (row["order"] is None, row["order"] or 0)):
        if row["out"]:
            continue
        source = "" if row["source"] == TEXT else row["source"]
        last = own.get(row["key"])
        if last is not None and last["source"] == source:
            said = row["heading"] or last["heading"]
            heading = last["heading"] if said == shipped[row["key"]] else said
            section = {**last, "heading": heading}
        else:
            heading = row["heading"] or _heading_of(source, language)
            section = section_named(source or row["heading"], heading)
        section["key"] = _free_key(str(section["key"]), taken)
        wanted.append(section)
    return wanted


def _heading_of(source: str, language: str) -> str:
    """What a section from a source is called where nobody said, in the language of the report."""
    if source not in sources():
        return ""
    with translation.override(language):
        label = in_page_language(term(sources()[source].label))
    return label[:1].upper() + label[1:]


def _free_key(key: str, taken: set[str]) -> str:
    """A key no other section has; two headings of another script would share one."""
    keys = itertools.chain([key], (f"{key[:36]}_{n}" for n in itertools.count(2)))
    free = next(name for name in keys if name not in taken)
    taken.add(free)
    return free
