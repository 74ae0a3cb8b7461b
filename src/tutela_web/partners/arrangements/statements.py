"""What the test of a line tells of a place."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.partners.arrangements.models import Arrangement, Call
from tutela_web.partners.arrangements.queries import calls_for
from tutela_web.places.models import Place
from tutela_web.warning.network.place_facts import PlaceFact, Statement

LINES = (Arrangement.Kind.CRISIS, Arrangement.Kind.CONTACTS)


def lines_tested(standing: Standing, place: Place) -> list[Statement]:
    """The newest test of a line that was agreed for a place. One query."""
    if not standing.reads("fora"):
        return []
    rows = calls_for(standing).filter(
        why=Call.Occasion.TEST, party__arrangement__place=place, party__arrangement__kind__in=LINES
    )
    newest = rows.select_related("party__arrangement").order_by("-at").first()
    if newest is None:
        return []
    arrangement = newest.party.arrangement
    said = (
        _("a line of %(name)s was tested: answered")
        if newest.reached
        else _("a line of %(name)s was tested: no answer")
    )
    return [
        Statement(
            PlaceFact.CHANNEL,
            newest.reached,
            said % {"name": arrangement.name},
            newest.at.date(),
            reverse("partners:arrangement", args=[standing.mission.code, arrangement.pk]),
        )
    ]
