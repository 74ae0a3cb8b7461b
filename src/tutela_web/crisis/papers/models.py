"""How the mission's papers are laid out, where it says so itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.base.documents.layout import shipped_layouts
from tutela_web.records.models import Record


class PaperLayout(Record):
    """How the papers of one kind are laid out; a blank field is as shipped."""

    searched = ("letterhead", "symbol", "distribution")

    kind = models.CharField(
        max_length=16,
        choices=[
            (shipped_layout.kind, _(shipped_layout.name))
            for shipped_layout in shipped_layouts().values()
        ],
    )
    letterhead = models.TextField(blank=True)  # one line below the other
    symbol = models.CharField(max_length=60, blank=True)
    distribution = models.TextField(blank=True)  # one recipient a line
    signatory = models.CharField(max_length=160, blank=True)  # an office
    numbered = models.BooleanField(default=False)
    contents = models.BooleanField(default=False)
    abbreviations = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "kind"], name="paper_layout_once")
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class AbbreviationMeaning(Record):
    """What an abbreviation stands for in the mission's papers of one language, confirmed by a
    person; blank, it is not explained. `language` says which."""

    short = models.CharField(max_length=20)
    meaning = models.CharField(max_length=200, blank=True)
    post = models.CharField(max_length=160)  # of who confirmed it
    confirmed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "short", "language"], name="abbreviation_once"
            )
        ]

    def __str__(self) -> str:
        return self.short
