"""Who may read a paper: the markings that every record, page and file carries."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Classification(models.IntegerChoices):
    UNCLASSIFIED = 0, _("Unclassified")
    CONFIDENTIAL = 1, _("Confidential")
    STRICTLY_CONFIDENTIAL = 2, _("Strictly Confidential")

    @property
    def word(self) -> str:
        """What the core's documents call it, whatever the language."""
        return self.name.lower().replace("_", " ")
