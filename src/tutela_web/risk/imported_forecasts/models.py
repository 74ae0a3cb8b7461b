"""Forecasts of others: a file as it was issued, and what it states of each unit and month."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.records.models import Record

STALE_AFTER = timedelta(days=45)
"""Both publishers issue every month: after so long a newer one should be out."""


class ImportedForecast(Record):
    """A file that another institution issued, with its licence and how it is to be cited."""

    searched = ("citation",)

    class Publisher(models.TextChoices):
        VIEWS = "views", "VIEWS"
        CAST = "cast", "ACLED CAST"

    class Unit(models.TextChoices):
        CELL = "cell", _("cell of PRIO-GRID, 55 km wide")
        COUNTRY = "country", _("country")
        AREA = "area", _("first-level area")

    publisher = models.CharField(max_length=8, choices=Publisher)
    unit = models.CharField(max_length=8, choices=Unit)
    issued_on = models.DateField()
    first_month = models.DateField()
    last_month = models.DateField()
    licence = models.CharField(max_length=120)
    citation = models.CharField(max_length=400)
    withdrawn = models.BooleanField(default=False)  # a wrong file: it is shown nowhere

    class Meta:
        indexes = [models.Index(fields=["mission", "issued_on"])]

    def __str__(self) -> str:
        return f"{self.get_publisher_display()}, {self.issued_on:%Y-%m-%d}"

    def is_stale(self, on: date) -> bool:
        """Whether a newer one should be out by that day."""
        return on - self.issued_on > STALE_AFTER


class ForecastValue(models.Model):
    """What an imported forecast states of one cell, country or area, for one month."""

    forecast = models.ForeignKey(
        ImportedForecast, on_delete=models.CASCADE, related_name="values", db_index=False
    )
    key = models.CharField(max_length=120)  # number of a cell, ISO code, sound of an area's name
    name = models.CharField(max_length=120)  # as the file writes it
    month = models.DateField()
    probability = models.FloatField(null=True)  # null: the publisher states none
    expected = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["forecast", "key", "month"], name="forecast_value_once")
        ]
