"""Missions, people, roles for reading, dated posts for authority, audit, and the base record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.base.models import IdRow
from tutela_web.base.named import NamedField
from tutela_web.base.values import FieldValue


class Mission(IdRow):
    """A mission, a demonstration of one, or an exercise; their records never meet."""

    class Kind(models.TextChoices):
        LIVE = "live", _("mission")
        DEMO = "demo", _("demonstration")
        EXERCISE = "exercise", _("exercise")

    code = models.SlugField(max_length=20, unique=True, allow_unicode=False)
    name = NamedField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LIVE)
    iso3 = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=60, default="UTC")
    clock_shift = models.DurationField(default=timedelta)
    digits = models.CharField(
        max_length=6, default="latin", choices=[("latin", "0–9"), ("arabic", "٠–٩")]
    )
    own_fields = models.PositiveIntegerField(default=0, editable=False)  # times they changed

    def __str__(self) -> str:
        return self.name

    @property
    def is_demo(self) -> bool:
        return self.kind == self.Kind.DEMO

    @property
    def is_exercise(self) -> bool:
        return self.kind == self.Kind.EXERCISE


class People(BaseUserManager["Person"]):
    """How accounts are made. There is no superuser: nobody reads content by administering."""

    def create_user(
        self, username: str, password: str | None = None, **fields: FieldValue
    ) -> Person:
        person = self.model(username=self.model.normalize_username(username), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. What they may see and do hangs on roles and posts, never on this.

    Deliberately without Django's permissions: nothing of the policy can be bypassed by a flag.
    """

    oversees: UUID | None = None  # not kept
    """The mission this person looks into as an oversight body: the policy says it of a standing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, editable=False)
    needs_second_factor = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name or self.username


class DutyArea(IdRow):
    """A field office's or a tactical command's area of responsibility, with dated boundaries."""

    class Kind(models.TextChoices):
        FIELD_OFFICE = "field_office", _("field office")
        COMMAND = "command", _("tactical command")

    mission = models.ForeignKey(
        Mission, on_delete=models.PROTECT, related_name="duty_areas", db_index=False
    )
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.FIELD_OFFICE)
    boundary = models.JSONField(null=True, blank=True)  # GeoJSON geometry, lon/lat
    analysis_cell = models.CharField(max_length=120, blank=True)  # who analyses danger to civilians
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return self.name

    def holds(self, on: date) -> bool:
        """Whether its boundary holds on a day; `ends` is the first day without."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on < self.ends)


def current(on: date) -> Q:
    """Rows with starts and ends that hold on a civil date; `ends` is the first day without."""
    return Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gt=on))


class RoleGrant(IdRow):
    """A role for reading, given to a person for a time."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="role_grants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=40)
    areas = models.ManyToManyField(DutyArea, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")


class Post(IdRow):
    """A post on the mission's ladder: it gives its holder authority, and its role for reading."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)
    title = NamedField(max_length=120)
    area = models.ForeignKey(DutyArea, null=True, blank=True, on_delete=models.PROTECT)
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    duty_number = models.CharField(max_length=40, blank=True)  # of the post, never of a person

    def __str__(self) -> str:
        return self.title


class Holding(IdRow):
    """Who holds a post, from when to when; order 0 is the holder, others are alternates."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    order = models.PositiveSmallIntegerField(default=0)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")


class Duty(IdRow):
    """One turn on the duty roster: who answers for a post from one time to another."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="duties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")


class OutgoingPause(IdRow):
    """That nobody calls or writes to somebody of the mission until it is lifted: whoever answers
    may not be alone."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "person"],
                condition=Q(lifted_at=None),
                name="one_outgoing_pause_stands",
            )
        ]


class CompartmentGrant(IdRow):
    """A compartment opened to one named person, for a time and a reason, by somebody else."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="grants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    compartment = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class Asked(models.Model):
    """What one person asks and a second one decides: see `access.second_person`."""

    asked_by_id = models.UUIDField()
    asked_at = models.DateTimeField()
    approved_by_id = models.UUIDField(null=True)  # who decided, either way
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class AccountChange(Asked):
    """An administrator asks to change how somebody signs in; a second person decides."""

    class Remedy(models.TextChoices):
        FACTOR = "reset_second_factor", _("remove the second factor")
        LINK = "give_password_link", _("hand out a link for a new password")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=20, choices=Remedy)
    reason = models.CharField(max_length=300)
    done_at = models.DateTimeField(null=True)

    WAITS = timedelta(hours=24)
    """How long it may be decided, and a link that was agreed to be made, from the asking."""

    class Meta:
        indexes = [models.Index(fields=["person", "asked_at"])]

    @property
    def state(self) -> str:
        """waiting, agreed (a link that is not made yet), done, refused or over."""
        if self.refused_at:
            return "refused"
        if self.done_at:
            return "done"
        if self.asked_at + self.WAITS <= real_now():
            return "over"
        return "agreed" if self.approved_at else "waiting"


