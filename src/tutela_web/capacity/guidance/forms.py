"""What is accepted of a briefing, an edition of guidance, and a read-back."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, text
from tutela_web.base.forms import Day
from tutela_web.base.values import Files, FormOptions, Posted, Words
from tutela_web.capacity.guidance.models import Guidance, UnitBriefing
from tutela_web.capacity.guidance.queries import EDITIONS, KIND, in_force
from tutela_web.records.pages import ProseForm


def _day(label: Words) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return Day(label=label, required=False, widget=widget, help_text=_("Today if left blank."))


class BriefingForm(ProseForm):
    """The four answers."""

    kind = KIND

    class Meta:
        model = UnitBriefing
        fields = ("whom", "threats", "means", "backup")
        labels = {
            "whom": _("Who is to be protected"),
            "threats": _("From what or whom"),
            "means": _("By what means"),
            "backup": _("With what backup"),
        }
        help_texts = {"means": _("Say nothing of caveats here: they have their own page.")}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in fields}


class GuidanceForm(ProseForm):
    """An edition of guidance."""

    kind = EDITIONS
    language = choice(_("Language"))

    class Meta:
        model = Guidance
        fields = (
            "kind",
            "title",
            "edition",
            "language",
            "words",
            "examples",
            "issued_on",
            "classification",
        )
        labels = {
            "kind": _("Kind"),
            "title": _("Title"),
            "edition": _("Edition"),
            "words": _("Words"),
            "examples": _("Worked examples and scenarios"),
            "issued_on": _("Issued on"),
            "classification": _("Classification"),
        }
        widgets = {
            "words": forms.Textarea(attrs={"rows": 5}),
            "examples": forms.Textarea(attrs={"rows": 6}),
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
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["issued_on"].required = False


class ReadBackForm(forms.Form):
    """Who read something back, and when."""

    who = text(_("Who read it back"), 120, _("By function, never a name."))
    on = _day(_("Read back on"))


class GuidanceReadBackForm(ReadBackForm):
    """Which edition was read back."""

    guidance = forms.ModelChoiceField(Guidance.objects.none(), label=_("Edition"))
    field_order: tuple[str, ...] = ("guidance", "who", "on")

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        held = [one.pk for one in in_force(standing)]
        self.fields["guidance"].queryset = Guidance.objects.filter(pk__in=held)  # type: ignore[attr-defined]


class CapitalForm(GuidanceReadBackForm):
    """A contributor's capital read it back."""

    capital = text(_("Capital of the contributor"), 120)
    field_order = ("guidance", "capital", "who", "on")
