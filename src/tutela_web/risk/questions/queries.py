"""Questions as they are read: asked, answered, and those worth asking next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tutela.base.later import np
from tutela.base.messages import Sentence, say
from tutela.risk.questions import MOST, open_hotspots, propose_questions
from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.models import InformationNeed, SuggestedRisk
from tutela_web.risk.queries import latest_assessment, lines_seen, risks_for, suggested_for
from tutela_web.risk.readers import ANSWER_HOLDS

ACT = "ask_question"

STAFF = (
    "field_reporter",
    "joc_duty_officer",
    "analyst",
    "poc_adviser",
    "head_of_field_office",
    "unit_commander",
    "police_unit_commander",
    "sector_operations",
    "human_rights",
    "women_protection_adviser",
    "child_protection_adviser",
)
"""Whose posts may be asked: those of the mission who go, call or have people who do."""

READ = 4 * MOST
"""Of so many hotspots, those an answer could move most, it is looked up what nobody described."""


@dataclass(frozen=True)
class QuestionProposal:
    """A question worth asking, at a place this person sees."""

    place: Place
    factor: str
    question: str
    best: int
    worst: int

    @property
    def decision(self) -> Sentence:
        """What it would change."""
        return say(
            "the order of hotspots: an answer could place {place} anywhere from rank {best} to"
            " {worst}",
            place=self.place.name,
            best=self.best,
            worst=self.worst,
        )


def questions_for(standing: Standing) -> QuerySet[InformationNeed]:
    """The questions this person may see: as risks are read, and what is asked of a post they hold
    as far as they are cleared. The open ones first, by the day they are due."""
    reading = standing.readings.get("risks")
    asked = Q(
        mission=standing.mission.pk,
        compartment="",
        asked_of__in=posts_held(standing),
        classification__lte=reading.clearance if reading else -1,
    )
    rows = InformationNeed.objects.filter(lines_seen(standing) | asked)
    return rows.order_by(F("answered_on").desc(nulls_first=True), "due_on", "pk").select_related(
        "mission"
    )


def places_named(standing: Standing) -> QuerySet[Place]:
    """The places this person may see, and those of the questions they see: whoever is asked is told
    where, as with a tasking."""
    asked = questions_for(standing).order_by().values("place")
    own = places_for(standing).values("pk")
    return Place.objects.filter(Q(pk__in=own) | Q(pk__in=asked), mission=standing.mission)


def open_questions(standing: Standing) -> QuerySet[InformationNeed]:
    """Those that nobody has answered."""
    return questions_for(standing).filter(answered_on=None).select_related("place", "asked_of")


def questions_asked_of(standing: Standing) -> QuerySet[InformationNeed]:
    """The open questions asked of a post this person holds."""
    return open_questions(standing).filter(asked_of__in=posts_held(standing))


def questions_at(standing: Standing, place: UUID) -> QuerySet[InformationNeed]:
    """The open questions about a place."""
    return open_questions(standing).filter(place=place)


def questions_for_patrol(standing: Standing, place: UUID) -> list[str]:
    """What a patrol at a place is asked to find out, of what this person may see."""
    asked = questions_at(standing, place).filter(how=InformationNeed.How.PATROL)
    return list(asked.values_list("question", flat=True))


def posts_to_ask(standing: Standing) -> QuerySet[Post]:
    """The posts of the mission that may be asked, by title."""
    return Post.objects.filter(mission=standing.mission, role__in=STAFF).order_by("title")


def may_answer(standing: Standing, question: InformationNeed) -> bool:
    """Whether this person holds the post asked, or could have asked."""
    if standing.may(ACT, area=question.area_id):
        return True
    return posts_held(standing).filter(post=question.asked_of_id).exists()


def proposals_for(standing: Standing) -> list[QuestionProposal]:
    """The questions worth asking, by the newest order of what everybody sees: at places this person
    sees, about what nobody described, asks already, or has answered of late."""
    assessment = latest_assessment(standing)
    leading = SuggestedRisk.objects.filter(
        assessment=assessment, leads=True, first_ten__isnull=False, first_twenty__isnull=False
    )
    rows = list(
        leading.order_by("rank", "order").values_list(
            "pk", "value", "first_ten", "first_twenty", "ties_next"
        )
    )
    if not rows:
        return []
    keys, value, ten, twenty, ties = zip(*rows, strict=True)
    movable = open_hotspots(np.array(value), np.array([ten, twenty]).T, np.array(ties))[:READ]
    row_of = {keys[one.row]: one.row for one in movable}
    seen = {
        row_of[one.pk]: one
        for one in suggested_for(standing, assessment)
        .filter(pk__in=list(row_of))
        .select_related("place__area")
        .defer("place__area__boundary")
    }
    known = _known_factors(standing, [one.place_id for one in seen.values()])
    blanks = {
        row: [
            kept["factor"]
            for kept in one.evidence
            if kept["value"] is None and (one.place_id, kept["factor"]) not in known
        ]
        for row, one in seen.items()
    }
    return [
        QuestionProposal(
            seen[proposed_question.hotspot.row].place,
            proposed_question.factor,
            proposed_question.question,
            proposed_question.hotspot.best,
            proposed_question.hotspot.worst,
        )
        for proposed_question in propose_questions(movable, blanks)
    ]


def _known_factors(standing: Standing, places: Iterable[UUID]) -> set[tuple[UUID, str]]:
    """Places and factors that persons described, that are asked, or were answered of late."""
    fresh = Q(answered_on=None) | Q(answered_on__gt=standing.on - ANSWER_HOLDS)
    asked = questions_for(standing).filter(fresh, place__in=list(places))
    known = set(asked.values_list("place_id", "factor"))
    for risk in risks_for(standing).filter(place__in=list(places)).only("place_id", "factors"):
        known |= {
            (risk.place_id, name)
            for name, said in risk.factors.items()
            if said.get("value") is not None
        }
    return known
