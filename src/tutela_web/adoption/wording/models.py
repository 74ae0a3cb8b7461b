"""A mission's table of terms, version by version."""

from __future__ import annotations

from django.db import models

from tutela_web.adoption.versions import AdoptedVersion


class WordTable(AdoptedVersion):
    """A table of terms as it was sent: rows of term, language, one, many."""

    rows = models.JSONField()

    class Meta(AdoptedVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="word_table_number_once"),
            models.UniqueConstraint(
                fields=["mission"],
                condition=models.Q(state="approved"),
                name="word_table_in_use_once",
            ),
        ]
