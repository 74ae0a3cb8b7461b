"""Which body of the mission issues which report, beside section D of the strategy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tutela.reporting.products import AUDIENCES, Office, Product, offices
from tutela_web.access.policy import Standing
from tutela_web.reporting.editions.queries import products_of
from tutela_web.strategy.edition.models import Section


@dataclass(frozen=True)
class Issuer:
    """A body of the mission, and the reports that go out in its name."""

    office: Office
    products: Sequence[tuple[Product, str]]


def issuers(standing: Standing) -> list[Issuer]:
    """Each body with the reports it issues in this mission, and for whom; in the order of the table
    of offices. Whoever reads no reports is told the same: it is a rule, not a report."""
    made = products_of(standing.mission).values()
    return [
        Issuer(office, products)
        for office in offices().values()
        if (
            products := [
                (product, AUDIENCES[product.audience])
                for product in made
                if product.office == office.key
            ]
        )
    ]


def beside_section_d(standing: Standing, section: Section) -> dict[str, Any]:
    """What the page of section D is given of reports."""
    return {"issuers": issuers(standing)} if section.letter == "D" else {}
