"""An invented mandate: a resolution that was renewed, and the tasks a named person found in it.

The country of the text, its people and its mission are invented; its number is beyond any the
Council gave.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from django.db import transaction

from tutela.base.data_tables import shipped_rows
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.demo.acts import edit
from tutela_web.demo.player import TEXTS, Who, find, play
from tutela_web.mandate import verbs
from tutela_web.mandate.models import Resolution
from tutela_web.mandate.queries import suggestions

ADOPTED = date(2018, 3, 15)
PROTECTS = {"2 (a)", "2 (a) (i)", "2 (a) (ii)", "2 (a) (iii)", "2 (a) (iv)", "3", "4", "5"}
"""What a post says mandates protection; it says no to what the rules suggest besides."""


@transaction.atomic
def add(mission: Mission, who: Who) -> None:
    """Write it once.

    Takes   who, the standing of an account by its last part.
    """
    if Resolution.objects.filter(mission=mission).exists():
        return
    by = who("adviser")
    first = _load("9001", ADOPTED, by=by)
    _decide_tasks(first, who)
    renewal = _load("9044", ADOPTED.replace(year=2019), by=by, supersedes=first)
    _decide_tasks(renewal, who)
    play("mandate", mission, who, said=renewal.paragraphs.get(words__startswith="6. "))
    verbs.retire(
        first, ADOPTED, version=first.version, by=by, reason="Renewed by S/RES/9044 (2018)"
    )


def _load(
    number: str, until: date, *, by: Standing, supersedes: Resolution | None = None
) -> Resolution:
    text = (TEXTS / f"resolution-{number}.txt").read_text("utf-8")
    title = "The situation in Karuna (invented)"
    return verbs.load(
        text, {"title": title, "until": until, "invented": True, "supersedes": supersedes}, by=by
    )


@cache
def _tasks() -> dict[tuple[str, str], dict[str, str]]:
    """By paragraph and kind, what is said of a task. 2 (d) is not there: it waits."""
    rows = shipped_rows("tutela_web.demo", "tasks.csv")
    return {(row.pop("paragraph"), row.pop("kind")): row for row in rows}


def _decide_tasks(resolution: Resolution, who: Who) -> None:
    """Decide on what the rules suggest, but for the paragraphs that wait."""
    by = who("adviser")
    for paragraph, suggestion in suggestions(resolution, list(resolution.paragraphs.all())):
        if paragraph.number in PROTECTS or suggestion.poc:
            verbs.judge(paragraph, paragraph.number in PROTECTS, version=paragraph.version, by=by)
        for task in suggestion.tasks:
            if (paragraph.number, task.task) not in _tasks():
                continue
            said = dict(_tasks()[paragraph.number, task.task])
            confirm = said.pop("confirmed") == "yes"
            decided = verbs.decide(paragraph, task.task, confirm=confirm, by=by)
            owner = find(by.mission, "post", said.pop("owner"))
            told = {name: words for name, words in said.items() if words}
            edit(decided, by=by, **told, **({"owner": owner} if owner else {}), invented=True)
