"""Which assessment section B rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import few_words, text
from tutela_web.base.values import Posted
from tutela_web.risk.models import Assessment


class AssessmentChoice(forms.ModelChoiceField):
    """An assessment by its day."""

    def label_from_instance(self, obj: Assessment) -> str:
        """Its day, and how its id ends."""
        return f"{date_format(obj.on, 'j M Y')} · {str(obj.pk)[-12:]}"


class BasisForm(forms.Form):
    """An assessment, its office, and what the section takes from it."""

    assessment = AssessmentChoice(Assessment.objects.none(), label=_("Assessment"))
    issued_by = text(_("Issued by"), 160, _("An office: JMAC, JOC. Never a person's name."))
    words = few_words(_("What the section takes from it"), 300)

    def __init__(self, data: Posted = None, *, offered: Sequence[Assessment]) -> None:
        super().__init__(data, auto_id="basis_%s")
        ids = [one.pk for one in offered]
        field: Any = self.fields["assessment"]
        field.queryset = Assessment.objects.filter(pk__in=ids).order_by("-on", "-made_at")