class Device(IdRow):
    """A token of one device of one person; only its hash is kept, and it opens one thing."""

    class Opens(models.TextChoices):
        API = "api", _("the API")
        CALENDAR = "calendar", _("a calendar")
        FIELD = "field", _("the field app")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    opens = models.CharField(max_length=8, choices=Opens, default=Opens.API)
    name = models.CharField(max_length=80)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=real_now)
    used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class Answered(models.Model):
    """An API request that was answered: sent again, it is not done again. Ids only."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    key_sha256 = models.CharField(max_length=64)
    content_sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=40, blank=True)
    record_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=real_now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key_sha256"], name="answered_once")
        ]


class AuditEntry(models.Model):
    """One line of the trail: who did or read what, when. Appended, chained, never changed."""

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, null=True, on_delete=models.PROTECT, related_name="+")
    chain = models.CharField(max_length=36)  # the mission's id, or "house"
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    person_id = models.UUIDField(null=True)
    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)  # ids and counts, never words somebody wrote
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="audit_number_once")
        ]
        indexes = [
            models.Index(fields=["chain", "at"]),
            models.Index(fields=["kind", "subject_id"]),
        ]


class AuditHead(models.Model):
    """The last line of each chain: locked while a line is appended. Moves forward alone."""

    chain = models.CharField(primary_key=True, max_length=36)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    seal = models.CharField(max_length=64, default="", blank=True)  # by a key kept elsewhere
    latest_at = models.DateTimeField(null=True)  # of all its lines: a clock set back shows by it


class AuditArchive(models.Model):
    """A finished month of a chain that lies as a file: which lines, where they end, and the seal.

    Once it is here, and only then, its lines may leave the table. Never removed, never changed but
    for its seal.
    """

    id = models.BigAutoField(primary_key=True)
    chain = models.CharField(max_length=36)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField(default=0)  # 0 for a whole year put away as one
    first = models.PositiveBigIntegerField()  # number of its first line
    last = models.PositiveBigIntegerField()
    until = models.DateTimeField()  # the latest time any of its lines bears
    hash = models.CharField(max_length=64)  # of its last line: the next one in the table carries it
    sha256 = models.CharField(max_length=64)  # of the file
    bytes = models.PositiveBigIntegerField()
    seal = models.CharField(max_length=64)  # of all this, by the key of the heads' seals
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "year", "month"], name="audit_month_archived_once"
            )
        ]

    @property
    def period(self) -> str:
        """The month, as 2018-03; the year of one that was put away whole."""
        return f"{self.year}-{self.month:02}" if self.month else f"{self.year}"


class TriedName(models.Model):
    """How many wrong passwords were tried for a name, from devices nobody knows."""

    name = models.CharField(primary_key=True, max_length=32)  # a keyed hash, never the name
    window_from = models.DateTimeField()
    in_window = models.PositiveIntegerField(default=0)
    in_a_row = models.PositiveIntegerField(default=0)  # since its owner signed in
    last_at = models.DateTimeField(db_index=True)


class Compartment(models.TextChoices):
    NONE = "", _("none")
    SOURCE = "source", _("source identity")
    CRSV = "crsv", _("conflict-related sexual violence")
    MRM = "mrm", _("grave violations against children")
    DETENTION = "detention", _("detention")
    HRDDP = "hrddp", _("human rights due diligence")
    CAPACITY = "capacity", _("capacity")
    GROUP = "group_identity", _("group identity")


class Precision(models.TextChoices):
    """How exactly a civil time is known."""

    MINUTE = "minute", _("to the minute")
    HOUR = "hour", _("to the hour")
    DAY = "day", _("to the day")
    WEEK = "week", _("to the week")
    MONTH = "month", _("to the month")
    MORE = "more", _("longer than a month")
    UNKNOWN = "unknown", _("not known")
