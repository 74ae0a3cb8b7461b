"""How mandates are read: the latest first; a text with its suggestions; a renewal beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tutela.mandate import suggest as core
from tutela.mandate.diff import Change, diff
from tutela.mandate.renewal import GivenTask, Succession, propose_successions
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.mandate.models import MandatedTask, Paragraph, Resolution

KIND = "mandates"
ACT = "keep_mandate"
TASK_FILTERS = ("tier", "component", "state", "series")
STATES = ("kept", "moved", "reworded", "new", "dropped")


def resolutions_for(standing: Standing) -> QuerySet[Resolution]:
    """The resolutions this person may see."""
    seen = Resolution.objects.filter(standing.sees_open(KIND))
    return seen.select_related("supersedes", "mission")


def paragraphs_for(standing: Standing) -> QuerySet[Paragraph]:
    """The paragraphs this person may see."""
    seen = Paragraph.objects.filter(standing.sees_open(KIND))
    return seen.select_related("judged_by", "resolution")


def tasks_for(standing: Standing) -> QuerySet[MandatedTask]:
    """The tasks this person may see; those refused only who sees how the mission works on them."""
    seen = _open_tasks(standing)
    open_to = Exists(_open_tasks(standing).filter(pk=OuterRef("after")))
    return seen.annotate(after_seen=open_to).select_related(
        "paragraph__resolution", "owner", "decided_by", "mission", "after__paragraph__resolution"
    )


def _open_tasks(standing: Standing) -> QuerySet[MandatedTask]:
    seen = MandatedTask.objects.filter(standing.sees_open(KIND))
    return seen if works_on(standing) else seen.filter(state=MandatedTask.State.CONFIRMED)


def works_on(standing: Standing) -> bool:
    """Whether this person sees what is suggested and not decided: who reads drafts or decides."""
    return standing.reads("drafts") or standing.may_somewhere(ACT)


@dataclass
class ListedResolution:
    """A resolution in the list, with how many tasks of it hold."""

    resolution: Resolution
    tasks: int = 0

    def state(self, on: date) -> str:
        """retired, ended, or in force; not known where nobody gave the last day. One of a thematic
        series stands until somebody retires it."""
        resolution = self.resolution
        if resolution.retired_on and resolution.retired_on <= on:
            return "retired"
        if resolution.series and resolution.until is None:
            return "force"
        if resolution.until is None:
            return "unknown"
        return "ended" if resolution.until < on else "force"


def resolution_list(standing: Standing) -> list[tuple[ListedResolution, str]]:
    """Every resolution, the latest first, and how it stands. Two queries."""
    rows = (
        resolutions_for(standing)
        .defer("text")
        .order_by(F("adopted").desc(nulls_last=True), "-entered_at")
    )
    tasks = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
    counts = Counter(task.paragraph.resolution_id for task in tasks if task.holds(standing.on))
    listed = [ListedResolution(row, counts[row.pk]) for row in rows]
    return [(row, row.state(standing.on)) for row in listed]


def task_list(standing: Standing, asked: Mapping[str, str]) -> list[tuple[MandatedTask, bool]]:
    """The confirmed tasks a filter finds: those in force first, by rank, then by tier; whether each
    holds today. Those of thematic resolutions stand among the mission's own.

    One query.
    """
    rows = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
    if asked.get("tier", "").isdecimal():
        rows = rows.filter(tier=int(asked["tier"]))
    if asked.get("component"):
        rows = rows.filter(component=asked["component"])
    if asked.get("series") in ("own", "thematic"):
        own = Q(paragraph__resolution__series="")
        rows = rows.filter(own if asked["series"] == "own" else ~own)
    ordered = rows.order_by(
        F("rank").asc(nulls_last=True), "tier", "paragraph__resolution__symbol", "paragraph__order"
    )
    tasks = [(one, one.holds(standing.on)) for one in ordered]
    if asked.get("state") in ("holds", "not"):
        tasks = [row for row in tasks if row[1] == (asked["state"] == "holds")]
    return sorted(tasks, key=lambda row: not row[1])


def paragraphs_in_force(standing: Standing) -> QuerySet[Paragraph]:
    """The paragraphs that mandate protection today: so said by a post, or giving a task that holds;
    of resolutions neither ended nor retired. The mission's own first."""
    on = standing.on
    gives_task = Q(tasks__state=MandatedTask.State.CONFIRMED) & (
        (Q(tasks__until=None) | Q(tasks__until__gte=on))
        & (Q(tasks__starts=None) | Q(tasks__starts__lte=on))
    )
    lasts = Q(resolution__until=None) | Q(resolution__until__gte=on)
    kept = Q(resolution__retired_on=None) | Q(resolution__retired_on__gt=on)
    rows = paragraphs_for(standing).filter(lasts, kept, kind=Paragraph.Kind.OPERATIVE)
    return (
        rows.filter(Q(poc=True) | gives_task)
        .distinct()
        .order_by("resolution__series", "-resolution__adopted", "order")
    )


