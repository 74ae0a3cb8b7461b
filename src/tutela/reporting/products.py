"""Report products as data: what is told to whom, by which office, through whose hands, by when.

    products()["weekly_poc"].sections        a product as shipped

A mission copies and edits one as data: `tutela.reporting.edited`. A title or heading as shipped is
a word of the catalogues (`term`); what a mission writes stands as it is written. Nothing here reads
a record: a section names the source it is filled from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence, say, say_n, term
from tutela.base.plugins import ProductTable, load_plugins, plugin_rows

NARRATIVE, FIGURES, TABLE, CHART, MANDATORY, FROM_OFFICE = (
    "narrative",
    "figures",
    "table",
    "chart",
    "mandatory",
    "figures_from_office",
)
KINDS = (NARRATIVE, FIGURES, TABLE, CHART, MANDATORY, FROM_OFFICE)
"""What a section is: words, figures with definitions, a table, a chart, a block that is left out
only with a reason, or figures that another office gives with reference and day."""

AUDIENCES = {
    "mission": "components of the mission",
    "head_of_mission": "Head of Mission",
    "headquarters": "Headquarters",
    "council": "Security Council",
    "contributors": "troop and police contributors",
    "partners": "protection partners",
    "panel": "panel of experts",
    "public": "the public",
}
OUTSIDE = frozenset({"council", "contributors", "partners", "panel", "public"})
"""Audiences outside the Secretariat: what goes to them carries the effect only."""

CONTRIBUTORS = "contributors"
"""The audience that is briefed country by country."""

INSIDE_MISSION = frozenset({"mission", "head_of_mission"})
"""Audiences that may read which places nobody protects: any other paper may come to be read by
those who would attack them."""

CANDID = (
    "unanswered_warnings",
    "failures_to_protect",
    "caveats_used",
    "refusals",
    "access_denied",
    "not_known",
    "adequacy",
)
"""What a product that tells the whole must hold. Source: Framework J 28; domain reference, b."""

ASKING = ("decisions_sought", "obstacles_and_requests")
"""Sources of the section that says what is asked of the reader."""

ASKED_BEFORE = "asks_before"
"""The source of the part that says what became of what earlier editions asked."""

LANGUAGES = ("en", "fr", "ar")

Tell = Callable[[str], str]
"""Says a sentence in the language of the reader."""

DAILY, WEEKLY, MONTHLY, EVENT, HEADQUARTERS, MANDATE, MONTHS = (
    "daily",
    "weekly",
    "monthly",
    "event",
    "headquarters",
    "mandate",
    "months",
)
DUE_RULES: Mapping[str, tuple[int, int]] = {
    DAILY: (0, 0),
    WEEKLY: (1, 7),
    MONTHLY: (1, 28),
    EVENT: (1, 24 * 90),
    HEADQUARTERS: (0, 180),
    MANDATE: (0, 365),
    MONTHS: (2, 60),
}
"""When a product is due, and between what its number lies: nothing; the day of the week from
Monday; the day of the month after; hours after what happened; days before the day headquarters
gives; days before the mandate ends; months from one to the next."""

CUT_OFFS = {
    "field_office": "hour by which field offices send",
    "joc": "hour by which the Joint Operations Centre closes",
    "update": "hour of the update",
}
STEPS = {
    "contributions": "contributions are in",
    "draft": "draft stands",
    "clearance": "clearance begins",
    "sign": "is signed",
}
"""Steps on the way back from the day a product is due."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office that drafts, contributes or clears; role, of the platform, that it holds."""

    key: str
    role: str
    label: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a section may be filled from.

    fills     kinds of section it fills
    internal  whether it names contributors, units or caveats: never outside, never in a sitrep
    cases     whether its table or chart lists single cases or counts that may be small: not outside
    office    whose figures these are; they are taken over with reference and day, never computed
    """

    key: str
    fills: tuple[str, ...]
    internal: bool
    cases: bool
    office: str
    label: str


@dataclass(frozen=True, slots=True)
class DueRule:
    """When a product is due: one of DUE_RULES, and its number."""

    rule: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class BackStep:
    """A step so many days before the day a product is due."""

    step: str
    days_before: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a product.

    heading        its words: as shipped, or the mission's own
    source         what it is filled from (`sources`); blank where people write it
    office         who contributes it; blank is the office that drafts
    mandatory      left out only with a reason that the file keeps
    internal_only  names contributors, units or caveats
    """

    key: str
    heading: str
    kind: str = NARRATIVE
    source: str = ""
    office: str = ""
    mandatory: bool = False
    internal_only: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """A product: what is told to whom, by when.

    ceiling      the highest classification it may bear, a key of look.MARKINGS
    office       who drafts it
    clearance    who clears it, in order; the last one releases
    cut_offs     hours of the day, by CUT_OFFS
    words        so many it should not exceed
    layout       a key of base.documents.layout
    effect_only  it tells the effect ("no response within 4 h"); no contributor, unit or caveat
    """

    key: str
    title: str
    audience: str
    ceiling: str
    office: str
    clearance: tuple[str, ...]
    due: DueRule
    words: int
    language: str
    layout: str
    effect_only: bool
    sections: tuple[Section, ...]
    cut_offs: Mapping[str, int]
    back_plan: tuple[BackStep, ...] = ()

    @property
    def outside(self) -> bool:
        """Whether it leaves the Secretariat."""
        return self.audience in OUTSIDE

    @property
    def names_gaps(self) -> bool:
        """Whether it may name the places that nobody able is near: what leaves the mission, the
        Secretariat's own papers with it, tells how many."""
        return self.audience in INSIDE_MISSION

    @property
    def asking(self) -> Section | None:
        """The section that says what is asked of its readers, where leaders of the mission or
        headquarters read it: what it asks of a leader is followed until somebody answers.

        >>> products()["cable"].asking.key, products()["press_lines"].asking
        ('decisions', None)
        """
        if self.outside:
            return None
        return next((section for section in self.sections if section.source in ASKING), None)

    def office_of(self, section: Section) -> str:
        """Who contributes a section."""
        return section.office or self.office

    def lists_cases(self, section: Section) -> bool:
        """Whether a section is a table or chart of single cases or small counts.

        >>> weekly = products()["weekly_poc"]
        >>> [weekly.lists_cases(weekly.section(key)) for key in ("trends", "tiers", "gaps")]
        [True, False, False]
        """
        source = sources().get(section.source)
        return section.kind in (TABLE, CHART) and source is not None and source.cases

    @property
    def contributors(self) -> tuple[str, ...]:
        """The offices that contribute, each once, in the order of their sections."""
        return tuple(dict.fromkeys(self.office_of(section) for section in self.sections))

    def section(self, key: str) -> Section:
        """A section by its key.

        Raises  BadParameter where there is none.
        """
        for section in self.sections:
            if section.key == key:
                return section
        raise BadParameter(
            say("it has no section '{key}'", key=key),
            where=term(self.title),
            next=say("use one of: {names}", names=", ".join(s.key for s in self.sections)),
        )


