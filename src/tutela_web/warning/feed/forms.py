"""What the Head of Mission releases to the public: fixed words, a rounded area, two times."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.warning.cap import KINDS, instructions, words
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.fields import choice, few_words
from tutela_web.base.forms import WHEN, Moment
from tutela_web.base.markings import Classification
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.places.finding import place_meant
from tutela_web.places.models import Place
from tutela_web.warning.alerts.forms import area_drawn, area_field
from tutela_web.warning.delivery_models import FeedHazard

WITHIN = [(10, _("within 10 km")), (20, _("within 20 km")), (50, _("within 50 km"))]
DAYS = 7


def _instructions(language: str, kinds: tuple[str, ...] = KINDS) -> list[tuple[str, Any]]:
    """The instructions, under their hazards, in the reader's language."""
    return [
        (
            words("event", kind, language),
            [(key, words("instruction", kind, language, key)) for key in instructions(kind)],
        )
        for kind in kinds
    ]


class RenewForm(forms.Form):
    """What may change of a notice."""

    expires = Moment(label=_("Until"))
    severity = choice(_("How severe"), FeedHazard.Severity)
    certainty = choice(_("How certain"), FeedHazard.Certainty)
    instruction = choice(_("What people are told to do"))

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        language: str,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.standing = standing
        self.fields["instruction"].choices = self._choices(language)  # type: ignore[attr-defined]

    def _choices(self, language: str) -> list[tuple[str, Any]]:
        return _instructions(language, (self.initial["kind"],))


class NoticeReleaseForm(RenewForm):
    """A new notice."""

    kind = choice(_("Hazard"), FeedHazard.Kind, widget=forms.RadioSelect)
    place_said = few_words(
        _("Around which place"), 200, _("Where the hazard is; never the community that told of it.")
    )
    to_said = few_words(_("On the way to"), 200, _("For a road: the place at its other end."))
    within_km = forms.TypedChoiceField(choices=WITHIN, coerce=int, label=_("How wide"))
    area = forms.ModelChoiceField(
        DutyArea.objects.none(), required=False, empty_label=_("none"), label=_("Or a whole area")
    )
    polygon = area_field(
        _("Area drawn, as GeoJSON"),
        help_text=_("It goes out rounded to about 5 km, under the name of the place above."),
    )
    onset = Moment(label=_("From"))
    sure = forms.BooleanField(
        label=_(
            "Nobody can be identified from this notice: neither the source nor where they live."
        )
    )

    field_order = (
        "kind",
        "place_said",
        "to_said",
        "within_km",
        "area",
        "polygon",
        "onset",
        "expires",
        "severity",
        "certainty",
        "instruction",
        "sure",
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        language: str,
        **how: Unpack[FormOptions],
    ) -> None:
        now = clock.now(standing.mission)
        how["initial"] = {
            "onset": now.strftime(WHEN),
            "expires": (now + timedelta(days=DAYS)).strftime(WHEN),
            "severity": "Unknown",
            "certainty": "Observed",
        }
        super().__init__(data, files, standing=standing, language=language, **how)
        with_edge = [area.pk for area in areas(standing.mission, on=standing.on) if area.boundary]
        chosen = DutyArea.objects.filter(pk__in=with_edge).order_by("name")
        self.fields["area"].queryset = chosen  # type: ignore[attr-defined]

    def _choices(self, language: str) -> list[tuple[str, Any]]:
        return [("", _("choose")), *_instructions(language)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name, field in (("place", "place_said"), ("to", "to_said")):
            said[name] = self._place(field, said.pop(field, ""))
        drawn = bool((said.get("polygon") or "").strip())
        said["drawn"] = area_drawn(self, "polygon") if drawn else None
        said.pop("polygon", "")
        if drawn and said["place"] is None and not self.errors:
            self.add_error("place_said", _("Name the place that the drawn area is called after."))
        if said["place"] is None and not said.get("area") and not self.errors:
            self.add_error("place_said", _("Choose a place or an area."))
        if said.get("area") and (said["place"] or drawn):
            self.add_error("area", _("Choose a place or an area, not both."))
        if said.get("instruction") and said["instruction"] not in instructions(
            said.get("kind", KINDS[0])
        ):
            self.add_error("instruction", _("This belongs to another hazard."))
        said.pop("sure", None)
        return said

    def _place(self, field: str, text: str) -> Place | None:
        """The one unclassified place that is meant."""
        if not text.strip():
            return None
        place = place_meant(self.standing, text)
        if place is not None and place.classification == Classification.UNCLASSIFIED:
            return place
        self.add_error(
            field, _("No single unclassified place has exactly this name. Write its code.")
        )
        return None
