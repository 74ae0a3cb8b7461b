"""What is accepted of a resolution, a task, and a day something ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tutela.base.documents.words_reader import words_of_file
from tutela.base.errors import UnreadableFile
from tutela.base.guards.limits import LIMITS
from tutela_web.access.policy import Standing
from tutela_web.base.fields import few_words, text
from tutela_web.base.forms import Day
from tutela_web.base.values import Files, FormOptions, Posted, Words
from tutela_web.look.translate import say_in_page_language
from tutela_web.mandate.models import MandatedTask, Resolution, Revision
from tutela_web.mandate.queries import KIND, resolutions_for
from tutela_web.records.pages import RecordForm

MOST = 2_000_000
"""Bytes of a text: ten times the longest resolution."""


def _day(label: Words, *, help_text: Words = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return Day(label=label, required=False, widget=widget, help_text=help_text)


class ResolutionForm(RecordForm):
    """What is said of a text."""

    kind = KIND

    class Meta:
        model = Resolution
        fields = ("symbol", "title", "adopted", "until", "supersedes", "series")
        labels = {
            "series": _("Series"),
            "symbol": _("Symbol"),
            "title": _("Title"),
            "adopted": _("Adopted on"),
            "until": _("Mandate until"),
            "supersedes": _("Renews"),
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
        before: Any = self.fields["supersedes"]
        before.queryset = resolutions_for(standing).order_by("-adopted", "symbol")
        before.empty_label = _("no earlier one")
        self.fields["series"].help_text = _("A thematic resolution binds every mission.")


class LoadForm(ResolutionForm):
    """A text, pasted or as a file; what it says of itself may stay empty."""

    words = few_words(
        _("Text"),
        MOST,
        _("The English, French or Arabic text of the resolution, as published."),
        rows=12,
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        max_length=255,
        help_text=_("PDF, DOCX or plain text."),
    )

    field_order = ("words", "file", "symbol", "title", "adopted", "until", "supersedes", "series")

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        self.fields["symbol"].required = False
        for name in ("symbol", "title", "adopted"):
            self.fields[name].help_text = _("Read from the text if left blank.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file: UploadedFile | None = cleaned.pop("file", None)
        if (file is None) == (not cleaned.get("words")):
            raise forms.ValidationError(_now("Paste the text or choose a file, one of both."))
        if file is not None:
            if file.size is None or file.size > LIMITS["document_bytes"]:
                raise forms.ValidationError(_now("This file is too long for a resolution."))
            try:
                cleaned["words"] = words_of_file(file.read(), _now("the file"))
            except UnreadableFile as fault:
                raise forms.ValidationError(say_in_page_language(fault.as_sentence())) from fault
        return cleaned


class TaskEndForm(forms.Form):
    """The day something ends, and why."""

    on = _day(_("Ends on"), help_text=_("Today if left blank."))
    reason = text(_("Why"), 100)


class ParagraphReadingForm(forms.Form):
    """What the mission takes a paragraph to ask."""

    words = text(_("What the Council expects of the mission"), 3000, rows=4)
    source = text(
        _("On what it rests"),
        300,
        _("A report, a cable, legal advice, the debate before the vote."),
    )


class QuestionForm(forms.Form):
    """What headquarters is asked about a paragraph or a task of it."""

    words = text(_("Question to headquarters"), 3000, rows=3)
    task = forms.ModelChoiceField(
        MandatedTask.objects.none(),
        required=False,
        label=_("About the task"),
        empty_label=_("none"),
    )


class QuestionAnswerForm(forms.Form):
    """What headquarters answered; `of`, the key of the question."""

    of: UUID | None = None
    answer = text(_("Answer of headquarters"), 3000, rows=3)
    source = text(_("Where it says so"), 300)
    on = _day(_("It came on"), help_text=_("Today if left blank."))


class OrderForm(forms.Form):
    """By whose authority, and on what day, tasks have their places."""

    authority = text(
        _("By whose authority"),
        160,
        _("The Council with its paragraph, the Head of Mission with the directive."),
    )
    on = _day(_("Ordered on"), help_text=_("Today if left blank."))

    def __init__(
        self, data: Posted = None, *, tasks: Sequence[MandatedTask], **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        self.tasks = tasks
        later = {str(one.after_id): one.after.named for one in tasks if one.after}  # not in force
        choices = [("", "–"), *(later | {str(one.pk): one.named for one in tasks}).items()]
        for task in tasks:
            self.fields[f"version_{task.pk}"] = forms.IntegerField(
                required=False, min_value=1, widget=forms.HiddenInput, initial=task.version
            )
            self.fields[f"rank_{task.pk}"] = forms.IntegerField(
                required=False, min_value=1, max_value=999, label=_("Rank"), initial=task.rank
            )
            self.fields[f"after_{task.pk}"] = forms.ChoiceField(
                required=False,
                label=_("Only after"),
                initial=task.after_id,
                choices=[choice for choice in choices if choice[0] != str(task.pk)],
            )

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """Each task with its place, and the version it was looked at."""
        names = ("rank", "after", "version")
        return [(task, *(self[f"{name}_{task.pk}"] for name in names)) for task in self.tasks]

    @property
    def versions(self) -> dict[UUID, int]:
        """The version of each task that was looked at, as posted."""
        given = {task.pk: self.cleaned_data.get(f"version_{task.pk}") for task in self.tasks}
        return {pk: version for pk, version in given.items() if version}

    @property
    def asks(self) -> list[forms.BoundField]:
        """The fields that hold for all of them."""
        return [self["authority"], self["on"]]

    @property
    def order(self) -> dict[MandatedTask, tuple[int | None, MandatedTask | None]]:
        """By task its rank and the one it waits for, as posted."""
        by_pk = {str(task.pk): task for task in self.tasks}
        given = self.cleaned_data
        return {
            task: (given[f"rank_{task.pk}"], by_pk.get(given[f"after_{task.pk}"]))
            for task in self.tasks
        }


class RevisionStateForm(forms.Form):
    """How far a revision is."""

    state = forms.ChoiceField(choices=Revision.State.choices, label=_("State"))
    note = few_words(_("Note"), 300)