# --- one text


@dataclass
class ParagraphRow:
    """A paragraph with what the rules say of it, by which words, and its tasks."""

    paragraph: Paragraph
    poc: bool = False  # suggested
    why: list[tuple[core.Rule, str]] = field(default_factory=list)
    suggested: list[core.Task] = field(default_factory=list)
    unsure: frozenset[str] = frozenset()  # of them, those no word of the paragraph names
    means: str = ""  # by which the Council authorizes it, and the paragraph that says so
    chapter: Words = ""  # of the Charter, under which it acts
    tasks: list[MandatedTask] = field(default_factory=list)
    rejected: list[MandatedTask] = field(default_factory=list)
    sense: Any = None  # what the mission takes it to ask: reading_queries.Sense

    @property
    def open(self) -> bool:
        """Whether somebody has to decide something."""
        return bool(self.suggested) or (self.poc and self.paragraph.poc is None)

    @property
    def marked(self) -> bool:
        """Whether it mandates protection: by a post's word, or while none is said by the rules."""
        return self.poc if self.paragraph.poc is None else self.paragraph.poc

    @property
    def depth(self) -> int:
        return len(self.paragraph.path)


def rows_of(standing: Standing, resolution: Resolution) -> list[ParagraphRow]:
    """The paragraphs of a text in its order, each with its tasks; with suggestions for who works
    on them. Two queries."""
    paragraphs = list(paragraphs_for(standing).filter(resolution=resolution).order_by("order"))
    rows = {one.pk: ParagraphRow(one) for one in paragraphs}
    for task in tasks_for(standing).filter(paragraph__resolution=resolution).order_by("tier", "pk"):
        row = rows[task.paragraph_id]
        confirmed = task.state == MandatedTask.State.CONFIRMED
        (row.tasks if confirmed else row.rejected).append(task)
    if works_on(standing):
        for paragraph, suggestion in suggestions(resolution, paragraphs):
            row = rows[paragraph.pk]
            known = {task.kind for task in (*row.tasks, *row.rejected)}
            row.poc = suggestion.poc
            row.suggested = [task for task in suggestion.tasks if task.task not in known]
            row.unsure = suggestion.unsure
            row.why = list(zip(suggestion.rules, suggestion.phrases, strict=True))
            row.means = means_of(suggestion)
            chapter = MandatedTask.Chapter(suggestion.chapter)
            row.chapter = chapter.label if suggestion.chapter else ""
    return list(rows.values())


def means_of(suggestion: core.Suggestion) -> str:
    """By what means a task is authorized, in the Council's words, and where it says so."""
    return f"{suggestion.means} ({suggestion.means_at})" if suggestion.means else ""


def suggestions(
    resolution: Resolution, paragraphs: list[Paragraph]
) -> list[tuple[Paragraph, core.Suggestion]]:
    """What the rules say of each operative paragraph."""
    operative = [
        paragraph for paragraph in paragraphs if paragraph.kind == Paragraph.Kind.OPERATIVE
    ]
    return list(zip(operative, core.suggest(resolution.as_read(paragraphs)), strict=True))


# --- a renewal beside the text before it


