"""Lessons come to people: the three that fit best beside an alert, a plan, a line, an engagement.

What fits is ranked in the core (tutela.lessons.rank) from lessons this person may read, and the
offer says which parts and words it rests on. It proposes nothing but reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tutela.incidents.words import HARMS
from tutela.lessons.rank import Attributes, rank_lessons
from tutela.lessons.words import TELLS_NOTHING
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.base.searching.stems import stems_of
from tutela_web.base.values import Words
from tutela_web.crisis.decisions.queries import decisions_for
from tutela_web.crisis.models import Decision
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.crisis.plans.queries import all_plans
from tutela_web.engagements.engagement.models import Engagement
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.lessons.models import Lesson, OfferDismissed, Practice
from tutela_web.lessons.queries import lessons_for, practices_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.models import Record
from tutela_web.records.panels import PanelAbove
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert

OfferedT = TypeVar("OfferedT", Lesson, Practice)
OFFERED = 3
PUNCTUATION = ".,;:!?()[]\"'«»“”’،؛؟-–"
PART_WORDS = {
    "place": _("kind of place"),
    "actor": _("kind of actor"),
    "harm": _("harm"),
    "measure": _("measure"),
    "reason": _("reason"),
}


@dataclass(frozen=True)
class Offer:
    """A lesson or practice offered, and why: the parts it shares, and the words that tell most."""

    record: Lesson | Practice
    url: str
    parts: list[Words]
    words: list[str]

    @property
    def is_practice(self) -> bool:
        """Whether it is a practice, not a lesson."""
        return isinstance(self.record, Practice)


@dataclass(frozen=True)
class OfferedBeside:
    """A kind of record that lessons are offered beside.

    rows    those this person may see; about, what a record is about, as lessons are compared with
    page    the name of its own page
    """

    model: type[Record]
    rows: Callable[[Standing], QuerySet[Any]]
    about: Callable[[Standing, Any], Attributes]
    page: str


def words_of(*texts: str | None) -> list[str]:
    """The stems of texts of any of the three languages, as often as they stand there, without words
    that tell nothing."""
    said = " ".join(text for text in texts if text)
    telling = (word for word in stems_of(said) if word[0] not in TELLS_NOTHING)
    return [stem for word in telling for stem in (word[1:] or word)]


def _harm_of(*texts: str) -> str:
    """The harm that a text is, word for word."""
    return next((text for text in map(str.casefold, texts) if text in HARMS), "")


def _kind_of_place(standing: Standing, pk: UUID | None) -> str:
    seen = places_for(standing).filter(pk=pk).values_list("kind", flat=True) if pk else ()
    return next((kind for kind in seen if kind != Place.Kind.OTHER), "")


def _kind_of_actor(standing: Standing, pk: UUID | None) -> str:
    seen = actors_for(standing).filter(pk=pk).values_list("type", flat=True) if pk else ()
    return next((kind for kind in seen if kind != Actor.Type.UNKNOWN), "")


def _about_alert(standing: Standing, alert: Alert) -> Attributes:
    taken: list[str] = []
    for decision in decisions_for(standing).filter(alert=alert).order_by("-decided_at")[:1]:
        taken = _measures_taken(decision)
    return Attributes(
        str(alert.pk),
        place=_kind_of_place(standing, alert.place_id),
        actor=_kind_of_actor(standing, alert.actor_id),
        harm=_harm_of(alert.act),
        measure=taken[0] if taken else "",
        words=words_of(alert.act, alert.who, alert.whom, alert.tripwire),
    )


def _measures_taken(decision: Decision) -> list[str]:
    return [weighed["option"] for weighed in decision.options if weighed["taken"]]


def _about_plan(standing: Standing, plan: ContingencyPlan) -> Attributes:
    return Attributes(
        str(plan.pk),
        place=_kind_of_place(standing, plan.place_id),
        words=words_of(plan.triggers, plan.shelter, plan.evacuation, plan.units_said),
    )


def _about_line(standing: Standing, line: MatrixLine) -> Attributes:
    return Attributes(
        str(line.pk),
        place=_kind_of_place(standing, line.place_id),
        measure=line.activity,
        words=words_of(line.measure, line.indicator),
    )


def _about_engagement(standing: Standing, engagement: Engagement) -> Attributes:
    return Attributes(
        str(engagement.pk),
        place=_kind_of_place(standing, engagement.place_id),
        actor=_kind_of_actor(standing, engagement.actor_id),
        measure=engagement.kind,
        words=words_of(engagement.message, engagement.reply),
    )


BESIDE: dict[str, OfferedBeside] = {
    "alerts": OfferedBeside(Alert, alerts_for, _about_alert, "warning:alert"),
    "plans": OfferedBeside(ContingencyPlan, all_plans, _about_plan, "crisis:plan"),
    "lines": OfferedBeside(MatrixLine, lines_for, _about_line, "programme:line"),
    "engagements": OfferedBeside(
        Engagement, engagements_for, _about_engagement, "engagements:engagement"
    ),
}
"""By the part of the address: beside which records lessons are offered. A decision is its alert's:
the measure it took counts there."""


def panel_beside(standing: Standing, record: Record) -> PanelAbove | None:
    """The panel of lessons beside a record. No query."""
    if not standing.reads("lessons"):
        return None
    for name, beside in BESIDE.items():
        if isinstance(record, beside.model):
            url = reverse(f"lessons:offered_{name}", args=[standing.mission.code, record.pk])
            return PanelAbove(url, _("Lessons that may fit"))
    return None


def _as_written(stems: Iterable[str], *texts: str) -> list[str]:
    """Stems as the words of these texts that have them: the first that does, each once."""
    written: dict[str, str] = {}
    for word in " ".join(filter(None, texts)).split():
        said = word.strip(PUNCTUATION).casefold()
        for stem in (one for all_ in stems_of(said) for one in all_):
            written.setdefault(stem, said)
    return list(dict.fromkeys(written.get(stem, stem) for stem in stems))


def _texts_of(record: Lesson | Practice) -> tuple[str, str, str]:
    """The texts whose words are compared."""
    if isinstance(record, Practice):
        return record.title, record.problem, record.technique
    return record.title, record.why, record.change


def _of_lesson(lesson: Lesson) -> Attributes:
    return Attributes(
        str(lesson.pk),
        place=lesson.place_class,
        actor=lesson.actor_class,
        harm=lesson.harm,
        measure=lesson.measure,
        reason=lesson.reason_code,
        words=words_of(*_texts_of(lesson)),
    )


def _of_practice(practice: Practice) -> Attributes:
    return Attributes(
        str(practice.pk),
        place=practice.place_class,
        actor=practice.actor_class,
        harm=practice.harm,
        measure=practice.measure,
        words=words_of(*_texts_of(practice)),
    )


def offers_beside(standing: Standing, name: str, record: Record) -> list[Offer]:
    """The lessons and practices that fit a record best, without those set aside for it.

    Gives   at most three, the best first. Findings that nobody validated are not offered.
    """
    situation = BESIDE[name].about(standing, record)
    aside = set(OfferDismissed.objects.filter(about=record.pk).values_list("offered", flat=True))
    validated = lessons_for(standing).exclude(stage=Lesson.Stage.OBSERVED)
    known: dict[str, Lesson | Practice] = {}
    compared: list[Attributes] = []
    for lesson in _leave_out(validated, aside):
        known[str(lesson.pk)] = lesson
        compared.append(_of_lesson(lesson))
    for practice in _leave_out(practices_for(standing).filter(retired=False), aside):
        known[str(practice.pk)] = practice
        compared.append(_of_practice(practice))
    code, offers = standing.mission.code, []
    for fit in rank_lessons(situation, compared, most=OFFERED):
        offered = known[fit.key]
        page = "lessons:practice" if isinstance(offered, Practice) else "lessons:lesson"
        url = reverse(page, args=[code, offered.pk])
        words = _as_written(fit.words, *_texts_of(offered))
        offers.append(Offer(offered, url, [PART_WORDS[part] for part in fit.parts], words))
    return offers


def _leave_out(rows: QuerySet[OfferedT], aside: Iterable[UUID]) -> QuerySet[OfferedT]:
    return rows.exclude(pk__in=list(aside)).order_by("pk")
