"""What the mission asked of others: of headquarters, the Council, contributors, and the answer."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.coordination.promises import state_of_ask
from tutela_web.places.models import Place
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk


class Ask(Record):
    """Something asked of others. Source: Framework, template F, paragraph 12.

    One about a caveat lies in the compartment capacity: it tells what a unit will not do.
    """

    searched = ("of_whom", "what", "gap")

    class AskedParty(models.TextChoices):
        HEADQUARTERS = "headquarters", _("headquarters")
        COUNCIL = "council", _("Security Council")
        BUDGET = "budget", _("Fifth Committee")
        CONTRIBUTOR = "contributor", _("troop or police contributor")
        STATES = "states", _("Member States or a regional organisation")

    class Kind(models.TextChoices):
        CAVEAT = "caveat", _("lifting of a caveat")
        ASSETS = "assets", _("assets or units")
        TRAINING = "training", _("training")
        MONEY = "money", _("money")
        BACKING = "backing", _("political backing")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        PAST_DUE = "past due", _("past due, no answer")
        WAITING = "waiting", _("waiting")
        ANSWERED = "answered", _("answered")

    class Answer(models.TextChoices):
        GRANTED = "granted", _("granted")
        PART = "part", _("granted in part")
        REFUSED = "refused", _("refused")

    of = models.CharField(max_length=12, choices=AskedParty)
    of_whom = models.CharField(max_length=160, blank=True)  # an office or a state
    kind = models.CharField(max_length=8, choices=Kind)
    what = models.TextField()
    asked_on = models.DateField()
    due = models.DateField(null=True, blank=True)
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gap = models.CharField(max_length=300, blank=True)  # the effect that is missing
    references = models.JSONField(default=list, blank=True)  # CONOPS, SUR, MOU, a budget line
    answer = models.CharField(max_length=7, choices=Answer, blank=True)
    answer_said = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "coordination_ask"
        indexes = [models.Index(fields=["mission", "asked_on"])]

    def __str__(self) -> str:
        return f"{self.get_of_display()}: {self.get_kind_display()}"

    def state(self, on: date) -> Ask.State:
        """How it stands on a day."""
        return self.State(state_of_ask(self.due, self.answered_on, on))
