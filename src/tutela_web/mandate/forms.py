"""What is accepted of a resolution, a task, and a day something ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import UnreadableFile
from tutela.crisis.tables import PHASES
from tutela.mandate.read import decoded
from tutela_web.access.models import Classification, Post
from tutela_web.access.policy import Standing
from tutela_web.base.said import said, word
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.mandate.queries import KIND, resolutions_for
from tutela_web.places.pages import RecordForm

MOST = 2_000_000
"""Bytes of a text: ten times the longest resolution."""


def _day(label: Any, **how: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **how)


class ResolutionForm(RecordForm):
    """What is said of a text."""

    kind = KIND

    class Meta:
        model = Resolution
        fields = ("symbol", "title", "adopted", "until", "supersedes")
        labels = {
            "symbol": _("Symbol"), "title": _("Title"), "adopted": _("Adopted on"),
            "until": _("Mandate until"), "supersedes": _("Renews"),
        }  # fmt: skip

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        before: Any = self.fields["supersedes"]
        before.queryset = resolutions_for(standing).order_by("-adopted", "symbol")
        before.empty_label = _("no earlier one")


class LoadForm(ResolutionForm):
    """A text, pasted or as a file; what it says of itself may stay empty."""

    words = forms.CharField(
        label=_("Text"), required=False, max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("The English words of the resolution, as they stand."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a text file"), required=False, max_length=255,
        help_text=_("Plain text, .txt; of a PDF file, save its words as text."),
    )  # fmt: skip

    field_order = ("words", "file", "symbol", "title", "adopted", "until", "supersedes")

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        self.fields["symbol"].required = False
        for name in ("symbol", "title", "adopted"):
            self.fields[name].help_text = _("Read from the text where it stays empty.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file: UploadedFile | None = cleaned.pop("file", None)
        if (file is None) == (not cleaned.get("words")):
            raise forms.ValidationError(_now("Paste the text or choose a file, one of both."))
        if file is not None:
            if file.size is None or file.size > MOST:
                raise forms.ValidationError(_now("This file is too long for a resolution."))
            try:
                cleaned["words"] = decoded(file.read(), _now("the file"))
            except UnreadableFile as fault:
                raise forms.ValidationError(said(fault.told())) from fault
        return cleaned


class TaskForm(RecordForm):
    """The fields of a task."""

    kind = KIND
    tier = forms.TypedChoiceField(label=_("Tier"), coerce=int, choices=MandatedTask.Tier.choices)
    phases = forms.MultipleChoiceField(
        label=_("Phases"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = MandatedTask
        fields = (
            "what", "tier", "phases", "component", "owner", "limit", "means", "priority", "starts",
            "until", "classification",
        )  # fmt: skip
        labels = {
            "what": _("Task"), "component": _("Component"), "owner": _("Post that owns it"),
            "limit": _("Geographic limit"), "means": _("Means"), "priority": _("Priority"),
            "starts": _("From"), "until": _("Until"), "classification": _("Classification"),
        }  # fmt: skip
        help_texts = {
            "component": _("Military, police, human rights: whose task it is."),
            "limit": _("In the words of the resolution: within its areas of deployment."),
            "means": _("In the words of the resolution: all necessary means."),
        }

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        phases: Any = self.fields["phases"]
        phases.choices = [(phase, word(phase)) for phase in PHASES]
        owner: Any = self.fields["owner"]
        owner.queryset = Post.objects.filter(mission=standing.mission).order_by("title")
        owner.empty_label = _("no post yet")
        marking: Any = self.fields["classification"]
        marking.choices = [c for c in marking.choices if c[0] <= Classification.CONFIDENTIAL]


class EndForm(forms.Form):
    """The day something ends, and why."""

    on = _day(_("Ends on"), help_text=_("Today where it stays empty."))
    reason = forms.CharField(max_length=100, label=_("Why"))
