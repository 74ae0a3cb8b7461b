"""What is accepted of a line of the matrix."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.crisis.tables import options
from tutela.incidents.words import HARMS
from tutela.strategy.matrix import TIERS
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, day, text
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.links.forms import NO_NAMES, RiskChoice
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.places.choices import offer_places
from tutela_web.places.queries import places_for
from tutela_web.programme.matrix.inputs import line_input
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import fault_of
from tutela_web.records.pages import ProseForm, WordsField, YesNoField
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.safeguards.violence_asked import ASKED, HINT


class SupportWordForm(forms.Form):
    """By whose word a supporting actor confirmed, and on which day."""

    said_by = text(_("According to whom"), 160, NO_NAMES)
    on = day(_("On"))


class LineForm(ProseForm):
    """The fields of a line."""

    kind = "strategy"
    risk = RiskChoice(
        Risk.objects.none(),
        label=_("POC risk to be addressed"),
        required=False,
        help_text=_("One of the register, or leave it and say area and theme below."),
    )
    harms = forms.MultipleChoiceField(
        label=_("Harms it is against"), required=False, widget=forms.CheckboxSelectMultiple
    )
    actors = WordsField(
        label=_("Actors it is against"),
        help_text=_("As the register names them. Separate with semicolons."),
    )
    serves = WordsField(
        label=_("Objectives it serves"),
        help_text=_("As the mission numbers them. Separate with semicolons."),
    )
    activity = choice(
        _("Activity of the list"),
        hint=_("The nearest one, where there is one: your own words say what is done."),
        required=False,
    )
    tiers = forms.TypedMultipleChoiceField(
        label=_("Tiers"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(tier, tier) for tier in TIERS],
        help_text=_("1 political process, 2 physical protection, 3 protective environment."),
    )
    support = WordsField(label=_("Supporting actors"), help_text=_("Separate with semicolons."))
    joint = YesNoField(label=_("Together with other protection actors"))
    referral_known = YesNoField(label=ASKED["referral_known"])
    women_in_team = YesNoField(label=ASKED["women_in_team"])

    class Meta:
        model = MatrixLine
        fields = (
            "risk",
            "for_area",
            "threat",
            "harms",
            "actors",
            "serves",
            "activity",
            "measure",
            "lead",
            "part",
            "support",
            "joint",
            "for_host",
            "tiers",
            "phase",
            "place",
            "place_said",
            "starts",
            "ends",
            "resources",
            "indicator",
            "status",
            "came_of",
            "violence_prevented",
            "referral_known",
            "women_in_team",
            "classification",
        )
        labels = {
            "for_area": _("Area it is for"),
            "threat": _("Theme or threat, in your own words"),
            "measure": _("Activity or mitigating measure, in words"),
            "lead": _("Lead"),
            "part": _("Kind of component"),
            "phase": _("Phase"),
            "for_host": _("For the host state, whose duty it is"),
            "place": _("Place"),
            "place_said": _("Place, in words"),
            "starts": _("Begins on"),
            "ends": _("Ends on"),
            "resources": _("Means"),
            "indicator": _("Indicator"),
            "status": _("Status"),
            "came_of": _("Result"),
            "violence_prevented": ASKED["violence_prevented"],
            "classification": _("Classification"),
        }
        help_texts = {
            "lead": _("One component or other protection actor, never a person's name."),
            "resources": _("The plan or budget line it draws on."),
            "violence_prevented": HINT,
            "indicator": _("What shows that people are safer, not what was spent on it."),
        }

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        risk: Any = self.fields["risk"]
        risk.empty_label = gettext("none: for an area or a theme")
        self.fields["for_area"].queryset = DutyArea.objects.filter(  # type: ignore[attr-defined]
            mission=standing.mission
        ).order_by("name")
        self.fields["harms"].choices = [  # type: ignore[attr-defined]
            (harm, word(harm)) for harm in HARMS
        ]
        risk.queryset = risks_for(standing).select_related("place").order_by("place__name", "actor")
        self.fields["activity"].choices = [  # type: ignore[attr-defined]
            ("", gettext("none of the list")),
            *((option.option, word(option.label)) for option in options().values()),
        ]
        place: Any = self.fields["place"]
        offer_places(place, places_for(standing))
        place.empty_label = gettext("none, or in words below")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, why, step in fault_of(line_input(cleaned)):
            if name in self.fields and name not in self.errors:
                self.add_error(
                    name, say_in_page_language(BadParameter(why, next=step).as_sentence())
                )
        return cleaned
