"""What was taught to whom: sessions of units, courses set for units, training of leaders; and the
role of a police unit, which its training is held against."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.capacity.training import CURRICULA, POLICE, Role, Session, valid_until
from tutela_web.access.models import Post
from tutela_web.mandate.models import Paragraph
from tutela_web.records.models import Record

CURRICULUM_CHOICES = [(code, _(curriculum.label)) for code, curriculum in CURRICULA.items()]


class TrainingSession(Record):
    """Compartment capacity: a training that a unit had, who held it, and how many of each rank were
    there; without a number nobody of that rank is taken to have been."""

    searched = ("held_by", "held_at")

    unit = models.ForeignKey("capacity.Unit", on_delete=models.PROTECT, related_name="sessions")
    curriculum = models.CharField(max_length=24, choices=CURRICULUM_CHOICES)
    on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # as the curriculum says, where not given
    rotation = models.CharField(max_length=80, blank=True)
    held_at = models.CharField(max_length=120, blank=True)
    held_by = models.CharField(max_length=120, blank=True)
    officers = models.PositiveIntegerField(null=True, blank=True)
    commanders = models.PositiveIntegerField(null=True, blank=True)
    troops = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-entered_at"]

    def __str__(self) -> str:
        return str(self.get_curriculum_display())

    @property
    def known(self) -> Session:
        """The session as the core knows it."""
        there = {"officers": self.officers, "commanders": self.commanders, "troops": self.troops}
        ranks = frozenset(rank for rank, number in there.items() if number)
        until = self.valid_until or valid_until(self.curriculum, self.on)
        return Session(self.curriculum, self.on, until, ranks)


class CourseSet(Record):
    """Compartment capacity: a course set for a unit to close a gap, and who came. It closes nothing
    by itself: the gap is closed when the need is tested again.

    need  the need it is set for, of the room above
    """

    searched = ("held_by",)

    unit = models.ForeignKey("capacity.Unit", on_delete=models.PROTECT, related_name="courses")
    curriculum = models.CharField(max_length=24, choices=CURRICULUM_CHOICES)
    need = models.UUIDField(null=True, blank=True, editable=False)
    set_on = models.DateField()
    due = models.DateField(null=True, blank=True)
    held_by = models.CharField(max_length=120, blank=True)
    places = models.PositiveIntegerField(null=True, blank=True)
    attended = models.PositiveIntegerField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-set_on", "-entered_at"]

    def __str__(self) -> str:
        return str(self.get_curriculum_display())


class LeaderTraining(Record):
    """Whether whoever holds a leader's post was trained on protection, and when."""

    class When(models.TextChoices):
        BEFORE = "before", _("before arrival")
        AFTER = "after", _("after arrival")
        NEVER = "never", _("not at all")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    when = models.CharField(max_length=6, choices=When)
    on = models.DateField(null=True, blank=True)
    curriculum = models.CharField(max_length=24, choices=CURRICULUM_CHOICES, blank=True)
    held_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-entered_at"]

    def __str__(self) -> str:
        return f"{self.post}: {self.get_when_display()}"


class PoliceRole(Record):
    """Compartment capacity: what physical protection a police unit is to give, the paragraph of the
    mandate that says so, and the training it takes."""

    unit = models.ForeignKey("capacity.Unit", on_delete=models.PROTECT, related_name="police_roles")
    role = models.CharField(max_length=160)
    kinds = models.JSONField(default=list)  # codes of tutela.capacity.training.POLICE
    paragraph = models.ForeignKey(
        Paragraph, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    curricula = models.JSONField(default=list, blank=True)

    LISTED = {
        "kinds": tuple((kind.kind, kind.label) for kind in POLICE),
        "curricula": tuple((code, taught.label) for code, taught in CURRICULA.items()),
    }

    class Meta:
        ordering = ["role"]

    def __str__(self) -> str:
        return self.role

    def known_on(self, day: date) -> Role:
        """The role as the core knows it on a day: a paragraph of a mandate that ended gives it no
        more. Read with its resolution."""
        given = False
        if self.paragraph is not None:
            until = self.paragraph.resolution.until
            given = until is None or until >= day
        return Role(frozenset(self.kinds), given, frozenset(self.curricula))
