"""Signs that a site is losing its civilian character: each is an incident, and links to it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.incidents.models import Incident
from tutela_web.places.sites.models import Site
from tutela_web.records.models import Record


class CharacterSign(Record):
    """What an incident says of the civilian character of a site."""

    class Sign(models.TextChoices):
        ARMED = "armed", _("armed presence")
        WEAPONS = "weapons", _("weapons")
        RECRUITMENT = "recruitment", _("recruitment")

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="character_signs", db_index=False
    )
    sign = models.CharField(max_length=12, choices=Sign)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="site_signs")
    seen_on = models.DateField()
    source = models.CharField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["site", "seen_on"])]

    def __str__(self) -> str:
        return f"{self.get_sign_display()}, {self.seen_on:%Y-%m-%d}"
