"""What the pages of answers accept."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.intake.own_questions import label_in
from tutela.outreach.survey_form import ADULTS, PLACE, RESULT, questions_of
from tutela_web.access.policy import Standing
from tutela_web.base.fields import text
from tutela_web.base.values import FormOptions, Posted
from tutela_web.outreach.perceptions.models import Survey
from tutela_web.outreach.perceptions.queries import items_of
from tutela_web.submissions.models import FormServer
from tutela_web.submissions.queries import servers_for


class AnswersFileForm(forms.Form):
    """A file of answers."""

    file = forms.FileField(
        label=_("File of answers"),
        help_text=_(
            "CSV or XLSX as KoboToolbox and ODK give it, with the values of answers. Columns that "
            "the survey does not ask are not read."
        ),
    )


class PullAnswersForm(forms.Form):
    """A form of KoboToolbox or ODK Central that answers are taken from."""

    server = forms.ModelChoiceField(FormServer.objects.none(), label=_("Server"), empty_label=None)
    uid = text(
        _("Form there"),
        80,
        _("The asset’s id of KoboToolbox, or project and form of ODK as 3/market."),
    )

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        servers: Any = self.fields["server"]
        servers.queryset = servers_for(standing)


class AnswerForm(forms.Form):
    """One answer as it stands on paper; the questions of the survey, with its places."""

    def __init__(
        self, data: Posted = None, *, survey: Survey, language: str, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        rows = survey.places.filter(replaced_by=None).select_related("place")
        places = {row.code: row.place.name for row in rows}
        for question in questions_of(items_of(survey), places):
            label, name = label_in(language, question), question["name"]
            if name == ADULTS:
                self.fields[name] = forms.IntegerField(
                    label=label, required=False, min_value=1, max_value=60
                )
                continue
            choices = [
                (choice["value"], label_in(language, choice)) for choice in question["choices"]
            ]
            needed = name in (PLACE, RESULT)
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("", "–"), *choices],
                required=needed,
            )

    def answer_row(self) -> dict[str, str]:
        """What was filled in, by question, as a row of a file."""
        return {
            name: "" if value is None else str(value) for name, value in self.cleaned_data.items()
        }
