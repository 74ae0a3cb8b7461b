"""The panels of learning: debriefs that wait, and lessons whose failure happened again."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.lessons.handover.queries import handovers_of
from tutela_web.lessons.models import Lesson
from tutela_web.lessons.queries import (
    DECIDES,
    debriefs_for,
    lessons_for,
    practices_for,
    repeated_lessons,
)
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import SHOWN, HomePanel, make_panel
from tutela_web.site.situation import address


def debriefs_waiting(standing: Standing) -> HomePanel | None:
    """Debriefs that are not handed in, or of which a formal review is not decided yet."""
    if not standing.may_somewhere(DECIDES):
        return None
    now = clock.now(standing.mission)
    waiting = debriefs_for(standing).filter(review=None).order_by("due_at")
    rows = [
        HomeRow(
            f"{debrief} · {debrief.title}",
            address("lessons:debrief", standing, debrief.pk),
            _("formal review: to decide") if debrief.handed_in_at else _("not handed in yet"),
            debrief.due_at,
            debrief.handed_in_at is None and debrief.due_at < now,
            debrief.invented,
        )
        for debrief in waiting
    ]
    return make_panel(
        "debriefs",
        _("Debriefs"),
        rows,
        all_url=address("lessons:debriefs", standing),
        empty=_("No debrief waits."),
    )


def lessons_repeated(standing: Standing) -> HomePanel | None:
    """Lessons whose failure happened again, for who answers for the mission."""
    if not standing.reads("lessons"):
        return None
    rows = [
        HomeRow(
            f"{lesson} · {lesson.title}",
            address("lessons:lesson", standing, lesson.pk),
            ngettext("%(n)s time again", "%(n)s times again", lesson.repeats)
            % {"n": lesson.repeats},
            lesson.due,
            lesson.stage != Lesson.Stage.LEARNED,
            lesson.invented,
        )
        for lesson in repeated_lessons(standing)
    ]
    return make_panel(
        "repeated",
        _("Repeated lessons"),
        rows,
        all_url=address("lessons:lessons", standing),
        empty=_("No failure is on record that a lesson was drawn from before."),
    )


def lessons_lately(standing: Standing) -> HomePanel | None:
    """What this mission has learned: its lessons, the newest first, whoever owns them."""
    if not standing.reads("lessons"):
        return None
    rows = [
        HomeRow(
            f"{lesson} · {lesson.title}",
            address("lessons:lesson", standing, lesson.pk),
            str(lesson.get_stage_display()),
            lesson.due,
            lesson.stage != Lesson.Stage.LEARNED
            and lesson.due is not None
            and lesson.due < standing.on,
            lesson.invented,
        )
        for lesson in lessons_for(standing).order_by("-number")
    ]
    return _in_order(
        "lessons",
        _("Lessons"),
        rows,
        all_url=address("lessons:lessons", standing),
        empty=_("No lesson is on record."),
    )


def practices_known(standing: Standing) -> HomePanel | None:
    """The techniques that were tried, with what came of them, the newest first."""
    if not standing.reads("lessons"):
        return None
    rows = [
        HomeRow(
            practice.title,
            address("lessons:practice", standing, practice.pk),
            practice.result[:120] or practice.tried_by,
            invented=practice.invented,
        )
        for practice in practices_for(standing).filter(retired=False).order_by("-entered_at")
    ]
    return _in_order(
        "practices",
        _("Practices"),
        rows,
        all_url=address("lessons:practices", standing),
        empty=_("No practice is on record."),
    )


def debriefs_lately(standing: Standing) -> HomePanel | None:
    """The debriefs this person reads, the newest first, handed in or not."""
    if not standing.reads("alerts"):
        return None
    now = clock.now(standing.mission)
    rows = [
        HomeRow(
            f"{debrief} · {debrief.title}",
            address("lessons:debrief", standing, debrief.pk),
            _("handed in") if debrief.handed_in_at else _("not handed in yet"),
            debrief.due_at,
            debrief.handed_in_at is None and debrief.due_at < now,
            debrief.invented,
        )
        for debrief in debriefs_for(standing).order_by("-occurred_at", "pk")
    ]
    return _in_order(
        "debriefs",
        _("Debriefs"),
        rows,
        all_url=address("lessons:debriefs", standing),
        empty=_("No debrief is on record."),
    )


def _in_order(key: str, title: str, rows: list[HomeRow], *, all_url: str, empty: str) -> HomePanel:
    """A panel of rows in the order they come: what was learned has no day by which it counts."""
    late = sum(row.late for row in rows)
    return HomePanel(key, title, rows[:SHOWN], len(rows), late, all_url, empty)


def lessons_owned(standing: Standing) -> HomePanel | None:
    """Lessons a post of this person owns that are not learned yet; None where there is none."""
    if not standing.reads("lessons"):
        return None
    holdings = standing.person.holdings.filter(
        post__mission=standing.mission, starts__lte=standing.on
    )
    posts = holdings.exclude(ends__lte=standing.on).values("post")
    owned = lessons_for(standing).filter(owner__in=posts).exclude(stage=Lesson.Stage.LEARNED)
    rows = [
        HomeRow(
            f"{lesson} · {lesson.title}",
            address("lessons:lesson", standing, lesson.pk),
            str(lesson.get_stage_display()),
            lesson.due,
            lesson.due is not None and lesson.due < standing.on,
            lesson.invented,
        )
        for lesson in owned
    ]
    return (
        make_panel(
            "lessons",
            _("Lessons that wait on me"),
            rows,
            all_url=address("lessons:lessons", standing),
            empty=_("No lesson waits on a post you hold."),
        )
        if rows
        else None
    )


def handover_waiting(standing: Standing) -> HomePanel | None:
    """The file of a post that changed hands: to write for who leaves, to read for who came."""
    rows = [
        HomeRow(
            str(handover.post),
            address("lessons:post_handover", standing, handover.pk),
            _("to write") if handover.giver_id == standing.person.pk else _("to read"),
            handover.taken_from,
            handover.taken_from < standing.on,
        )
        for handover in handovers_of(standing).filter(read_at=None)
    ]
    return (
        make_panel(
            "post_handover",
            _("Handover of my post"),
            rows,
            all_url=address("lessons:post_handovers", standing),
            empty=_("No handover of a post waits."),
        )
        if rows
        else None
    )
