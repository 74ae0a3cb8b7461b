"""Bases and units as plain records; readiness and caveats sit in their own tables; travel time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.capacity.able import TASKS
from tutela.capacity.police import is_police
from tutela.coordination.meetings import share_of_women
from tutela_web.access.models import Mission, Person
from tutela_web.base.models import IdRow
from tutela_web.places.models import Place, PlacedRecord
from tutela_web.records.models import Record


class Base(PlacedRecord):
    """A base of the mission, with the dates it stood."""

    searched = ("name", "code", "duty_number", "source")
    heard_by = ("name",)

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
    civilian_staff = models.BooleanField(null=True, blank=True)  # present there
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="base_code_once")]

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """A unit: where it sits and whether it is able; why not is for compartment capacity."""

    searched = ("name", "kind", "code", "current_task")
    heard_by = ("name",)

    code = models.CharField(max_length=80)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40, blank=True)
    base = models.ForeignKey(Base, null=True, blank=True, on_delete=models.PROTECT)
    languages = models.JSONField(default=list, blank=True)
    women = models.PositiveIntegerField(null=True, blank=True)
    men = models.PositiveIntegerField(null=True, blank=True)
    interpreter = models.BooleanField(null=True, blank=True)
    able = models.BooleanField(null=True, blank=True)
    current_task = models.CharField(max_length=160, blank=True)
    roe_read_back = models.DateField(null=True, blank=True)
    contributor = models.ForeignKey(
        "capacity.Contributor",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="units",
    )
    police = models.BooleanField(null=True, blank=True)
    seen_place = models.ForeignKey(  # where its last patrol report was from
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="unit_code_once")]

    @property
    def women_share(self) -> float | None:
        """The share of women in it, if known."""
        return share_of_women(self.women, self.men)

    @property
    def is_police(self) -> bool:
        """Whether it is of the police: as a person said, else by the words of its kind."""
        return is_police(self.kind) if self.police is None else self.police

    def __str__(self) -> str:
        return self.name


class UnitReadiness(Record):
    """Compartment capacity: readiness, reach and caveats of one unit."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="readiness")
    vehicles = models.PositiveIntegerField(null=True, blank=True)
    notice_minutes = models.PositiveIntegerField(null=True, blank=True)  # to move, once tasked
    night = models.BooleanField(null=True, blank=True)
    air = models.BooleanField(null=True, blank=True)
    medevac = models.BooleanField(null=True, blank=True)
    reach_km = models.FloatField(null=True, blank=True)
    poc_trained = models.DateField(null=True, blank=True)
    ready_on = models.DateField(null=True, blank=True)  # declared ready against the requirement
    caveats = models.TextField(blank=True)


