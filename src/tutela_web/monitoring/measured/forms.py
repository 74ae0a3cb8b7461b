"""What is accepted of values that people and files give."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.fields import text
from tutela_web.base.forms import Day
from tutela_web.base.values import Files, FormOptions, Posted, Words
from tutela_web.submissions.models import FormServer
from tutela_web.submissions.queries import servers_for


def _day(label: Words) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return Day(label=label, widget=picker)


class GivenValueForm(forms.Form):
    """A value that is not computed."""

    first = _day(_("First day"))
    last = _day(_("Last day"))
    value = forms.FloatField(label=_("Value"))
    low = forms.FloatField(label=_("Interval from"), required=False)
    high = forms.FloatField(label=_("Interval to"), required=False)
    sample = forms.IntegerField(
        label=_("How many were asked"),
        required=False,
        min_value=1,
        help_text=_("Of a share without an interval, Wilson’s is given, as if drawn at random."),
    )
    area = forms.ModelChoiceField(
        DutyArea.objects.none(),
        label=_("Area"),
        required=False,
        empty_label=_("the whole mission"),
    )
    said_by = text(_("Which office says so"), 160, _("Never a person’s name."))
    evidence = text(_("Evidence"), 400, _("Where it can be read."))

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        areas: Any = self.fields["area"]
        areas.queryset = DutyArea.objects.filter(
            mission=standing.mission, kind=DutyArea.Kind.FIELD_OFFICE
        ).order_by("name")


class ValuesFileForm(forms.Form):
    """A file of values."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX"))


class PullValuesForm(forms.Form):
    """A form of KoboToolbox or ODK Central that values are taken from."""

    server = forms.ModelChoiceField(FormServer.objects.none(), label=_("Server"), empty_label=None)
    uid = text(
        _("Form there"),
        120,
        _("The asset’s id of KoboToolbox, or project and form of ODK as 3/market."),
    )

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        servers: Any = self.fields["server"]
        servers.queryset = servers_for(standing)
