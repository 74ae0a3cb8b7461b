"""A mission's own posts, set by set."""

from __future__ import annotations

from django.db import models

from tutela_web.adoption.versions import AdoptedVersion


class PostSet(AdoptedVersion):
    """A set of posts as it was sent: rows of key, names, roles."""

    rows = models.JSONField()

    class Meta(AdoptedVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="post_set_number_once"),
            models.UniqueConstraint(
                fields=["mission"],
                condition=models.Q(state="approved"),
                name="post_set_in_use_once",
            ),
        ]
