"""A survey over the villages of the North and the South, as the adviser plans it."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.outreach.perceptions.models import Survey

FEELS_SAFE = {
    "about": "safety",
    "name": "safe_at_night",
    "label": "How safe do you feel when you walk here after dark?",
    "label_fr": "",
    "label_ar": "",
    "choices": "very_safe: Very safe\nsafe: Safe\nunsafe: Unsafe\nvery_unsafe: Very unsafe",
    "counts": "safe; very_safe",
    "told": "feel safe after dark",
}


def villages(cast: Cast) -> None:
    """Twelve villages of the North and four of the South; of one nobody knows who lives there."""
    for n in range(12):
        make.place(
            cast.mission,
            f"Nor{n}",
            kind="village",
            population=400 + 100 * n,
            area=cast.north,
        )
    for n in range(4):
        make.place(cast.mission, f"Sud{n}", kind="village", population=500, area=cast.south)
    make.place(cast.mission, "Uncounted", kind="village", area=cast.north)


def plan(cast: Cast, **said: str) -> dict[str, str]:
    """What the adviser writes of the survey."""
    post = cast.adviser.holdings.get().post
    return {
        "title": "Safety after dark",
        "purpose": "Whether night patrols are to go on, for the plan of February",
        "whom": "one person of 18 and more in each household",
        "run_by": str(post.pk),
        "area": "",
        "strata_by": "area",
        "margin": "10",
        "expected": "50",
        "effect": "1.5",
        "response": "90",
        "per_place": "12",
        "widest": "20",
        "replacement": "The next of the reserve.",
        "starts": "2018-12-10",
        "ends": "2018-12-31",
        "classification": "1",
    } | said


def drawn_survey(cast: Cast, sign_in: Any, **item: str) -> Survey:
    """Planned, with its question, sent, approved and drawn: people may be asked."""
    adviser = sign_in(cast.adviser)
    assert adviser.post("/m/luma/outreach/surveys/new/", plan(cast)).status_code == 302
    survey = Survey.objects.get()
    page = f"/m/luma/outreach/surveys/{survey.pk}/"
    assert adviser.post(f"{page}items/new/", FEELS_SAFE | item).status_code == 302
    for act, who in (("send", adviser), ("approve", sign_in(cast["custodian"])), ("draw", adviser)):
        survey.refresh_from_db()
        sent = who.post(f"{page}{act}/", {"version": str(survey.version)})
        assert sent.status_code == 302, act
    survey.refresh_from_db()
    assert survey.seed is not None and survey.approved_on is not None
    return survey
