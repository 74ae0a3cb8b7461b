"""A mission copies a report product and changes it as data; what may not be made is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tutela.base.errors import BadParameter
from tutela.reporting.edited import (
    Data,
    check_for_outside,
    check_product,
    product_as_data,
    read_product,
    section_named,
)
from tutela.reporting.products import CANDID, Product, products, sources

Edit = Callable[[dict[str, Data]], None]


def edited(name: str, /, **changes: Data) -> dict[str, Data]:
    return product_as_data(products()[name]) | changes


def section(data: dict[str, Data], key: str) -> dict[str, Data]:
    rows = data["sections"]
    assert isinstance(rows, list)
    row: dict[str, Data] = next(row for row in rows if row["key"] == key)
    return row


@pytest.mark.parametrize("product", products().values(), ids=lambda product: product.key)
def test_each_shipped_product_may_be_made_and_copied(product: Product) -> None:
    check_product(product)
    assert read_product(product_as_data(product)) == product


def test_each_source_fills_some_section_of_what_is_shipped() -> None:
    used = {s.source for product in products().values() for s in product.sections}
    by_choice = {"movement_denied_effect", "response_funnel", "own_fields_counted"}
    assert used - {""} == set(sources()) - by_choice


def test_the_brief_the_cable_and_the_input_hold_what_is_hard_to_say() -> None:
    for key in ("hom_brief", "cable", "sg_input"):
        held = {s.source for s in products()[key].sections if s.mandatory}
        assert set(CANDID) <= held, key


def test_what_goes_outside_and_sitreps_name_no_contributor() -> None:
    for product in products().values():
        if product.outside or product.layout in ("sitrep", "flash"):
            assert product.effect_only, product.key
            assert not [s.key for s in product.sections if s.internal_only], product.key


def test_figures_on_children_and_sexual_violence_come_from_their_offices() -> None:
    for product in products().values():
        for part in product.sections:
            if part.key in ("children", "sexual_violence", "human_rights"):
                assert part.kind == "figures_from_office", product.key
                assert part.office == sources()[part.source].office, product.key


def test_a_mission_copies_the_weekly_report_and_makes_it_its_own() -> None:
    data = edited("weekly_poc", key="weekly_north", title="Hebdomadaire du Nord", language="fr")
    data["due"] = {"rule": "weekly", "number": 1}
    section(data, "gaps")["heading"] = "Ce qui manque"
    made = read_product(data)
    assert (made.title, made.due.number, made.section("gaps").heading) == (
        "Hebdomadaire du Nord",
        1,
        "Ce qui manque",
    )


def change_section(part: str, /, **changes: Data) -> Edit:
    return lambda data: section(data, part).update(changes)


def change(**changes: Data) -> Edit:
    return lambda data: data.update(changes)


def drop_section(key: str) -> Edit:
    def drop(data: dict[str, Data]) -> None:
        rows = data["sections"]
        assert isinstance(rows, list)
        data["sections"] = [row for row in rows if row["key"] != key]

    return drop


@pytest.mark.parametrize(
    ("key", "edit", "told"),
    [
        ("daily", change(colour="red"), "it has no field 'colour'"),
        ("daily", change(title=""), "it has no title"),
        ("daily", change(words="many"), "'words' is no whole number"),
        ("daily", change(words=3), "3 words is no length"),
        ("daily", change(sections=[]), "it has no sections"),
        ("daily", change(sections="all"), "'sections' is not written as it should be"),
        ("daily", change(ceiling="secret"), "'secret' is no marking"),
        ("daily", change(clearance=[]), "nobody clears it"),
        ("daily", change(clearance=["jmac", "joc"]), "the office that drafts it would release it"),
        ("daily", change(clearance=["wardroom"]), "'wardroom' is no office"),
        ("daily", change(cut_offs={"joc": 24}), "24 is no hour of the day"),
        ("daily", change(due={"rule": "weekly", "number": 8}), "8 does not fit the rule"),
        (
            "sg_input",
            change(
                back_plan=[
                    {"step": "draft", "days_before": 9},
                    {"step": "contributions", "days_before": 4},
                ]
            ),
            "the steps do not follow one another",
        ),
        ("daily", change_section("alerts", kind="poem"), "'poem' is no kind of section"),
        ("daily", change_section("alerts", kind="chart"), "does not fill 'chart'"),
        ("daily", change_section("alerts", source="gossip"), "'gossip' is no source"),
        ("daily", change_section("alerts", source=""), "nothing is named that fills it"),
        ("daily", change_section("alerts", key="next"), "two sections have this key"),
        ("daily", change_section("alerts", key="Al ert"), "'Al ert' is no key"),
        ("weekly_poc", change_section("children", office="joc"), "come from another office"),
        ("weekly_poc", change_section("unknown", mandatory=False), "must be mandatory"),
        ("weekly_poc", change_section("gaps", internal_only=True), "stays inside"),
        (
            "weekly_poc",
            change_section("gaps", kind="mandatory", source="caveats_used", mandatory=True),
            "it names contributors, units or caveats",
        ),
        ("council_briefing", change(effect_only=False), "what goes outside carries the effect"),
        ("press_lines", change(ceiling="confidential"), "what is public bears no marking"),
        ("hom_brief", drop_section("refusals"), "what tells the whole must hold 'refusals'"),
        ("hom_brief", change(effect_only=True), "it must tell the whole"),
    ],
)
def test_a_product_that_may_not_be_made_is_refused(key: str, edit: Edit, told: str) -> None:
    data = edited(key)
    edit(data)
    with pytest.raises(BadParameter) as refused:
        read_product(data)
    assert told in str(refused.value)
    assert refused.value.where and refused.value.next


def test_no_product_takes_single_cases_or_small_counts_outside() -> None:
    for product in products().values():
        check_for_outside(product)
    taken = [section_named(name) for name in ("harm_trends", "harm_by_area")]
    assert [one["kind"] for one in taken] == ["chart", "table"], "what is filled, not a blank"
    data = product_as_data(products()["cluster_trends"]) | {"sections": taken}
    with pytest.raises(BadParameter, match="single cases or small counts"):
        check_for_outside(read_product(data))
