"""Risks as rows and as JSON: the contract other programs rely on (docs/reference/json.md)."""

from __future__ import annotations

import math

from tutela.base.messages import Sentence, join, say
from tutela.risk.types import Risk

CAPTION = say("blind to rape, abduction and displacement unless a file records them")
"""Stands under every figure made from event data; domain reference, section d."""


def as_json(risk: Risk) -> dict[str, object]:
    """One risk with every factor; numbers unrounded, words lower-case."""
    place = risk.place
    return {
        "place": {
            "id": place.id,
            "name": place.name,
            "pcode": place.pcode,
            "lat": None if math.isnan(place.lat) else place.lat,
            "lon": None if math.isnan(place.lon) else place.lon,
        },
        "actor": risk.actor,
        "harm": risk.harm,
        "horizon_days": risk.horizon_days,
        "I": risk.I,
        "C": risk.C,
        "V": risk.V,
        "T": risk.T,
        "R": risk.R,
        "R_low": risk.R_low,
        "R_high": risk.R_high,
        "band": risk.band,
        "gravity": risk.gravity,
        "priority": risk.priority,
        "msc": risk.msc,
        "rank": risk.rank,
        "rank_low": risk.rank_low,
        "rank_high": risk.rank_high,
        "ties_next": risk.shared,
        "leads": risk.leads,
        "places": risk.places,
        "likelihood": _unless_nan(risk.likelihood),
        "likelihood_low": _unless_nan(risk.likelihood_low),
        "likelihood_high": _unless_nan(risk.likelihood_high),
        "value": risk.value,
        "confidence": risk.confidence,
        "insufficient_data": risk.insufficient_data,
        "evidence": [
            {
                "factor": e.factor,
                "value": e.value,
                "low": e.low,
                "high": e.high,
                "events": list(e.events),
                "why": e.why,
            }
            for e in risk.evidence
        ],
    }


def _unless_nan(number: float) -> float | None:
    return None if math.isnan(number) else number


def as_row(risk: Risk) -> dict[str, object]:
    """One risk as a flat row."""
    records = dict.fromkeys(event for e in risk.evidence for event in e.events)
    told = as_json(risk)
    place = told["place"]
    assert isinstance(place, dict)
    return {
        **told,
        **place,
        "place_id": risk.place.id,
        "place": risk.place.name,
        "reasons": reasons(risk, 3),
        "records": tuple(records),
    }


def reasons(risk: Risk, most: int) -> Sentence:
    """The sentences of the highest factors that rest on events: why, and who is exposed, before
    what the actor can do.
    """
    told = sorted(
        (e for e in risk.evidence if e.value is not None and e.events),
        key=lambda e: (e.component == "C", -(e.value or 0)),
    )
    return join("; ", (e.why for e in told[:most]))
