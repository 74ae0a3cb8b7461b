"""Bases and units as plain records; readiness and caveats sit in their own table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Record
from tutela_web.places.models import PlacedRecord


class Base(PlacedRecord):
    """A base of the mission, with the dates it stood."""

    class Kind(models.TextChoices):
        MAIN = "main", _("main base")
        COB = "cob", _("company operating base")
        TOB = "tob", _("temporary operating base")
        POLICE = "police", _("police post")
        OTHER = "other", _("other")

    code = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OTHER)
    troops = models.PositiveIntegerField(null=True, blank=True)
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    duty_number = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="base_code_once")]

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """A unit: where it sits and whether it is able; why not is for compartment capacity."""

    code = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40, blank=True)
    base = models.ForeignKey(Base, null=True, blank=True, on_delete=models.PROTECT)
    languages = models.JSONField(default=list, blank=True)
    women = models.PositiveIntegerField(null=True, blank=True)
    able = models.BooleanField(null=True, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="unit_code_once")]

    def __str__(self) -> str:
        return self.name


class UnitReadiness(Record):
    """Compartment capacity: readiness, reach and caveats of one unit."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="readiness")
    vehicles = models.PositiveIntegerField(null=True, blank=True)
    night = models.BooleanField(null=True, blank=True)
    air = models.BooleanField(null=True, blank=True)
    medevac = models.BooleanField(null=True, blank=True)
    reach_km = models.FloatField(null=True, blank=True)
    caveats = models.TextField(blank=True)
