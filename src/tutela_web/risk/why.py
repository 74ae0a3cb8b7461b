"""Why a score stands where it does: its parts, its factors, and the records behind one part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.risk.evidence import SHOWN
from tutela_web.access.policy import Standing
from tutela_web.actors.models import ActorLink
from tutela_web.actors.picture_queries import links_for
from tutela_web.incidents.models import ClosedEvent, ClosedIncident, Event, Incident
from tutela_web.risk import figures
from tutela_web.risk.figures import COMPONENT_OF, COMPONENTS, TAKE
from tutela_web.risk.queries import evidence_of

AGAINST_BELOW = 3.0
"""A filled factor below the middle speaks against the score."""


@dataclass(frozen=True)
class FactorRow:
    """One factor: its value and interval, whether it counts, and what it rests on; `linked` and
    `links`, what links of actors add, empty for who may not see each of them."""

    factor: str
    value: float | None
    low: float
    high: float
    counted: bool
    why: Any
    records: tuple[EvidenceRecord, ...] = ()
    closed: int = 0
    linked: Any = ""
    links: tuple[ActorLink, ...] = ()

    @property
    def cut(self) -> bool:
        """Whether there may be records beside those kept as the strongest."""
        return len(self.records) + self.closed >= SHOWN

    @property
    def shown(self) -> str:
        """The value with at most one decimal."""
        return "" if self.value is None else figures.one_decimal(self.value)


@dataclass(frozen=True)
class ComponentSection:
    """One component: its letter, name, rule, value with interval, and its factors."""

    letter: str
    name: str
    rule: str
    value: float
    low: float
    high: float
    mostly_blank: bool
    rows: tuple[FactorRow, ...]
    url: str
    picked: bool

    @property
    def against(self) -> list[FactorRow]:
        return [r for r in self.rows if r.value is not None and r.value < AGAINST_BELOW]

    @property
    def blanks(self) -> list[FactorRow]:
        return [r for r in self.rows if r.value is None]

    @property
    def speaking(self) -> list[FactorRow]:
        """The filled factors that count, highest first, then those that do not."""
        filled = [r for r in self.rows if r.value is not None and r.value >= AGAINST_BELOW]
        return sorted(filled, key=lambda r: (not r.counted, -(r.value or 0)))

    @property
    def told(self) -> str:
        return f"{self.value:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class ScoreExplanation:
    """A score, part by part.

    known   whether it may be shown as a score: blanks alone make none.
    """

    known: bool
    score: int
    low: int
    high: int
    level: int
    sections: tuple[ComponentSection, ...]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What the waterfall draws."""
        return [
            {
                "label": s.name,
                "value": s.value,
                "low": s.low,
                "high": s.high,
                "url": s.url,
                "picked": s.picked,
            }
            for s in self.sections
        ]

    @property
    def picked(self) -> ComponentSection | None:
        return next((s for s in self.sections if s.picked), None)


def explain_score(
    standing: Standing,
    value: Any,
    factors: Sequence[figures.KeptFactor],
    *,
    reach: str,
    known: bool,
    part: str,
    url: Callable[[str], str],
    compartment: str = "",
) -> ScoreExplanation:
    """The parts of a score, with the records behind the part that is looked at.

    Takes   value, with risk, risk_low, risk_high and band; sixteen factors as they are kept;
            known, whether people agreed it or half of each part is known; `part`, I, C or V;
            url, which gives the address that opens a part.
    """
    names = {"I": _("Intent"), "C": _("Capability"), "V": _("Vulnerability")}
    rules = {"I": _("two highest"), "C": _("mean of all"), "V": _("three highest")}
    assert set(TAKE) == set(names)
    sixteen = figures.all_factors(factors)
    count = figures.counted_factors(sixteen)
    scored = figures.intervals(sixteen, reach=reach)
    part = part if part in names else ""
    cited = [
        name for f in sixteen if COMPONENT_OF[f["factor"]] == part for name in f.get("events", ())
    ]
    opened = evidence_of(standing, cited, compartment=compartment).records if cited else []
    by_name = {cited_name(record): record for record in opened}
    links_seen = _links_seen(standing, [f for f in sixteen if COMPONENT_OF[f["factor"]] == part])
    sections = []
    for letter in COMPONENTS:
        rows = []
        for f in sixteen:
            if COMPONENT_OF[f["factor"]] != letter:
                continue
            events = list(f.get("events", ())) if letter == part else []
            records = [
                record_as_evidence(standing, by_name[name]) for name in events if name in by_name
            ]
            records.sort(key=lambda record: record.day or date.min, reverse=True)
            links = [links_seen.get(key) for key in f.get("links", ())] if letter == part else []
            seen = tuple(link for link in links if link is not None)
            all_seen = bool(seen) and len(seen) == len(links)
            rows.append(
                FactorRow(
                    f["factor"],
                    f["value"],
                    f["low"],
                    f["high"],
                    f["factor"] in count,
                    f.get("why", ""),
                    tuple(records),
                    len(events) - len(records),
                    f.get("linked", "") if all_seen else "",
                    seen if all_seen else (),
                )
            )
        one = scored[letter]
        sections.append(
            ComponentSection(
                letter,
                names[letter],
                rules[letter],
                float(one.best[0]),
                float(one.low[0]),
                float(one.high[0]),
                bool(one.mostly_blank[0]),
                tuple(rows),
                url(letter),
                letter == part,
            )
        )
    return ScoreExplanation(
        known,
        round(value.risk),
        round(value.risk_low),
        round(value.risk_high),
        value.band + 1,
        tuple(sections),
    )


def _links_seen(standing: Standing, factors: Sequence[figures.KeptFactor]) -> dict[str, ActorLink]:
    """Of the links that these factors rest on, those the person may see, by id."""
    keys = {key for f in factors for key in f.get("links", ())}
    if not keys or not standing.reads("actors"):
        return {}
    return {str(link.pk): link for link in links_for(standing).filter(pk__in=keys)}


CitedRecord = Event | ClosedEvent | Incident | ClosedIncident
"""What a score cites as evidence."""


def cited_name(record: CitedRecord) -> str:
    """A record as a score cites it."""
    if isinstance(record, (Event, ClosedEvent)):
        return f"{record.source}:{record.source_id}"
    return f"incident:{record.pk}"


PAGES = {
    Event: "incidents:event",
    Incident: "incidents:incident",
    ClosedIncident: "incidents:closed_incident",
}


@dataclass(frozen=True)
class EvidenceRecord:
    """An event or incident as a line of evidence."""

    url: str
    day: Any
    what: str
    where: str
    killed: int | None
    grade: str
    name: str


def record_as_evidence(standing: Standing, record: CitedRecord) -> EvidenceRecord:
    """A record the person may open, as evidence tells it."""
    page = PAGES.get(type(record))
    key = record.handle if isinstance(record, Event) else record.pk
    url = reverse(page, args=[standing.mission.code, key]) if page else ""
    if isinstance(record, (Event, ClosedEvent)):
        return EvidenceRecord(
            url,
            record.date_end,
            record.harm or "",
            record.place or "",
            record.civilian_deaths,
            record.grade or "",
            cited_name(record),
        )
    return EvidenceRecord(
        url,
        record.event_to or record.event_from,
        record.title,
        record.place_said,
        record.civilians_killed,
        record.grade,
        f"incident {record.number}",
    )
