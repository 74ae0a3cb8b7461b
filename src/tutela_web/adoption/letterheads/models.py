"""A mission's own Word template for its papers, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.adoption.versions import AdoptedVersion
from tutela_web.base.markings import Classification


class Letterhead(AdoptedVersion):
    """A template as it was uploaded."""

    language = models.CharField(
        max_length=2, blank=True, choices=[("", _("every language")), *settings.LANGUAGES]
    )
    template = models.BinaryField()
    placeholders = models.JSONField()
    fault = models.CharField(max_length=300, blank=True)
    """What the check of a later version found: nothing is written on it any more."""
    classification = models.PositiveSmallIntegerField(
        choices=Classification.choices, default=Classification.UNCLASSIFIED
    )

    class Meta(AdoptedVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="letterhead_number_once"),
            models.UniqueConstraint(
                fields=["mission", "language"],
                condition=models.Q(state="approved"),
                name="letterhead_in_use_once",
            ),
        ]
