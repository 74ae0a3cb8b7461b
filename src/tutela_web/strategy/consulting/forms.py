"""What is accepted of consultations, of what was said in them, and of what is left out."""

from __future__ import annotations

from functools import cache
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.strategy.consultation import parties_of
from tutela.strategy.elements import SECTIONS
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing, acts
from tutela_web.base.fields import day, few_words, text
from tutela_web.base.forms import Day
from tutela_web.base.values import FieldValue, Files, FormOptions, Posted, Words
from tutela_web.engagements.engagement.models import GUARDED, Engagement
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.fora.forum.models import Forum
from tutela_web.fora.forum.queries import standing_fora
from tutela_web.incidents.models import Age, Sex
from tutela_web.links.forms import area_field, posts_of
from tutela_web.look.translate import word
from tutela_web.places.choices import offer_places
from tutela_web.places.queries import places_for
from tutela_web.records.pages import ProseForm, YesNoField
from tutela_web.strategy.consulting.models import Consultation, StakeholderView, WorkingSeat

NO_NAMES = _("In general words: no names, and nothing by which somebody could be found.")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
COUNTED = (Sex.FEMALE, Sex.MALE, Sex.OTHER, Sex.UNKNOWN)


class EngagementChoice(forms.ModelChoiceField):
    """An engagement by its day and its actor."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, Engagement)
        return f"{obj.on:%Y-%m-%d} · {obj.actor}"


def letters() -> list[tuple[str, str]]:
    """The sections by letter, in the language of the page."""
    return [(letter, f"{letter}. {word(name)}") for letter, name in SECTIONS.items()]


class LettersField(forms.MultipleChoiceField):
    """Sections of the draft, kept as their letters in order."""

    def __init__(self, *, label: Words) -> None:
        super().__init__(
            choices=letters, required=False, widget=forms.CheckboxSelectMultiple, label=label
        )

    def prepare_value(self, value: FieldValue) -> FieldValue:
        return list(value) if isinstance(value, str) else value

    def clean(self, value: FieldValue) -> str:
        return "".join(sorted(super().clean(value)))


class ConsultationForm(ProseForm):
    """Whom to consult, on what, how, when, and how safely.

    Fields that only one class needs stand only in its form.
    """

    kind = "drafts"
    stakeholder = ""

    parties = forms.MultipleChoiceField(
        label=_("Who takes part"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sections = LettersField(label=_("On which sections of the draft"))
    safe = YesNoField(label=_("Is it safe for those who take part?"))
    apart = YesNoField(label=_("Are women and men heard apart?"))

    class Meta:
        model = Consultation
        fields = (
            "who",
            "parties",
            "sections",
            "asked",
            "method",
            "noticed_on",
            "planned_on",
            "place",
            "area",
            "partner",
            "partner_on",
            "partner_said",
            "safe",
            "safe_why",
            "apart_safer",
            "apart",
            "apart_why",
            "engagement",
            "classification",
        )
        labels = {
            "who": _("Who is consulted"),
            "asked": _("On what in particular"),
            "method": _("How"),
            "noticed_on": _("Told beforehand on"),
            "planned_on": _("To be held on"),
            "place": _("Place"),
            "area": _("Area"),
            "partner": _("Trusted partner asked first"),
            "partner_on": _("Asked on"),
            "partner_said": _("What the partner advised, and what it changed"),
            "safe_why": _("Why it is safe, or not"),
            "apart_safer": _("It is safer to hear women and men apart"),
            "apart_why": _("If they are heard together: why"),
            "engagement": _("Engagement it was"),
            "classification": _("Classification"),
        }
        help_texts = {
            "who": NO_NAMES,
            "partner": _("An organisation outside the mission that people there trust."),
            "safe_why": _("Would the visit, the call or the way there expose them?"),
            "engagement": _("Armed groups are engaged on their obligations, when authorised."),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("asked", "partner_said", "safe_why", "apart_why")
        }
        field_classes = {"engagement": EngagementChoice}

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        fields: Any = self.fields
        area_field(standing, fields["area"])
        marking = fields["classification"]
        marking.choices = [choice for choice in marking.choices if choice[0]]
        if "parties" in fields:
            known = parties_of(self.stakeholder)
            fields["parties"].choices = [(key, word(one.name)) for key, one in known.items()]
        if "place" in fields:
            offer_places(fields["place"], places_for(standing))
            fields["place"].empty_label = _("none")
        if "engagement" in fields:
            armed = engagements_for(standing).filter(Q(actor_seen=True), actor__type__in=GUARDED)
            fields["engagement"].queryset = armed.select_related("actor").order_by("-on")
            fields["engagement"].empty_label = _("none")


PEOPLE = ("place", "partner", "partner_on", "partner_said", "apart_safer", "apart", "apart_why")
SAFETY = ("safe", "safe_why")


@cache
def form_for(stakeholder: str) -> type[ConsultationForm]:
    """The form of one class: only the fields it needs."""
    gone = set() if parties_of(stakeholder) else {"parties"}
    if stakeholder != "population":
        gone |= {*PEOPLE, *(SAFETY if stakeholder != "armed groups" else ())}
    gone.add("sections" if stakeholder == "armed groups" else "engagement")
    kept = tuple(name for name in ConsultationForm.Meta.fields if name not in gone)
    meta = type("Meta", (ConsultationForm.Meta,), {"fields": kept})
    less = dict.fromkeys(gone & set(ConsultationForm.declared_fields))
    return type(
        "ClassForm", (ConsultationForm,), {"Meta": meta, "stakeholder": stakeholder, **less}
    )


class HeldForm(forms.Form):
    """That a consultation was held, and how many took part: never who."""

    held_on = day(_("Held on"))
    minorities = forms.IntegerField(
        label=_("Of these, people of minorities"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=_("A number, never which minority. 0: none was met. Blank: nobody counted."),
    )

    def __init__(
        self, data: Posted = None, files: Files = None, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **how)
        for age in Age:
            for sex in COUNTED:
                self.fields[f"{sex} {age}"] = forms.IntegerField(
                    required=False,
                    min_value=0,
                    max_value=100_000,
                    label=f"{age.label}, {sex.label}",
                )

    def grid(self) -> list[tuple[str, list[Any]]]:
        """The counts by age group, each with a box for each sex."""
        return [(str(age.label), [self[f"{sex} {age}"] for sex in COUNTED]) for age in Age]

    @property
    def sexes(self) -> list[str]:
        """The heads of the columns."""
        return [str(sex.label) for sex in COUNTED]


class AnswerViewForm(forms.Form):
    """What became of a view."""

    taken = forms.ChoiceField(
        label=_("What became of it"), choices=StakeholderView.Taken.choices[1:]
    )
    section = forms.ChoiceField(
        label=_("In which section"),
        required=False,
        choices=lambda: [("", "–"), *letters()],
    )
    why = few_words(_("Why"), 3000, rows=2)


class OutcomeForm(AnswerViewForm):
    """What became of a consultation, as far as it went; all of it may stay blank."""

    field_order = ("held_on", "says", "taken", "section", "why")

    held_on = Day(label=_("Held on"), widget=DAY, required=False)
    says = few_words(_("What was said"), 5000, rows=2)
    taken = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=[("", _("not answered yet")), *StakeholderView.Taken.choices[1:]],
    )


class ConsultationReasonForm(forms.Form):
    """A reason in writing."""

    why = text(_("Why"), 3000, rows=2)


SENIOR = frozenset({"head_of_mission", "chief_of_staff", "force_commander", "police_commander"})
"""Roles of senior leaders: one of them drives a strategy."""


PostOrKey = Post | UUID | str | None
"""A post as a form begins with it: the record, or its key."""


def _posts_that(standing: Standing, roles: frozenset[str], *held: PostOrKey) -> QuerySet[Post]:
    """The posts of some roles, and those that stand in a plan already."""
    rows = posts_of(standing)
    return rows.filter(Q(role__in=roles) | Q(pk__in=[pk_of(one) for one in held if one]))


def pk_of(held: PostOrKey) -> UUID | str | None:
    """The key of a post, which a form begins with as a record or as a key."""
    return held.pk if isinstance(held, Post) else held


def offices_that_draft() -> frozenset[str]:
    """Roles whose posts write sections."""
    return acts()["draft_strategy"]


def offices_that_comment() -> frozenset[str]:
    """Roles whose posts write sections or say something of them: they sit in a working group."""
    return acts()["draft_strategy"] | acts()["comment_strategy"]


class DraftingPlanForm(forms.Form):
    """Who drives the strategy, who drafts it, and by when."""

    leader = forms.ModelChoiceField(Post.objects.none(), label=_("Senior leader who drives it"))
    office = forms.ModelChoiceField(Post.objects.none(), label=_("Office that drafts"))
    office_why = text(
        _("Why this office"),
        3000,
        _("Its expertise, and that it can bring the components to agree."),
        rows=2,
    )
    begins = Day(label=_("Drafting begins"), widget=DAY)
    ends = Day(
        label=_("Drafting ends"),
        widget=DAY,
        required=False,
        help_text=_("Left blank: three months later."),
    )
    forum = forms.ModelChoiceField(
        Forum.objects.none(),
        required=False,
        empty_label=_("none"),
        label=_("Forum in which the working group meets"),
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        fora = standing_fora(standing) if standing.reads("fora") else Forum.objects.none()
        self.fields["forum"].queryset = fora.order_by("name")  # type: ignore[attr-defined]
        for name, roles in (("leader", SENIOR), ("office", offices_that_draft())):
            offered = _posts_that(standing, roles, (how.get("initial") or {}).get(name))
            self.fields[name].queryset = offered  # type: ignore[attr-defined]


class SeatForm(forms.Form):
    """A seat in the working group."""

    part = forms.ChoiceField(label=_("Component or partner"), choices=WorkingSeat.Part.choices)
    post = forms.ModelChoiceField(
        Post.objects.none(), required=False, label=_("Post"), empty_label=_("none")
    )
    organisation = few_words(_("Partner organisation"), 160, _("An office, never a person's name."))

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        offered = _posts_that(standing, offices_that_comment())
        self.fields["post"].queryset = offered  # type: ignore[attr-defined]


class DraftingStepForm(forms.Form):
    """One step of the plan."""

    owner = forms.ModelChoiceField(
        Post.objects.none(), required=False, label=_("Responsible"), empty_label=_("nobody")
    )
    due = Day(label=_("Due"), widget=DAY)
    done_on = Day(label=_("Done on"), widget=DAY, required=False)
    came_of = few_words(_("Result"), 3000, rows=2)

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        begun = (how.get("initial") or {}).get("owner")
        offered = _posts_that(standing, offices_that_comment() | SENIOR, begun)
        self.fields["owner"].queryset = offered  # type: ignore[attr-defined]