RUNNING = "imminent_or_ongoing"
"""The source of the part that every paper inside the mission begins with."""


def beginning_with_what_runs(product: Product) -> Product:
    """A mission's own product, beginning with what is imminent or ongoing now, as those shipped do;
    what leaves the mission, and what is about one alert alone, stays as it is.

    >>> weekly = products()["weekly_poc"]
    >>> bare = replace(weekly, sections=weekly.sections[1:])
    >>> beginning_with_what_runs(bare).sections[0].source
    'imminent_or_ongoing'
    """
    held = {section.source for section in product.sections}
    if RUNNING in held or not product.names_gaps or product.layout == "flash":
        return product
    now = products()["daily"].sections[0]
    taken = {section.key for section in product.sections}
    key = next(name for name in (now.key, RUNNING, "running_now") if name not in taken)
    return replace(product, sections=(replace(now, key=key), *product.sections))


def saying_what_became(product: Product) -> Product:
    """A mission's own product that asks something of leaders, saying at its beginning what became
    of what earlier editions asked, as those shipped do; any other as it is.

    >>> cable = products()["cable"]
    >>> bare = replace(cable, sections=(cable.sections[0], *cable.sections[2:]))
    >>> [section.source for section in saying_what_became(bare).sections[:2]]
    ['imminent_or_ongoing', 'asks_before']
    """
    filled_from = [section.source for section in product.sections]
    if product.asking is None or ASKED_BEFORE in filled_from:
        return product
    shipped = products()["cable"].section("asked_before")
    taken = {section.key for section in product.sections}
    key = next(name for name in (shipped.key, ASKED_BEFORE, "asked_earlier") if name not in taken)
    after = filled_from.index(RUNNING) + 1 if RUNNING in filled_from else 0
    before = replace(shipped, key=key)
    sections = (*product.sections[:after], before, *product.sections[after:])
    return replace(product, sections=sections)


# --- as shipped


@cache
def offices() -> Mapping[str, Office]:
    """The offices a product may name.

    >>> offices()["joc"].role
    'joc_duty_officer'
    """
    rows = shipped_rows("tutela.reporting", "offices.csv")
    return {row["office"]: Office(row["office"], row["role"], row["label"]) for row in rows}


@cache
def sources() -> Mapping[str, Source]:
    """What sections may be filled from.

    >>> sources()["caveats_used"].internal, sources()["children_figures"].office
    (True, 'child_protection')
    """
    return {
        row["source"]: Source(
            row["source"],
            tuple(row["fills"].split()),
            row["internal"] == "yes",
            row["cases"] == "yes",
            row["office"],
            row["label"],
        )
        for row in shipped_rows("tutela.reporting", "sources.csv")
    }


