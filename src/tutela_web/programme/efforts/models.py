"""What the matrix draws on and who else acts: the mission plan and the concepts of operations, the
mission's other programmes, and what UN entities outside the mission are expected to do.

Source: Framework, template A, paragraph 1, template C, paragraphs 4 and 5, and template F.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela.strategy.elements import CLOSED, SECTIONS
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records.models import Record
from tutela_web.risk.models import Risk


class PlanItem(Record):
    """A line of the mission plan or the budget, or a part of a concept of operations.

    In a concept an operation brings about a protection outcome, a task carries out an operation,
    and a resource is what a task needs. A directive of the Force Commander says what the military
    part of POC is; a renewed one takes the place of the former. Source: Framework, paragraph 10,
    footnote 5.
    """

    searched = ("title", "reference", "gives", "governs")

    class Paper(models.TextChoices):
        MISSION = "mission", _("mission plan")
        BUDGET = "budget", _("budget")
        FORCE = "force", _("concept of operations of the force")
        POLICE = "police", _("concept of operations of the police")
        SUPPORT = "support", _("mission support plan")
        ORDERS = "orders", _("directives of the Force Commander")

    class Kind(models.TextChoices):
        LINE = "line", _("line of a plan or budget")
        OUTCOME = "outcome", _("protection outcome")
        OPERATION = "operation", _("operation")
        TASK = "task", _("task")
        RESOURCE = "resource", _("resource")
        DIRECTIVE = "directive", _("directive")

    paper = models.CharField(max_length=8, choices=Paper)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=240)
    reference = models.CharField(max_length=120, blank=True)  # number of the line or paragraph
    under = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    gives = models.CharField(max_length=160, blank=True)  # who provides or issued it
    issued_on = models.DateField(null=True, blank=True)  # of a directive
    governs = models.TextField(blank=True)  # of a directive: which part of the military's work
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
    ended_on = models.DateField(null=True, blank=True)

    under_seen: bool  # whether its reader may see these too, where `items_for` loaded it
    replaces_seen: bool

    class Meta:
        db_table = "strategy_planitem"
        indexes = [models.Index(fields=["mission", "paper"])]

    def __str__(self) -> str:
        return " ".join(part for part in (self.reference, self.title) if part)


class OutsidePart(Record):
    """What a UN entity outside the mission is expected to do: in a line of the matrix, or by a
    section of the strategy; exactly one of the two is set."""

    searched = ("entity", "expected")

    class Side(models.TextChoices):
        LEAD = "lead", _("leads")
        SUPPORT = "support", _("supports")

    class Answer(models.TextChoices):
        NOT_ASKED = "not asked", _("not asked yet")
        ASKED = "asked", _("asked, no answer")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")

    entity = models.CharField(max_length=160)  # an organisation, never a person
    line = models.ForeignKey(
        MatrixLine, null=True, blank=True, on_delete=models.PROTECT, related_name="outside"
    )
    section = models.CharField(
        max_length=1,
        blank=True,
        choices=[(letter, letter) for letter in SECTIONS if letter not in CLOSED],
    )
    side = models.CharField(max_length=8, choices=Side)
    expected = models.TextField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NOT_ASKED)
    answered_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "strategy_outsidepart"
        indexes = [models.Index(fields=["mission", "entity"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(line=None) ^ models.Q(section=""), name="outside_part_of_one"
            )
        ]

    def __str__(self) -> str:
        return self.entity


MEASURES = ("clearance", "education", "victims", "stockpiles")
"""The four measures of mine action as protection. Source: requirement S0-022."""


def _measure() -> models.CharField:
    return models.CharField(
        max_length=12,
        blank=True,
        choices=[
            ("not offered", _("not offered")),
            ("offered", _("offered")),
            ("under way", _("under way")),
            ("done", _("done")),
        ],
    )


class Programme(Record):
    """Other work of the mission, looked at for its effect on the safety and rights of civilians.

    Source: requirements S0-021, S0-022, S0-035 and S3-025.
    """

    searched = (
        "title",
        "whose",
        "institution",
        "dangers",
        "measures",
        "harm",
        "clearance_came",
        "education_came",
        "victims_came",
        "stockpiles_came",
    )

    class Kind(models.TextChoices):
        DISARMAMENT = "disarmament", _("disarmament, demobilisation and reintegration")
        SECURITY = "security", _("security-sector reform")
        RULE = "rule", _("rule of law")
        POLICE = "police", _("police reform")
        MINES = "mines", _("mine action")
        ELECTIONS = "elections", _("elections")
        RETURNS = "returns", _("returns")
        DIALOGUE = "dialogue", _("political dialogue")
        GOVERNANCE = "governance", _("governance")
        INSTITUTIONS = "institutions", _("national institutions, and training of officials")
        OTHER = "other", _("other work")

    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=240)
    whose = models.CharField(max_length=160, blank=True)  # the component that runs it
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    institution = models.CharField(max_length=160, blank=True)  # national, that it strengthens
    trained = models.JSONField(default=list, blank=True)  # [function of officials, how many]
    risk = models.ForeignKey(
        Risk, null=True, blank=True, on_delete=models.PROTECT, related_name="programmes"
    )
    dangers = models.TextField(blank=True)  # what it may bring upon civilians
    measures = models.TextField(blank=True)  # what is done so that they are safer
    examined_on = models.DateField(null=True, blank=True)
    harm = models.TextField(blank=True)  # by explosive ordnance, at the place
    clearance = _measure()
    clearance_came = models.CharField(max_length=300, blank=True)
    education = _measure()
    education_came = models.CharField(max_length=300, blank=True)
    victims = _measure()
    victims_came = models.CharField(max_length=300, blank=True)
    stockpiles = _measure()
    stockpiles_came = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "strategy_programme"
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.title

    @property
    def trained_told(self) -> list[str]:
        """The officials trained, as people write them: "prison staff: 24"."""
        return [f"{function}: {number}" for function, number in self.trained]

    @property
    def officials(self) -> int:
        """How many officials were trained, whatever their function."""
        return sum(number for _function, number in self.trained)


class SpaceEffect(Record):
    """How a line of the matrix could undermine the work of humanitarians, what was agreed about it,
    and who watches it. Source: requirement S0-039."""

    searched = ("whose", "how", "agreed", "watched_by")

    class Harms(models.TextChoices):
        ACCESS = "access", _("their access")
        ACCEPTANCE = "acceptance", _("how people accept them")
        SAFETY = "safety", _("their safety")

    line = models.ForeignKey(MatrixLine, on_delete=models.PROTECT, related_name="space_effects")
    harms = models.CharField(max_length=10, choices=Harms)
    whose = models.CharField(max_length=160)  # organisations or a cluster
    how = models.CharField(max_length=400)
    agreed = models.CharField(max_length=400, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    watched_by = models.CharField(max_length=160, blank=True)  # an office
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["entered_at"]

    def __str__(self) -> str:
        return self.how[:80]


class SupportNeed(Record):
    """Help of mission support that a line of the matrix cannot do without: what, whether it was
    asked, and who gives it. Source: requirement S1-153; Framework, template G."""

    searched = ("what", "given_by")

    class Help(models.TextChoices):
        TRANSPORT = "transport", _("transport")
        ENGINEERING = "engineering", _("engineering")
        MEDICAL = "medical", _("medical help")
        SUPPLY = "supply", _("supply")
        OTHER = "other", _("other support")

    class State(models.TextChoices):
        NOT_ASKED = "not_asked", _("not asked yet")
        ASKED = "asked", _("asked, no answer")
        GIVEN = "given", _("is given")
        PARTLY = "partly", _("is given in part")
        REFUSED = "refused", _("cannot be given")

    line = models.ForeignKey(MatrixLine, on_delete=models.PROTECT, related_name="support_needs")
    help = models.CharField(max_length=11, choices=Help)
    what = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=State, default=State.NOT_ASKED)
    given_by = models.CharField(max_length=160, blank=True)  # an office
    answered_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["help", "entered_at"]

    def __str__(self) -> str:
        return self.what[:80]
