"""What is accepted of guidance, briefings, the host's part and joint areas."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_day, choice, text
from tutela_web.base.values import Files, FormOptions, Posted, Words
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.strategy.guidance.models import HeadquartersGuidance, HostDepth


def _day(label: Words) -> forms.DateField:
    return a_day(label)


def _text(label: Words, *, required: bool = True, help_text: Words = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=3000,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DepthForm(forms.Form):
    """How far the host is involved."""

    depth = choice(_("How far"), HostDepth.Depth.choices)
    why = _text(
        _("The assessment behind it"),
        help_text=_("The political context, its capacity and its will."),
    )


class StrategyAskForm(forms.Form):
    """What headquarters was asked."""

    about = choice(_("On what"), HeadquartersGuidance.TopicKind.choices)
    asked = _text(_("What was asked"))
    asked_on = _day(_("Asked on"))


class ReceivedForm(forms.Form):
    """What headquarters answered."""

    words = _text(_("What it says, in short"))
    received_on = _day(_("Received on"))


class BriefForm(forms.Form):
    """What a contributing country was told."""

    mandate = _text(_("How the mandate was read to it, and what it takes"), required=False)
    risks = _text(_("Risks where its units serve"), required=False)
    conveyed_on = _day(_("Conveyed on"))
    acknowledged_on = _day(_("Acknowledged on"))


class CountryForm(BriefForm):
    """A contributing country on the list."""

    country = text(_("Contributing country"), 100)
    field_order = ("country",)


class SectionLineField(forms.ModelChoiceField):
    """A line of the matrix by its code and its words."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, MatrixLine)
        return f"{obj.code} {obj.measure[:80]}"


class JointForm(forms.Form):
    """Work that needs several together."""

    what = text(_("What is done together"), 300)
    with_whom = text(_("With whom"), 200)
    line = SectionLineField(
        MatrixLine.objects.none(),
        required=False,
        empty_label=_("none"),
        label=_("Line of the matrix that does it"),
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
        rows = lines_for(standing).order_by("code")
        self.fields["line"].queryset = rows  # type: ignore[attr-defined]