class Caveat(Record):
    """Compartment capacity: a national restriction on a unit: its words, and what it bars."""

    searched = ("wording", "source")

    class Kind(models.TextChoices):
        GEOGRAPHIC = "geographic", _("geographic")
        NIGHT = "night", _("time or night")
        TASK = "task", _("task")
        FORCE = "force level", _("force level")
        WEAPONS = "weapons", _("weapons")
        MOVEMENT = "movement", _("movement or convoy")
        MEDEVAC = "medevac radius", _("medevac radius")
        CAPITAL = "capital approval", _("capital approval")
        COMMAND = "command", _("command")

    class Status(models.TextChoices):
        DECLARED = "declared", _("declared")
        UNDECLARED = "undeclared", _("undeclared")
        CONTESTED = "contested", _("contested")
        LIFTED = "lifted", _("lifted")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="caveats")
    kind = models.CharField(max_length=16, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.DECLARED)
    wording = models.TextField()
    source = models.CharField(max_length=160, blank=True)
    declared_on = models.DateField(null=True, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    no_night = models.BooleanField(default=False)
    no_tasks = models.JSONField(default=list, blank=True)  # codes of tutela.capacity.able.TASKS
    most_km = models.FloatField(null=True, blank=True)
    medevac_km = models.FloatField(null=True, blank=True)
    asks = models.BooleanField(default=False)

    LISTED = {"no_tasks": tuple(TASKS.items())}

    def __str__(self) -> str:
        return self.get_kind_display()


class BaseSupport(Record):
    """Compartment capacity: what a base had for its work on a day; the newest day counts."""

    class State(models.TextChoices):
        OK = "ok", _("as needed")
        SHORT = "short", _("short")
        NONE = "none", _("none")
        UNKNOWN = "unknown", _("not known")

    searched = ("stock", "enablers_keep", "communications_keep", "living_keep", "source")

    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="support", db_index=False)
    as_of = models.DateField()
    shelter_people = models.PositiveIntegerField(null=True, blank=True)
    stock = models.TextField(blank=True)  # lights, wire, cameras, water
    stock_seen_on = models.DateField(null=True, blank=True)
    funds = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    budget_request = models.CharField(max_length=300, blank=True)  # of whom, when, its answer
    setup_hours = models.FloatField(null=True, blank=True)
    enablers = models.CharField(max_length=7, choices=State, default=State.UNKNOWN)
    enablers_keep = models.CharField(max_length=300, blank=True)  # what it keeps units from doing
    communications = models.CharField(max_length=7, choices=State, default=State.UNKNOWN)
    communications_keep = models.CharField(max_length=300, blank=True)
    living = models.CharField(max_length=7, choices=State, default=State.UNKNOWN)
    living_keep = models.CharField(max_length=300, blank=True)
    vehicles = models.PositiveIntegerField(null=True, blank=True)  # that run
    air_day = models.BooleanField(null=True, blank=True)
    air_night = models.BooleanField(null=True, blank=True)
    medevac_day = models.BooleanField(null=True, blank=True)
    medevac_night = models.BooleanField(null=True, blank=True)
    source = models.CharField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["base", "as_of"])]

    def __str__(self) -> str:
        return f"{self.base} ({self.as_of})"


class TravelSettings(Record):
    """How fast the mission moves, as tutela.capacity.travel has it; without one, as shipped."""

    rules = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission"], name="travel_settings_once")]


class GroundLayer(Record):
    """Roads and kinds of ground a mission gave: GeoJSON, each feature with its `class`."""

    name = models.CharField(max_length=120)
    source = models.CharField(max_length=160)
    features = models.JSONField()
    roads = models.PositiveIntegerField()
    shapes = models.PositiveIntegerField()
    retired = models.BooleanField(default=False)


class TravelSurface(models.Model):
    """Travel times as calculated, one for each season: a copy that can be made again."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    season = models.CharField(max_length=5)
    digest = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    packed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "season"], name="surface_once")]


class NotAble(IdRow):
    """A unit refused, failed or turned back: it is not able for that task until its commander says
    that it is able again, from which day. The reason is for who reads what was answered."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="not_able", db_index=False
    )
    task = models.CharField(max_length=30)
    reason = models.CharField(max_length=80)  # a term, in English
    since = models.DateTimeField()
    able_from = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField(null=True)
    said_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["unit", "able_from"])]


class DeniedMovement(Record):
    """A move of a unit that a host authority refused or hindered, and what was said to it since."""

    searched = ("authority", "where", "told", "raised_with", "answer")

    class Kind(models.TextChoices):
        CLEARANCE = "clearance", _("clearance refused")
        CHECKPOINT = "checkpoint", _("stopped at a checkpoint")
        FLIGHT = "flight", _("flight refused")
        DELAY = "delay", _("delayed")
        THREAT = "threat", _("threatened or fired at")
        OTHER = "other", _("other")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="denials")
    kind = models.CharField(max_length=10, choices=Kind)
    authority = models.CharField(max_length=160)
    where = models.CharField(max_length=200, blank=True)
    told = models.TextField(blank=True)
    hours_lost = models.FloatField(null=True, blank=True)
    alert_number = models.PositiveIntegerField(null=True, blank=True)
    raised_on = models.DateField(null=True, blank=True)
    raised_with = models.CharField(max_length=160, blank=True)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.authority}"


from tutela_web.capacity import readiness_models as readiness_models  # noqa: E402
from tutela_web.capacity.guidance import models as guidance_models  # noqa: E402, F401
from tutela_web.capacity.training import models as training_models  # noqa: E402, F401
