"""What the sections of a draft state that the records contradict: told to the drafter on the
section and to who signs, while the text can still change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.strategy.text.stated import Against, OnRecord, held_against_records
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.queries import standing_fora
from tutela_web.links.queries import in_force
from tutela_web.programme.matrix.queries import answering, lines_for, priority_risks
from tutela_web.programme.measures.queries import duties_for
from tutela_web.programme.objectives.queries import objective_list, objectives_for
from tutela_web.strategy.edition.models import Section, SectionSummary, Strategy
from tutela_web.strategy.edition.queries import summaries_for


@dataclass(frozen=True)
class SentenceAgainst:
    """A sentence, what of it the records contradict, in words of the page, and where they stand."""

    section: Section
    sentence: str
    told: str
    url: str


def sections_against(standing: Standing, sections: Iterable[Section]) -> list[SentenceAgainst]:
    """The sentences of sections that are written that the records contradict, as far as this
    person reads these records in the whole mission. Three queries; where one says something of
    each of many, those of the objectives and of what lines answer."""
    written = [
        section for section in sections if section.text.strip() and section.strategy.writable
    ]
    if not (written and standing.reads("drafts")):
        return []
    records = _records(standing)
    codes = (
        {objective.code for objective in objectives_for(standing).filter(in_force(standing))}
        if standing.reads_everywhere("strategy")
        else None
    )
    exceptions = cache(partial(_exceptions, standing))  # most texts state nothing of each
    return [
        SentenceAgainst(
            section,
            held_against_record.sentence,
            _TOLD[held_against_record.kind](held_against_record),
            _url(standing, held_against_record.kind),
        )
        for section in written
        for held_against_record in held_against_records(
            section.text,
            section.language,
            records=records,
            objectives=codes,
            exceptions=exceptions,
        )
    ]


def _records(standing: Standing) -> list[OnRecord]:
    records: list[OnRecord] = []
    if standing.reads_everywhere("fora"):
        records += [
            OnRecord(one.name, one.rhythm_days, one.chair.title if one.chair else one.chair_said)
            for one in standing_fora(standing).select_related("chair")
        ]
    if standing.reads_everywhere("strategy"):
        records += [
            OnRecord(duty.title, duty.every_days)
            for duty in duties_for(standing).filter(in_force(standing))
        ]
    return records


def _exceptions(standing: Standing) -> dict[str, int]:
    """Of each statement on each of many, how many it is not true of."""
    if not standing.reads_everywhere("strategy"):
        return {}
    lines = list(lines_for(standing).exclude(status="stopped"))
    exceptions = {
        "line_leads": sum(not one.lead.strip() for one in lines),
        "line_accepted": sum(one.accepted_on is None for one in lines),
        "objective_indicators": len(objective_list(standing).unmeasured),
    }
    if standing.reads_everywhere("risks"):
        answered = answering(standing, lines)
        tiers: dict[str, set[int]] = {}
        for line in lines:
            for risk in answered.risks.get(str(line.pk), ()):
                tiers.setdefault(risk, set()).update(line.tiers)
        risks = [str(priority_risk.pk) for priority_risk in priority_risks(standing)]
        exceptions["risk_lines"] = sum(risk not in tiers for risk in risks)
        exceptions["risk_tiers"] = sum(not tiers.get(risk, set()) >= {1, 2, 3} for risk in risks)
    return exceptions


def _of_rhythm(against: Against) -> str:
    return _("%(name)s: the text says every %(said)s days, the record every %(held)s days") % {
        "name": against.of,
        "said": against.said,
        "held": against.held,
    }


def _exceptions_said(of: Callable[[int], str]) -> Callable[[Against], str]:
    return lambda against: of(int(against.held)) % {"n": against.held}


_TOLD: dict[str, Callable[[Against], str]] = {
    "rhythm": _of_rhythm,
    "no chair": lambda against: _("%(name)s: no chair is on record") % {"name": against.of},
    "chair": lambda against: (
        _("%(name)s: the chair on record is %(held)s") % {"name": against.of, "held": against.held}
    ),
    "objective": lambda against: (
        _("no objective in force has the number %(n)s") % {"n": against.of}
    ),
    "risk_tiers": _exceptions_said(
        lambda n: ngettext(
            "%(n)s priority risk has no lines of all three tiers",
            "%(n)s priority risks have no lines of all three tiers",
            n,
        )
    ),
    "risk_lines": _exceptions_said(
        lambda n: ngettext(
            "no line answers %(n)s priority risk", "no line answers %(n)s priority risks", n
        )
    ),
    "line_leads": _exceptions_said(
        lambda n: ngettext("%(n)s line names no lead", "%(n)s lines name no lead", n)
    ),
    "line_accepted": _exceptions_said(
        lambda n: ngettext(
            "%(n)s line is not accepted by its lead",
            "%(n)s lines are not accepted by their lead",
            n,
        )
    ),
    "objective_indicators": _exceptions_said(
        lambda n: ngettext(
            "%(n)s objective has no indicator", "%(n)s objectives have no indicator", n
        )
    ),
}
"""How the page says what contradicts a sentence, by its kind."""

_PAGES = {
    "objective": "programme:objectives",
    "objective_indicators": "programme:objectives",
    "rhythm": "fora:fora",
    "chair": "fora:fora",
    "no chair": "fora:fora",
}


def _url(standing: Standing, kind: str) -> str:
    return reverse(_PAGES.get(kind, "programme:matrix"), args=[standing.mission.code])


def summaries_behind(standing: Standing, strategy: Strategy) -> Sequence[SectionSummary]:
    """The summaries of a draft that are older than the text they sum up. A query."""
    if not strategy.writable:
        return []
    rows = summaries_for(standing).filter(section__strategy=strategy).exclude(words="")
    return [row for row in rows.order_by("section__letter") if row.stale]
