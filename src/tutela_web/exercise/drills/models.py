"""A drill: a script played by people in the real screens of an exercise mission of its own.

The drill is a record of the live mission; what is played stands in the exercise mission alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.exercise.play import MOST_SPEED, minute_of
from tutela_web.access.models import Mission, Person, Post
from tutela_web.base.models import IdRow
from tutela_web.exercise.scenarios.models import Scenario
from tutela_web.records.models import Record


class Drill(Record):
    """An exercise that is prepared, runs, or was played.

    Its hours are those of the live mission. `played` is what of the script had passed when it last
    went on or stood still, `ran` the real time it took; `ticking_since`, from when it goes on.
    """

    searched = ("title",)

    class State(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")
        STOPPED = "stopped", _("stopped for a real event")

    title = models.CharField(max_length=160)
    scenario = models.ForeignKey(
        Scenario, null=True, blank=True, on_delete=models.PROTECT, related_name="drills"
    )
    script = models.TextField(blank=True)  # its file; read by who conducts and observes alone
    conductor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.PREPARED)
    by_hand = models.BooleanField(default=False)  # the conductor gives each inject
    speed = models.PositiveSmallIntegerField(
        default=1, choices=[(n, f"×{n}") for n in (1, 2, 5, MOST_SPEED)]
    )
    begins_at = models.DateTimeField(null=True, blank=True)  # the hour it is there at the start
    exercise = models.OneToOneField(
        Mission, null=True, blank=True, on_delete=models.PROTECT, related_name="drill"
    )
    first_shift = models.DurationField(default=timedelta)  # of the clock there, at the start
    began_at = models.DateTimeField(null=True, blank=True)
    ticking_since = models.DateTimeField(null=True, blank=True)
    played = models.DurationField(default=timedelta)
    ran = models.DurationField(default=timedelta)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["mission", "state"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_on(self) -> bool:
        """Whether it began and is not over."""
        return self.state in (self.State.RUNNING, self.State.PAUSED)

    @property
    def is_over(self) -> bool:
        """Whether it ended, or was stopped."""
        return self.state in (self.State.ENDED, self.State.STOPPED)

    def script_time(self, at: datetime) -> timedelta:
        """How much of the script has passed at an hour of the live mission."""
        return self.played + self._tick_time(at) * self.speed

    def run_for(self, at: datetime) -> timedelta:
        """How long it really ran until an hour of the live mission."""
        return self.ran + self._tick_time(at)

    def _tick_time(self, at: datetime) -> timedelta:
        """How long it has ticked; nothing where the mission's clock was put back meanwhile."""
        return max(at - self.ticking_since, timedelta(0)) if self.ticking_since else timedelta(0)

    def minute(self, at: datetime) -> int:
        """The minute of the script at an hour of the live mission."""
        return minute_of(self.script_time(at))


class DrillSeat(IdRow):
    """Who takes part in a drill: a player of a role of its script, or an observer.

    relieved_by takes over what the player stands for on the live roster, before they play.
    """

    class Part(models.TextChoices):
        PLAYER = "player", _("player")
        OBSERVER = "observer", _("observer")

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="seats", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=Part)
    role_code = models.CharField(max_length=40, blank=True)  # of the script
    post = models.ForeignKey(  # the live post whose seat they take there
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    relieved_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    relieved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drill", "person"], name="drill_person_once"),
            models.UniqueConstraint(
                fields=["drill", "role_code"],
                condition=~models.Q(role_code=""),
                name="drill_role_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class GivenInject(IdRow):
    """An inject that was delivered: in which minute, by whom or by the clock. `at` is the hour of
    the exercise."""

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="given", db_index=False)
    code = models.CharField(max_length=40)
    minute = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drill", "code"], name="inject_once")]

    def __str__(self) -> str:
        return self.code


class DrillNote(IdRow):
    """What an observer wrote in a minute, or judged of an expectation. Never of a person, and
    nothing is reckoned from it: of several on one expectation the last holds."""

    class Judged(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("failed")

    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="notes", db_index=False)
    minute = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    expectation = models.CharField(max_length=40, blank=True)
    judged = models.CharField(max_length=6, choices=Judged, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["drill", "at"])]

    def __str__(self) -> str:
        return self.words[:80]
