"""What is accepted of a base, of a unit, and of its readiness."""

from __future__ import annotations

import calendar
from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.capacity.travel import SEASONS, TravelRules
from tutela_web.base.fields import day, text
from tutela_web.base.values import FormOptions, Posted
from tutela_web.capacity.models import UnitReadiness
from tutela_web.look.translate import word
from tutela_web.records.pages import RecordForm, YesNoField


class AbleAgainForm(forms.Form):
    """What a commander says of a unit that is able again."""

    on = day(_("Able from"))
    note = text(_("What changed"), 300)


class ReadinessForm(RecordForm):
    """Compartment capacity: what a unit can do, how far, and what holds it back."""

    night = YesNoField(label=_("Moves by night"))
    air = YesNoField(label=_("Moves by air"))
    medevac = YesNoField(label=_("Medical evacuation assured"))

    class Meta:
        model = UnitReadiness
        fields = (
            "notice_minutes",
            "vehicles",
            "night",
            "air",
            "medevac",
            "reach_km",
            "poc_trained",
            "caveats",
        )
        labels = {
            "vehicles": _("Vehicles that run"),
            "notice_minutes": _("Notice to move, in minutes"),
            "reach_km": _("Reach in km"),
            "poc_trained": _("POC training on"),
            "caveats": _("Notes"),
        }
        help_texts = {"caveats": _("This text restricts nothing: record a caveat for that.")}

    def clean_caveats(self) -> str:
        return str(self.cleaned_data["caveats"]).replace("\r\n", "\n")


class TravelForm(forms.Form):
    """Speeds, months of the rains and the rule of the night: one table for the mission."""

    MONTHS = [(str(n), calendar.month_name[n]) for n in range(1, 13)]
    GROUPS = (
        ("terrain", _("Ground, km/h"), 0.1, 150),
        ("roads", _("Roads, km/h"), 0.1, 150),
        ("crossings", _("Rivers where no road crosses, minutes"), 0, 14400),
    )

    def __init__(
        self, data: Posted = None, *, rules: TravelRules, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        self.rules = rules
        for group, _label, least, most in self.GROUPS:
            for name, pair in getattr(rules, group).items():
                for season, value in zip(SEASONS, pair, strict=True):
                    self.fields[f"{group} {name} {season}"] = forms.FloatField(
                        min_value=least,
                        max_value=most,
                        initial=f"{value:g}",
                        label=f"{word(name)}, {word(season)}",
                        widget=forms.NumberInput(attrs={"step": "any"}),
                    )
        self.fields["rains"] = forms.MultipleChoiceField(
            label=_("Months of the rains"),
            required=False,
            choices=[(n, word(name)) for n, name in self.MONTHS],
            widget=forms.CheckboxSelectMultiple,
            initial=[str(n) for n in sorted(rules.rains)],
            help_text=_("None ticked is all of them: not known is never shown as fast."),
        )
        self.fields["night"] = forms.FloatField(
            label=_("Of the day's speed, kept by night"),
            min_value=0,
            max_value=1,
            initial=f"{rules.night:g}",
            widget=forms.NumberInput(attrs={"step": "any"}),
            help_text=_("From 0, nobody moves by night, to 1, as by day."),
        )

    def groups(self) -> list[tuple[str, str, list[tuple[str, Any, Any]]]]:
        """The table: groups of rows, each a class with its two boxes."""
        return [
            (
                group,
                str(label),
                [
                    (word(name), self[f"{group} {name} dry"], self[f"{group} {name} rains"])
                    for name in getattr(self.rules, group)
                ],
            )
            for group, label, _least, _most in self.GROUPS
        ]

    def travel_rules(self) -> dict[str, Any]:
        """The rules as the core reads them."""
        sent = self.cleaned_data
        return {
            **{
                group: {
                    name: [sent[f"{group} {name} {season}"] for season in SEASONS]
                    for name in getattr(self.rules, group)
                }
                for group, _label, _least, _most in self.GROUPS
            },
            "rains": [int(n) for n in sent["rains"]],
            "night": sent["night"],
        }


class GroundForm(forms.Form):
    """A GeoJSON file of roads and kinds of ground."""

    MOST = 20_000_000

    name = text(_("Name"), 120)
    source = text(_("Source"), 160, _("Who drew it, and of what year it is."))
    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_(
            "Lines with a property class (paved, gravel, dirt, track) or the tags of "
            "OpenStreetMap; "
            "shapes with a class (open ground, desert, hills, forest, swamp)."
        ),
    )

    def clean_file(self) -> str:
        upload = self.cleaned_data["file"]
        if upload.size > self.MOST:
            raise forms.ValidationError(_("The file is larger than 20 MB: give main roads only."))
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError as fault:
            raise forms.ValidationError(_("This is no GeoJSON in UTF-8.")) from fault
