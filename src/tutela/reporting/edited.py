"""A product as a mission copies and edits it: as data and back, and what it must meet.

product_as_data(product)     what is copied and edited, JSON-safe
read_product(edited)         the product again, or what is wrong, where and what next
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import TypeAlias

from tutela.base.design_tokens import MARKINGS
from tutela.base.documents.layout import shipped_layouts
from tutela.base.errors import BadParameter
from tutela.base.messages import say, term
from tutela.reporting.products import (
    AUDIENCES,
    CANDID,
    CUT_OFFS,
    DUE_RULES,
    FROM_OFFICE,
    KINDS,
    LANGUAGES,
    MANDATORY,
    NARRATIVE,
    OUTSIDE,
    STEPS,
    BackStep,
    DueRule,
    Product,
    Section,
    offices,
    shipped_products,
    sources,
)

Data: TypeAlias = "str | int | bool | Sequence[Data] | Mapping[str, Data] | None"
"""What JSON holds."""

KEY_LONGEST, WORDS_LONGEST, WORDS_MOST = 40, 200, 30_000


def product_as_data(product: Product) -> dict[str, Data]:
    """A product as a mission copies and edits it.

    >>> from tutela.reporting.products import products
    >>> product_as_data(products()["flash"])["due"]
    {'rule': 'event', 'number': 1}
    >>> read_product(product_as_data(products()["flash"])) == products()["flash"]
    True
    """
    return {
        "key": product.key,
        "title": product.title,
        "audience": product.audience,
        "ceiling": product.ceiling,
        "office": product.office,
        "clearance": list(product.clearance),
        "due": {"rule": product.due.rule, "number": product.due.number},
        "words": product.words,
        "language": product.language,
        "layout": product.layout,
        "effect_only": product.effect_only,
        "sections": [
            {field.name: getattr(section, field.name) for field in fields(section)}
            for section in product.sections
        ],
        "cut_offs": dict(product.cut_offs),
        "back_plan": [
            {"step": one.step, "days_before": one.days_before} for one in product.back_plan
        ],
    }


def read_product(data: Mapping[str, Data]) -> Product:
    """A product a mission wrote, if it is one that may be made.

    Takes   data as `product_as_data` gives it; what is missing is as a blank product has it.
    Raises  BadParameter with what is wrong, where, and what may stand there.

    >>> edited = product_as_data(shipped_products()["daily"]) | {"audience": "everybody"}
    >>> read_product(edited)
    Traceback (most recent call last):
    tutela.base.errors.BadParameter: Daily situation report: 'everybody' is no audience.
    Next: use one of: mission, head_of_mission, headquarters, council, contributors, partners,
    panel, public.
    """
    known = {field.name for field in fields(Product)}
    where = _text(data, "title") or _text(data, "key") or say("product")
    _refuse_strange(data, known, where)
    due = _mapping(data, "due", where)
    _refuse_strange(due, {"rule", "number"}, where)
    product = Product(
        key=_text(data, "key"),
        title=_text(data, "title"),
        audience=_text(data, "audience"),
        ceiling=_text(data, "ceiling"),
        office=_text(data, "office"),
        clearance=tuple(_texts(data, "clearance", where)),
        due=DueRule(_text(due, "rule"), _whole_number(due, "number", where)),
        words=_whole_number(data, "words", where),
        language=_text(data, "language"),
        layout=_text(data, "layout"),
        effect_only=_flag(data, "effect_only", where, default=True),
        sections=tuple(_section(row, where) for row in _mappings(data, "sections", where)),
        cut_offs={
            name: _whole_number(_mapping(data, "cut_offs", where), name, where)
            for name in _mapping(data, "cut_offs", where)
        },
        back_plan=tuple(
            BackStep(_text(row, "step"), _whole_number(row, "days_before", where))
            for row in _mappings(data, "back_plan", where)
        ),
    )
    check_product(product)
    return product


def section_named(name: str, heading: str = "") -> dict[str, Data]:
    """A section as somebody names it in a line: filled from the source of that name, or, where
    there is none, text that people write.

    >>> section_named("caveats_used")["kind"], section_named("remarks", "Remarks")["source"]
    ('mandatory', '')
    >>> section_named("children_figures")["office"]
    'child_protection'
    >>> section_named("Remarks of the office")["key"]
    'remarks_of_the_office'
    """
    source = sources().get(name)
    if source is None:
        key = re.sub("[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "text"
        return {"key": key, "heading": heading or name, "kind": NARRATIVE, "source": ""}
    must = name in CANDID or source.fills == (MANDATORY,)
    return {
        "key": name,
        "heading": heading or source.label[:1].upper() + source.label[1:],
        "kind": MANDATORY if must else source.fills[0],
        "source": name,
        "office": source.office,
        "mandatory": must,
        "internal_only": source.internal,
    }


def tells_effect_only(audience: str, sections: Sequence[Mapping[str, Data]]) -> bool:
    """Whether a product tells the effect alone: all that goes outside, and all that does not hold
    every hard thing that a product which tells the whole must hold.

    >>> tells_effect_only("mission", [section_named(name) for name in CANDID])
    False
    >>> tells_effect_only("mission", []), tells_effect_only("council", [])
    (True, True)
    """
    held = {section.get("source") for section in sections}
    return audience in OUTSIDE or not held.issuperset(CANDID)


def _section(row: Mapping[str, Data], where: str) -> Section:
    _refuse_strange(row, {field.name for field in fields(Section)}, where)
    return Section(
        key=_text(row, "key"),
        heading=_text(row, "heading"),
        kind=_text(row, "kind") or NARRATIVE,
        source=_text(row, "source"),
        office=_text(row, "office"),
        mandatory=_flag(row, "mandatory", where, default=False),
        internal_only=_flag(row, "internal_only", where, default=False),
    )


def _refuse_strange(data: Mapping[str, Data], known: set[str], where: str) -> None:
    if strange := sorted(set(data) - known):
        raise BadParameter(
            say("it has no field '{name}'", name=strange[0]),
            where=where,
            next=say("use one of: {names}", names=", ".join(sorted(known))),
        )


def _text(data: Mapping[str, Data], name: str) -> str:
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(data: Mapping[str, Data], name: str, where: str) -> list[str]:
    value = data.get(name) or []
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise _shape_error(name, where)
    texts = [part.strip() for part in value if isinstance(part, str)]
    if len(texts) != len(value):
        raise _shape_error(name, where)
    return texts


def _mapping(data: Mapping[str, Data], name: str, where: str) -> Mapping[str, Data]:
    value = data.get(name) or {}
    if not isinstance(value, Mapping):
        raise _shape_error(name, where)
    return value


def _mappings(data: Mapping[str, Data], name: str, where: str) -> list[Mapping[str, Data]]:
    value = data.get(name) or []
    if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
        raise _shape_error(name, where)
    rows = [row for row in value if isinstance(row, Mapping)]
    if len(rows) != len(value):
        raise _shape_error(name, where)
    return rows


def _whole_number(data: Mapping[str, Data], name: str, where: str) -> int:
    value = data.get(name)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadParameter(
            say("'{name}' is no whole number", name=name),
            where=where,
            next=say("write figures only, as 16"),
        )
    return value


def _flag(data: Mapping[str, Data], name: str, where: str, *, default: bool) -> bool:
    value = data.get(name, default)
    if not isinstance(value, bool):
        raise BadParameter(
            say("'{name}' is neither yes nor no", name=name),
            where=where,
            next=say("choose one of the two"),
        )
    return value


def _shape_error(name: str, where: str) -> BadParameter:
    return BadParameter(
        say("'{name}' is not written as it should be", name=name),
        where=where,
        next=say("copy a shipped product and change what is different"),
    )


def check_for_outside(product: Product) -> None:
    """Refuse a product that would take single cases or small counts outside as a table or chart.

    A product kept before this was refused is still read; such a part of it is not filled.

    Raises  BadParameter with which section it is.
    """
    for section in product.sections:
        if product.outside and product.lists_cases(section):
            raise BadParameter(
                say(
                    "the section '{key}' lists single cases or small counts, and this goes outside",
                    key=section.key,
                ),
                where=term(product.title),
                next=say("fill it from the counts for partners, or let it be text"),
            )


# --- what a product must meet


def check_product(product: Product) -> None:
    """Refuse a product that may not be made.

    Raises  BadParameter with what is wrong, where, and what may stand there.
    """
    where = term(product.title) if product.title else say("product")
    _check_words(product, where)
    _choose(
        product.audience, AUDIENCES, say("'{given}' is no audience", given=product.audience), where
    )
    _choose(product.ceiling, MARKINGS, say("'{given}' is no marking", given=product.ceiling), where)
    _choose(
        product.language, LANGUAGES, say("'{given}' is no language", given=product.language), where
    )
    _choose(
        product.layout,
        shipped_layouts(),
        say("'{given}' is no layout of a paper", given=product.layout),
        where,
    )
    _check_chain(product, where)
    _check_due(product, where)
    _check_sections(product, where)
    _check_reach(product, where)


def _choose(given: str, known: Collection[str], what: str, where: str) -> None:
    if given not in known:
        raise BadParameter(
            what, where=where, next=say("use one of: {names}", names=", ".join(known))
        )


def _check_words(product: Product, where: str) -> None:
    if not product.title:
        raise BadParameter(say("it has no title"), where=where, next=say("write one"))
    _check_key(product.key, where)
    if len(product.title) > WORDS_LONGEST:
        raise BadParameter(
            say("the title is longer than {n} letters", n=WORDS_LONGEST),
            where=where,
            next=say("shorten it"),
        )
    if not 50 <= product.words <= WORDS_MOST:
        raise BadParameter(
            say("{n} words is no length of a report", n=product.words),
            where=where,
            next=say("write a number from 50 to {most}", most=WORDS_MOST),
        )


def _check_key(key: str, where: str) -> None:
    plain = key.isascii() and key.replace("_", "a").isalnum() and key == key.lower()
    if not key or not plain or len(key) > KEY_LONGEST:
        raise BadParameter(
            say("'{key}' is no key", key=key),
            where=where,
            next=say("use small letters, figures and low lines, at most {n}", n=KEY_LONGEST),
        )


def _check_chain(product: Product, where: str) -> None:
    for office in (product.office, *product.clearance):
        _choose(office, offices(), say("'{given}' is no office", given=office), where)
    if not product.clearance:
        raise BadParameter(
            say("nobody clears it"), where=where, next=say("name the offices that clear, in order")
        )
    if len(set(product.clearance)) != len(product.clearance):
        raise BadParameter(
            say("an office clears it twice"), where=where, next=say("name each office once")
        )
    if product.clearance[-1] == product.office:
        raise BadParameter(
            say("the office that drafts it would release it"),
            where=where,
            next=say("let another office clear it last"),
        )


def _check_due(product: Product, where: str) -> None:
    _choose(
        product.due.rule,
        DUE_RULES,
        say("'{given}' is no rule of when it is due", given=product.due.rule),
        where,
    )
    least, most = DUE_RULES[product.due.rule]
    if not least <= product.due.number <= most:
        raise BadParameter(
            say("{n} does not fit the rule '{rule}'", n=product.due.number, rule=product.due.rule),
            where=where,
            next=say("write a number from {least} to {most}", least=least, most=most),
        )
    for name, hour in product.cut_offs.items():
        _choose(name, CUT_OFFS, say("'{given}' is no cut-off", given=name), where)
        if not 0 <= hour <= 23:
            raise BadParameter(
                say("{n} is no hour of the day", n=hour),
                where=where,
                next=say("write an hour from 0 to 23"),
            )
    days = [step.days_before for step in product.back_plan]
    for step in product.back_plan:
        _choose(step.step, STEPS, say("'{given}' is no step", given=step.step), where)
    if days != sorted(set(days), reverse=True) or any(day < 0 for day in days):
        raise BadParameter(
            say("the steps do not follow one another"),
            where=where,
            next=say("write them from the first to the last, each with fewer days than before"),
        )
    order = [list(STEPS).index(step.step) for step in product.back_plan]
    if order != sorted(set(order)):
        raise BadParameter(
            say("the steps do not follow one another"),
            where=where,
            next=say("use the order: {names}", names=", ".join(STEPS)),
        )


def _check_sections(product: Product, where: str) -> None:
    if not product.sections:
        raise BadParameter(
            say("it has no sections"), where=where, next=say("copy a shipped product")
        )
    met: set[str] = set()
    for section in product.sections:
        here = say("{product}, section '{section}'", product=where, section=section.key)
        _check_key(section.key, here)
        if section.key in met:
            raise BadParameter(
                say("two sections have this key"), where=here, next=say("give each its own")
            )
        met.add(section.key)
        _check_section(section, here)


def _check_section(section: Section, here: str) -> None:
    if not section.heading or len(section.heading) > WORDS_LONGEST:
        raise BadParameter(
            say("its heading has no letters or more than {n}", n=WORDS_LONGEST),
            where=here,
            next=say("write a short one"),
        )
    _choose(section.kind, KINDS, say("'{given}' is no kind of section", given=section.kind), here)
    if section.office:
        _choose(
            section.office, offices(), say("'{given}' is no office", given=section.office), here
        )
    if not section.source:
        if section.kind != NARRATIVE:
            raise BadParameter(
                say("nothing is named that fills it"),
                where=here,
                next=say("name a source, or let it be text that people write"),
            )
        return
    _choose(section.source, sources(), say("'{given}' is no source", given=section.source), here)
    source = sources()[section.source]
    _choose(
        section.kind,
        source.fills,
        say("'{source}' does not fill '{kind}'", source=section.source, kind=section.kind),
        here,
    )
    if section.kind == FROM_OFFICE and section.office != source.office:
        raise BadParameter(
            say("these figures come from another office"),
            where=here,
            next=say("name the office '{office}'", office=source.office),
        )
    if section.kind == MANDATORY and not section.mandatory:
        raise BadParameter(
            say("what is left out only with a reason must be mandatory"),
            where=here,
            next=say("mark it as mandatory"),
        )
    if source.internal and not section.internal_only:
        raise BadParameter(
            say("it names contributors, units or caveats"),
            where=here,
            next=say("mark it as internal only"),
        )


def _check_reach(product: Product, where: str) -> None:
    """What goes out carries the effect only; what tells the whole leaves out nothing hard."""
    if product.outside and not product.effect_only:
        raise BadParameter(
            say("what goes outside carries the effect only"),
            where=where,
            next=say("mark it as effect only"),
        )
    if product.audience == "public" and product.ceiling != "unclassified":
        raise BadParameter(
            say("what is public bears no marking"),
            where=where,
            next=say("set the ceiling to unclassified"),
        )
    if product.outside and product.ceiling == "strictly confidential":
        raise BadParameter(
            say("nothing Strictly Confidential goes outside"),
            where=where,
            next=say("lower the ceiling"),
        )
    shipped = shipped_products().get(product.key)
    if shipped is not None and product.effect_only and not shipped.effect_only:
        raise BadParameter(
            say("it must tell the whole"),
            where=where,
            next=say("copy it under another key to tell the effect only"),
        )
    closed = [section.key for section in product.sections if section.internal_only]
    if product.effect_only and closed:
        raise BadParameter(
            say(
                "the section '{key}' stays inside, and this product tells the effect only",
                key=closed[0],
            ),
            where=where,
            next=say("leave it out, or fill it from what tells the effect"),
        )
    held = {section.source for section in product.sections if section.mandatory}
    missing = [name for name in CANDID if name not in held]
    if not product.effect_only and missing:
        raise BadParameter(
            say("what tells the whole must hold '{name}'", name=missing[0]),
            where=where,
            next=say("keep the section; a draft may leave it out with a reason"),
        )
