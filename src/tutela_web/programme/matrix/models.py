"""The implementation matrix (annex I of the Framework): one line a record."""

from __future__ import annotations

from typing import TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.crisis.tables import options
from tutela.strategy.matrix import FOR_HOST, PARTS, PHASES, STATUSES
from tutela_web.access.models import DutyArea
from tutela_web.base.values import Words
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk
from tutela_web.safeguards.violence_asked import AsksOfViolence


def _choices_of(words: tuple[str, ...]) -> list[tuple[str, Words]]:
    return [(word, _(word)) for word in words]


class SupportWord(TypedDict, total=False):
    """How a supporting actor confirmed: on which day; `own`, by the account of who speaks for it,
    else by whose word (`said_by`, an office); and by which post it was recorded."""

    on: str
    own: bool
    said_by: str
    post: str


class MatrixLine(AsksOfViolence, Record):
    """One activity under one lead: against a risk it names, or for an area, harms or actors.

    Which risks it answers is derived from these: tutela.strategy.answering.
    """

    searched = (
        "code",
        "threat",
        "measure",
        "lead",
        "resources",
        "indicator",
        "place_said",
        "came_of",
    )

    code = models.CharField(max_length=20)
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    for_area = models.ForeignKey(
        DutyArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    harms = models.JSONField(default=list, blank=True)  # codes of harms it is against
    actors = models.JSONField(default=list, blank=True)  # names as the register has them
    threat = models.CharField(max_length=400, blank=True)  # the theme, in the mission's words
    serves = models.JSONField(default=list, blank=True)  # objectives, as the mission numbers them
    activity = models.CharField(max_length=40, blank=True)  # a code of the options of a response
    measure = models.CharField(max_length=400, blank=True)
    part = models.CharField(max_length=10, choices=_choices_of(PARTS), blank=True)
    lead = models.CharField(max_length=160, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    accepted_by = models.CharField(max_length=160, blank=True)  # the post of who did
    support = models.JSONField(default=list, blank=True)  # names of components and others
    confirmed = models.JSONField(default=list, blank=True)  # those of `support` who said yes
    confirmed_by = models.JSONField(default=dict, blank=True)  # name -> how: `SupportWord`
    joint = models.BooleanField(null=True, blank=True)  # with other protection actors
    for_host = models.CharField(
        max_length=8,
        blank=True,
        choices=[
            (FOR_HOST[0], _("assists the host state")),
            (FOR_HOST[1], _("builds its capacity")),
        ],
    )
    tiers = models.JSONField(default=list, blank=True)
    phase = models.CharField(max_length=16, choices=_choices_of(PHASES), blank=True)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place_said = models.CharField(max_length=160, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    resources = models.CharField(max_length=240, blank=True)
    indicator = models.CharField(max_length=240, blank=True)
    status = models.CharField(max_length=12, choices=_choices_of(STATUSES), default=STATUSES[0])
    came_of = models.TextField(blank=True)
    weighed_at = models.DateTimeField(null=True, blank=True)  # that it fits its risks still
    weighed_by = models.CharField(max_length=160, blank=True)  # the post

    place_seen: bool  # whether its reader may see the place too, where `lines_for` loaded it

    class Meta:
        db_table = "strategy_matrixline"
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="matrix_code_once")]
        indexes = [models.Index(fields=["mission", "risk"])]

    def __str__(self) -> str:
        return self.code

    @property
    def against(self) -> str:
        """What it is for, in the words of its reader: the risk it names, else area and theme."""
        if self.risk is not None:
            named = (self.risk.place.name, word(self.risk.actor), word(self.risk.harm))
            return " · ".join(named)
        told = [self.for_area.name if self.for_area else "", self.threat]
        told += [word(name) for name in (*self.harms, *self.actors)] if not self.threat else []
        return " · ".join(part for part in told if part)

    @property
    def supporters(self) -> list[tuple[str, SupportWord | None]]:
        """Each supporting actor and how it confirmed: None where it did not; without words where
        nobody recorded by whose."""
        return [
            (name, self.confirmed_by.get(name, SupportWord()) if name in self.confirmed else None)
            for name in self.support
        ]

    @property
    def activity_label(self) -> str:
        """The activity in words of the table of options, English."""
        option = options().get(self.activity)
        return option.label if option else self.activity or self.measure
