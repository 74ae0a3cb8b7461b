"""The security of a route as a measure of its own: who uses it, who secures it, escorts asked for.

A route is a road people use in the open. Ways of flight are never written here. Source: requirement
S0-037; Framework, Tier 2, on freedom of movement.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.crisis.routes import USERS
from tutela_web.capacity.models import Unit
from tutela_web.places.models import Place
from tutela_web.records.models import Record


class RouteSecurity(Record):
    """A route that is kept safe, or ought to be."""

    searched = ("name", "stretch")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        TASKED = "tasked", _("a unit is tasked")
        ENDED = "ended", _("ended")

    name = models.CharField(max_length=160)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")  # where it begins
    leads_to = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stretch = models.TextField()  # in words
    line = models.JSONField(default=list, blank=True)  # points: latitude, longitude
    users = models.JSONField(default=list)  # codes of tutela.crisis.routes.USERS
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="routes"
    )
    how = models.TextField(blank=True)  # how it is secured
    review_on = models.DateField(null=True, blank=True)

    LISTED = {"users": tuple(USERS.items())}
    TYPED = {"line": list[list[float]]}

    class Meta:
        indexes = [models.Index(fields=["mission", "place"])]

    def __str__(self) -> str:
        return self.name


class RouteEscort(Record):
    """An escort on a route that was asked for, and was given or refused."""

    searched = ("why",)

    class Outcome(models.TextChoices):
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")
        LATE = "late", _("given too late")
        WITHDRAWN = "withdrawn", _("no longer asked for")

    route = models.ForeignKey(RouteSecurity, on_delete=models.PROTECT, related_name="escorts")
    on = models.DateField()
    users = models.CharField(max_length=20)  # a code of USERS
    asked_by = models.CharField(max_length=160)  # an office or organization
    outcome = models.CharField(max_length=9, choices=Outcome)
    why = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-on", "-entered_at"]

    def __str__(self) -> str:
        return f"{self.route.name} ({self.on})"
