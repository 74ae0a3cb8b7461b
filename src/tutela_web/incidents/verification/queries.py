"""What stands beside an incident, and what waits for human rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from tutela.incidents.grave_violations import grave_violations
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.incidents.lists.queries import SMALL, may_read_small_counts, standing_alone
from tutela_web.incidents.models import (
    Age,
    DissentOnIncident,
    Incident,
    SeenIncident,
    Verification,
    VerificationProposal,
    Victims,
)
from tutela_web.look.translate import say_in_page_language

STARTS = timedelta(hours=24)
"""Human rights begin to verify within it. Source: domain reference, W1 step 7."""

OPEN = (Verification.REPORTED, Verification.UNDER_VERIFICATION, Verification.CORROBORATED)
CHILDREN = (Age.UNDER_5, Age.UNDER_12, Age.UNDER_18, Age.CHILD)


@dataclass(frozen=True)
class SaidBeside:
    """Who saw an incident, who does not agree, and who proposes that it is verified."""

    seen: list[SeenIncident]
    dissents: list[DissentOnIncident]
    proposal: VerificationProposal | None

    def is_proposed_by(self, standing: Standing) -> bool:
        """Whether the reader proposed it as verified, and so cannot be the second person."""
        proposal = self.proposal
        return proposal is not None and proposal.asked_by_id == standing.person.pk


def beside_incident(incident: Incident) -> SaidBeside:
    """What stands beside an incident that the reader may see."""
    return SaidBeside(
        list(SeenIncident.objects.filter(incident=incident).order_by("at")),
        list(DissentOnIncident.objects.filter(incident=incident).order_by("at")),
        VerificationProposal.objects.filter(
            incident=incident, approved_at=None, refused_at=None
        ).first(),
    )


@dataclass(frozen=True)
class ToVerify:
    """An incident that waits for human rights: since when, whether late, and what it may be."""

    incident: Incident
    since: datetime
    late: bool
    proposed: bool
    own: bool  # the reader proposed it
    grave: tuple[str, ...]


def to_verify(standing: Standing) -> QuerySet[Incident]:
    """The incidents a person may see of which human rights has not said the last word, the oldest
    first."""
    return standing_alone(standing).filter(verification__in=OPEN).order_by("entered_at", "number")


def rows_to_verify(standing: Standing, incidents: list[Incident]) -> list[ToVerify]:
    """What the list says of each: the age runs from when the mission knew of it."""
    now, ids = clock.now(standing.mission), [one.pk for one in incidents]
    proposers = dict(
        VerificationProposal.objects.filter(
            incident__in=ids, approved_at=None, refused_at=None
        ).values_list("incident", "asked_by_id")
    )
    children = _with_children(standing, ids)
    rows = []
    for incident in incidents:
        since = incident.known_at or incident.entered_at
        untouched = incident.verification == Verification.REPORTED
        rows.append(
            ToVerify(
                incident,
                since,
                late=untouched and now - since > STARTS,
                proposed=incident.pk in proposers,
                own=proposers.get(incident.pk) == standing.person.pk,
                grave=_grave_in_words(incident, children),
            )
        )
    return rows


def grave_of(standing: Standing, incident: Incident) -> tuple[str, ...]:
    """Which of the six grave violations against children an incident may be, in words."""
    return _grave_in_words(incident, _with_children(standing, [incident.pk]))


def _grave_in_words(incident: Incident, with_children: set[UUID]) -> tuple[str, ...]:
    named = grave_violations(incident.harms, children=incident.pk in with_children)
    return tuple(say_in_page_language(name) for name in named)


def _with_children(standing: Standing, ids: list[UUID]) -> set[UUID]:
    """The incidents with a child among their victims, as far as this person may learn it: a line
    of fewer than five is shown to who reads the whole mission alone."""
    least = 1 if may_read_small_counts(standing) else SMALL
    rows = Victims.objects.filter(
        incident__in=ids, ended_at=None, age__in=CHILDREN, number__gte=least
    )
    return set(rows.values_list("incident", flat=True))
