"""What becomes of the tasks of a resolution when another renews it: proposed, never done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutela.base.messages import Sentence, say
from tutela.mandate.diff import Change, Status
from tutela.mandate.suggest import Suggestion
from tutela.mandate.types import Passage


@dataclass(frozen=True, slots=True)
class GivenTask:
    """A task a person confirmed under a passage of the old text; `kind` is empty where it was
    written by hand."""

    passage: Passage
    kind: str


@dataclass(frozen=True, slots=True)
class Succession:
    """What seems to become of a task: the passage of the new text that gives it again, None where
    none does; `sure` where a person need only agree, otherwise they read and choose."""

    to: Passage | None
    sure: bool
    status: Status
    why: Sentence


def propose_successions(
    tasks: Sequence[GivenTask], changes: Sequence[Change], suggested: Sequence[Suggestion]
) -> list[Succession]:
    """What seems to become of each task of the old text.

    Takes   the tasks; the two texts beside each other (`diff`); what the rules suggest for the
            new one.
    Gives   one Succession a task, in their order.

    >>> from tutela.mandate.diff import diff
    >>> from tutela.mandate.read import parse
    >>> from tutela.mandate.suggest import suggest
    >>> head = "The Security Council,"
    >>> old = parse(head + "\\n1. Requests UNMIKA to protect civilians;\\n2. Requests patrols.")
    >>> new = parse(head + "\\n1. Requests UNMIKA to protect all civilians.")
    >>> kinds = ("physical_protection", "")
    >>> tasks = [GivenTask(one, kind) for one, kind in zip(old.operative, kinds)]
    >>> [(one.to.number if one.to else "", one.sure, str(one.why))
    ...  for one in propose_successions(tasks, diff(old, new), suggest(new))]
    [('1', True, 'its paragraph is reworded and gives this task still'),
     ('', True, 'its paragraph is dropped, and no other gives such a task')]
    """
    by_old = {id(change.old): change for change in changes if change.old is not None}
    gives = {id(one.passage): {task.task for task in one.tasks} - one.unsure for one in suggested}
    return [_succession(task, by_old[id(task.passage)], suggested, gives) for task in tasks]


def _succession(
    task: GivenTask,
    change: Change,
    suggested: Sequence[Suggestion],
    gives: dict[int, set[str]],
) -> Succession:
    new, status = change.new, change.status
    if new is not None and status in ("kept", "moved"):
        return Succession(
            new, True, status, say("its paragraph stands in the renewal, word for word")
        )
    if new is not None and task.kind in gives.get(id(new), ()):
        why = say("its paragraph is reworded and gives this task still")
        return Succession(new, True, status, why)
    if new is not None:
        why = say(
            "its paragraph is reworded, and no word of it is known to give this task: read it"
        )
        return Succession(new, False, status, why)
    others = [one.passage for one in suggested if task.kind in gives[id(one.passage)]]
    if task.kind and others:
        why = say("its paragraph is dropped, and this one gives such a task: read it")
        return Succession(others[0], False, status, why)
    why = say("its paragraph is dropped, and no other gives such a task")
    return Succession(None, bool(task.kind) or not others, status, why)
