"""How near the harm of an alert is, in the words of a page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.warning.clocks import LEVELS


class AlertLevel(models.TextChoices):
    """How near the harm is."""

    WATCH = "watch", _("Watch")
    WARNING = "warning", _("Warning")
    IMMINENT = "imminent", _("Imminent")
    ONGOING = "ongoing", _("Ongoing")


assert tuple(AlertLevel.values) == LEVELS
