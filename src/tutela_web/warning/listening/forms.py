"""What a person wants to hear of: where, from which level on, by which way, and when not."""

from __future__ import annotations

import json
import math
from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.later import shapely
from tutela_web.access.models import DutyArea, Post
from tutela_web.access.people.queries import areas
from tutela_web.access.policy import Standing
from tutela_web.base.fields import few_words, tick
from tutela_web.base.forms import Hour
from tutela_web.base.values import Files, FormOptions, Posted, Words
from tutela_web.warning.alerts.forms import PlaceMixin, area_drawn, area_field
from tutela_web.warning.delivery_models import Listening
from tutela_web.warning.listening.verbs import posts_of
from tutela_web.warning.models import AlertLevel

WHERE = [
    ("all", _("everywhere I may read")),
    ("areas", _("in these areas")),
    ("place", _("around a place")),
    ("polygon", _("in an area I drew")),
]
KM_A_DEGREE = 111.32


def _hour(label: Words) -> forms.TimeField:
    picked = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return Hour(required=False, label=label, widget=picked)


class ListenForm(PlaceMixin):
    """One listening. The page always tells; the other ways say only "Open Tutela"."""

    name = few_words(_("Name, for yourself"), 80)
    where = forms.ChoiceField(
        choices=WHERE, initial="all", widget=forms.RadioSelect, label=_("Where")
    )
    areas = forms.ModelMultipleChoiceField(
        DutyArea.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Areas"),
    )
    within_km = forms.IntegerField(
        min_value=1, max_value=500, initial=30, required=False, label=_("Within how many km")
    )
    polygon = area_field(_("Area drawn, as GeoJSON"))
    level_from = forms.ChoiceField(
        choices=AlertLevel,
        initial=AlertLevel.WARNING,
        widget=forms.RadioSelect,
        label=_("From which level on"),
    )
    mail = forms.BooleanField(required=False, initial=True, label=_("By mail too"))
    post = forms.ModelChoiceField(
        Post.objects.none(),
        required=False,
        empty_label=_("no text message"),
        label=_("By text too, to the telephone of"),
    )
    quiet_from = _hour(_("Quiet from"))
    quiet_to = _hour(_("Quiet until"))
    digest = forms.ChoiceField(choices=Listening.Digest, required=False, label=_("How often"))
    digest_at = _hour(_("At which time of day"))
    hold_ongoing = tick(
        _("Attacks under way wait too"), _("Else they are told at once, at any hour.")
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        listening: Listening | None = None,
        **how: Unpack[FormOptions],
    ) -> None:
        if listening is not None:
            how["initial"] = _initial_values(listening)
        super().__init__(data, files, **how)
        self.standing = standing
        self.fields["place_said"].label = _("Which place")
        self.fields["place_said"].help_text = ""
        known = [area.pk for area in areas(standing.mission, on=standing.on)]
        chosen = DutyArea.objects.filter(pk__in=known).order_by("name")
        self.fields["areas"].queryset = chosen  # type: ignore[attr-defined]
        if not known:
            asked = [choice for choice in WHERE if choice[0] != "areas"]
            self.fields["where"].choices = asked  # type: ignore[attr-defined]
        held = [post.pk for post in posts_of(standing)]
        mine = Post.objects.filter(pk__in=held).order_by("title")
        self.fields["post"].queryset = mine  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        where = said.pop("where", "all")
        place, km = said.pop("place", ""), said.pop("within_km", 0)
        words = said.pop("place_said", "")
        if where != "areas":
            said["areas"] = []
        elif not said.get("areas"):
            self.add_error("areas", _("Choose one area at least."))
        said["polygon"] = area_drawn(self, "polygon") if where == "polygon" else None
        if where == "place":
            found = self._place({"place": place, "place_said": words})
            if found is None or found.latitude is None or found.longitude is None:
                self.add_error(
                    "place_said", _("No single place with a point has exactly this name.")
                )
            else:
                said["polygon"] = _circle(found.latitude, found.longitude, km or 30)
                around = str(_("%(name)s, %(km)s km") % {"name": found.name, "km": km or 30})
                said["name"] = f"{said['name']}: {around}"[:80] if said.get("name") else around[:80]
        if said.get("digest") != "daily":
            said["digest_at"] = None
        elif not said.get("digest_at"):
            self.add_error("digest_at", _("At which time?"))
        return said


def _initial_values(listening: Listening) -> dict[str, Any]:
    """A listening as the form shows it."""
    chosen = [area.pk for area in listening.areas.all()]
    drawn = listening.polygon
    return {
        "where": "areas" if chosen else "polygon" if drawn else "all",
        "areas": chosen,
        "polygon": json.dumps(drawn) if drawn else "",
        "post": listening.post_id,
        **{
            name: getattr(listening, name)
            for name in (
                "name",
                "level_from",
                "mail",
                "quiet_from",
                "quiet_to",
                "digest",
                "digest_at",
                "hold_ongoing",
            )
        },
    }


def _circle(latitude: float, longitude: float, km: int) -> dict[str, Any]:
    north = km / KM_A_DEGREE
    round_ = shapely.Point(longitude, latitude).buffer(1, quad_segs=8)
    east = north / max(0.1, math.cos(math.radians(latitude)))
    circle: dict[str, Any] = json.loads(
        json.dumps(
            shapely.geometry.mapping(
                shapely.set_precision(shapely.affinity.scale(round_, east, north), 1e-4)
            )
        )
    )
    return circle