def _paragraphs_of(standing: Standing, *texts: Resolution) -> dict[UUID, list[Paragraph]]:
    """The paragraphs of texts, by text, in their order. One query."""
    held: dict[UUID, list[Paragraph]] = {text.pk: [] for text in texts}
    for paragraph in paragraphs_for(standing).filter(resolution__in=texts).order_by("order"):
        held[paragraph.resolution_id].append(paragraph)
    return held


@dataclass
class Changed:
    """A paragraph of either text, what became of it, and the tasks the old one gave."""

    change: Change
    old: Paragraph | None
    new: Paragraph | None
    tasks: list[MandatedTask]

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The words of a reworded one, for the component diff."""
        ops = {"gone": "del", "come": "ins", "same": ""}
        return [(ops[run.what], run.text) for run in self.change.words]


def changes(standing: Standing, new: Resolution, old: Resolution) -> list[Changed]:
    """Every paragraph of both texts once, in the order of the new. Two queries."""
    both = _paragraphs_of(standing, old, new)
    tasks_given: dict[UUID, list[MandatedTask]] = {}
    confirmed = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
    for task in confirmed.filter(paragraph__resolution=old).order_by("tier", "pk"):
        tasks_given.setdefault(task.paragraph_id, []).append(task)
    # equal words may stand twice: a passage is found again as itself, not by its words
    texts = {pk: resolution.as_read(both[pk]) for pk, resolution in ((old.pk, old), (new.pk, new))}
    behind = {
        id(passage): paragraph
        for pk, text in texts.items()
        for passage, paragraph in zip(text.passages, both[pk], strict=True)
    }
    rows = []
    for change in diff(texts[old.pk], texts[new.pk]):
        before = behind[id(change.old)] if change.old else None
        after = behind[id(change.new)] if change.new else None
        rows.append(
            Changed(change, before, after, tasks_given.get(before.pk, []) if before else [])
        )
    return rows


# --- what a renewal leaves of the tasks before it


@dataclass
class Succeeded:
    """A task of the resolution before, what seems to become of it, and the words that changed."""

    task: MandatedTask
    succession: Succession
    to: Paragraph | None
    pieces: list[tuple[str, str]]


@dataclass
class Renewal:
    """What a person decides when a resolution renews another: task by task what becomes of those
    of the old one that hold, and the paragraphs of the new one that may give them again."""

    old: Resolution
    waiting: list[Succeeded]
    paragraphs: list[Paragraph]


def tasks_waiting(standing: Standing, renewal: Resolution) -> QuerySet[MandatedTask]:
    """The tasks of the resolution a text renews that hold beyond today."""
    return (
        tasks_for(standing)
        .filter(
            paragraph__resolution=renewal.supersedes_id,
            state=MandatedTask.State.CONFIRMED,
            superseded_by=None,
        )
        .filter(Q(until=None) | Q(until__gt=standing.on))
    )


def renewal_of(standing: Standing, new: Resolution, old: Resolution) -> Renewal:
    """What a renewal seems to leave of the tasks before it. Two queries."""
    both = _paragraphs_of(standing, old, new)
    texts = {one.pk: one.as_read(both[one.pk]) for one in (old, new)}
    passage_of = {
        paragraph.pk: passage
        for pk, text in texts.items()
        for paragraph, passage in zip(both[pk], text.passages, strict=True)
    }
    behind = {id(passage_of[one.pk]): one for one in both[new.pk]}
    tasks = list(tasks_waiting(standing, new).order_by("paragraph__order", "tier", "pk"))
    changed = diff(texts[old.pk], texts[new.pk])
    told = propose_successions(
        [GivenTask(passage_of[one.paragraph_id], one.kind) for one in tasks],
        changed,
        core.suggest(texts[new.pk]),
    )
    change_of = {id(one.old): one for one in changed if one.old is not None}
    waiting = []
    for task, succession in zip(tasks, told, strict=True):
        change = change_of[id(passage_of[task.paragraph_id])]
        to = behind[id(succession.to)] if succession.to is not None else None
        waiting.append(Succeeded(task, succession, to, Changed(change, None, None, []).pieces))
    operative = [one for one in both[new.pk] if one.kind == Paragraph.Kind.OPERATIVE]
    return Renewal(old, waiting, operative)