@cache
def products() -> Mapping[str, Product]:
    """The products as shipped, in their order.

    >>> products()["weekly_poc"].due, products()["weekly_poc"].clearance
    (DueRule(rule='weekly', number=5), ('jmac', 'chief_of_staff'))
    >>> [section.key for section in products()["flash"].sections]
    ['what', 'casualties', 'source', 'unknown', 'action', 'next']
    """
    return {**shipped_products(), **_added_products()}


@cache
def shipped_products() -> Mapping[str, Product]:
    """The products of the house alone.

    >>> "weekly_poc" in shipped_products()
    True
    """
    return _products_of(
        shipped_rows("tutela.reporting", "products.csv"),
        shipped_rows("tutela.reporting", "sections.csv"),
    )


def _products_of(
    rows: Iterable[Mapping[str, str]], section_rows: Iterable[Mapping[str, str]]
) -> dict[str, Product]:
    sections: dict[str, list[Section]] = {}
    for row in section_rows:
        sections.setdefault(row["product"], []).append(
            Section(
                row["section"],
                row["heading"],
                row["kind"],
                row["source"],
                row["office"],
                row["mandatory"] == "yes",
                row["internal_only"] == "yes",
            )
        )
    return {
        row["product"]: Product(
            key=row["product"],
            title=row["title"],
            audience=row["audience"],
            ceiling=row["ceiling"],
            office=row["office"],
            clearance=_split_list(row["clearance"]),
            due=_due_of(row["due"]),
            words=int(row["words"]),
            language=row["language"],
            layout=row["layout"],
            effect_only=row["effect_only"] == "yes",
            sections=tuple(sections[row["product"]]),
            cut_offs=_read_numbers(row["cut_offs"]),
            back_plan=tuple(BackStep(*pair) for pair in _read_numbers(row["back_plan"]).items()),
        )
        for row in rows
    }


def _added_products() -> dict[str, Product]:
    """Products of packages installed here (`base.plugins`), each one a mission could write."""
    from tutela.reporting.edited import check_for_outside, check_product  # they read the shipped

    added: dict[str, Product] = {}

    def fits(name: str, plugin: ProductTable) -> None:
        rows = plugin_rows(name, plugin.package, "products.csv", "product")
        brought = _products_of(rows, plugin_rows(name, plugin.package, "sections.csv", "product"))
        for product in brought.values():
            check_product(product)
            check_for_outside(product)
        added.update(brought)

    load_plugins("tutela.products", lambda plugin: isinstance(plugin, ProductTable), fits=fits)
    return added


def words_of_products() -> list[str]:
    """The words of products that catalogues hold: titles, headings, offices, audiences, steps.

    >>> "Casualties" in words_of_products()
    True
    """
    titles = [product.title for product in products().values()]
    headings = [s.heading for product in products().values() for s in product.sections]
    labels = [office.label for office in offices().values()] + [
        source.label for source in sources().values()
    ]
    told = [*AUDIENCES.values(), *CUT_OFFS.values(), *STEPS.values(), *KIND_WORDS.values()]
    return sorted({*titles, *headings, *labels, *told})


KIND_WORDS = {
    NARRATIVE: "text",
    FIGURES: "figures",
    TABLE: "table",
    CHART: "chart",
    MANDATORY: "block left out only with a reason",
    FROM_OFFICE: "figures of another office",
}


def _split_list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _read_numbers(text: str) -> dict[str, int]:
    pairs = (part.rsplit(" ", 1) for part in _split_list(text))
    return {name.strip(): int(number) for name, number in pairs}


def _due_of(text: str) -> DueRule:
    rule, _, number = text.partition(" ")
    return DueRule(rule, int(number or 0))


def say_due(due: DueRule) -> Sentence:
    """When a product is due, in words.

    >>> say_due(DueRule("weekly", 5)), say_due(DueRule("event", 1))
    ('each week on Friday', 'within 1 hour of what happened')
    """
    if due.rule == DAILY:
        return say("each day")
    if due.rule == WEEKLY:
        return say("each week on {day}", day=term(WEEKDAYS[due.number - 1]))
    if due.rule == MONTHLY:
        return say("on day {number} of the month after", number=due.number)
    if due.rule == EVENT:
        return say_n(
            "within {n} hour of what happened", "within {n} hours of what happened", due.number
        )
    if due.rule == HEADQUARTERS and not due.number:
        return say("on the day Headquarters gives")
    if due.rule == HEADQUARTERS:
        return say_n(
            "{n} day before the day Headquarters gives",
            "{n} days before the day Headquarters gives",
            due.number,
        )
    if due.rule == MANDATE:
        return say_n(
            "{n} day before the mandate ends", "{n} days before the mandate ends", due.number
        )
    return say_n("every {n} month", "every {n} months", due.number)


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
