"""An invented mandate: a resolution that was renewed, and the tasks a named person found in it.

The country of the text, its people and its mission are invented; its number is beyond any the
Council gave.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

from django.db import transaction

from tutela_web.access.models import Mission, Post
from tutela_web.access.policy import Standing
from tutela_web.mandate import verbs
from tutela_web.mandate.inputs import ResolutionInput
from tutela_web.mandate.models import Resolution
from tutela_web.mandate.queries import suggestions
from tutela_web.mandate.task_kind import TASK
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

NECESSARY = "all necessary means (paragraph 3)"
CAMP = "in and around Osila camp (invented)"
ROAD = "the road from Luma to Tembel (invented)"

Said = dict[str, Any]
TASKS: dict[tuple[str, str], Said | None] = {
    ("2 (a)", "physical_protection"): None,
    ("2 (a) (i)", "physical_protection"): {
        "component": "Force",
        "owner": "force_commander",
        "means": NECESSARY,
        "priority": "first",
        "limit": "within its capabilities and areas of deployment",
    },
    ("2 (a) (ii)", "presence"): {
        "component": "Force",
        "owner": "sector_operations",
        "means": NECESSARY,
        "limit": ROAD,
        "priority": "first",
    },
    ("2 (a) (iii)", "camps"): {
        "component": "Police",
        "owner": "police_commander",
        "means": NECESSARY,
        "limit": CAMP,
        "priority": "first",
    },
    ("2 (a) (iv)", "early_warning"): {
        "component": "Field office",
        "owner": "head_of_field_office",
        "priority": "first",
    },
    ("2 (b)", "political_process"): None,
    ("2 (b) (i)", "political_process"): {
        "component": "Office of the Head of Mission",
        "owner": "head_of_mission",
        "priority": "other",
    },
    ("2 (b) (ii)", "ceasefire"): {"component": "Force", "priority": "other"},
    ("2 (b) (ii)", "reconciliation"): {"component": "Civil affairs", "priority": "other"},
    ("2 (c)", "human_rights"): None,
    ("2 (c) (i)", "human_rights"): {
        "component": "Human rights",
        "owner": "human_rights",
        "priority": "other",
    },
    ("2 (c) (ii)", "physical_protection"): None,
    ("2 (c) (ii)", "child_protection"): {"component": "Human rights", "priority": "other"},
    ("2 (c) (ii)", "sexual_violence"): {"component": "Human rights", "priority": "other"},
    ("2 (e)", "security_sector"): {"component": "Police", "priority": "other"},
    ("4", "physical_protection"): None,
    ("5", "physical_protection"): None,
}
"""By paragraph and kind: what is said of a task; None where it was refused. 2 (d) waits."""

PROTECTS = {"2 (a)", "2 (a) (i)", "2 (a) (ii)", "2 (a) (iii)", "2 (a) (iv)", "3", "4", "5"}
"""What a post says mandates protection; it says no to what the rules suggest besides."""


@transaction.atomic
def add(mission: Mission, who: Callable[[str], Standing]) -> None:
    """Write it once.

    Takes   who, the standing of an account by its last part.
    """
    if Resolution.objects.filter(mission=mission).exists():
        return
    by = who("adviser")
    posts = {post.role: post for post in Post.objects.filter(mission=mission).order_by("-pk")}
    first = _load("9001", date(2018, 3, 15), by=by)
    _tasks(first, posts, by=by)
    renewal = _load("9044", date(2019, 3, 15), by=by, supersedes=first)
    _tasks(renewal, posts, by=by)
    said = renewal.paragraphs.get(words__startswith="6. ")
    create_record(
        TASK,
        {
            "what": "see that alerts of communities are answered and outcomes recorded",
            "tier": 2,
            "phases": ["pre-emption", "response"],
            "component": "Mission leadership",
            "owner": posts["chief_of_staff"],
            "priority": "first",
        },
        by=by,
        beside=said,
        invented=True,
    )
    verbs.retire(
        first,
        date(2018, 3, 15),
        version=first.version,
        by=by,
        reason="Renewed by S/RES/9044 (2018)",
    )


def _load(
    number: str, until: date, *, by: Standing, supersedes: Resolution | None = None
) -> Resolution:
    text = (files("tutela_web.demo") / "texts" / f"resolution-{number}.txt").read_text("utf-8")
    title = "The situation in Karuna (invented)"
    said: ResolutionInput = {"title": title, "until": until, "invented": True}
    return verbs.load(text, {**said, "supersedes": supersedes}, by=by)


def _tasks(resolution: Resolution, posts: dict[str, Post], *, by: Standing) -> None:
    """Decide on what the rules suggest, but for the paragraphs that wait."""
    for paragraph, suggestion in suggestions(resolution, list(resolution.paragraphs.all())):
        if paragraph.number in PROTECTS or suggestion.poc:
            verbs.judge(paragraph, paragraph.number in PROTECTS, version=paragraph.version, by=by)
        for task in suggestion.tasks:
            if (paragraph.number, task.task) not in TASKS:
                continue
            said = TASKS[paragraph.number, task.task]
            decided = verbs.decide(paragraph, task.task, confirm=said is not None, by=by)
            owner = {"owner": posts[said["owner"]]} if said and "owner" in said else {}
            changes = (said or {}) | owner | {"invented": True}
            records.edit(decided, changes, version=decided.version, by=by.person)
