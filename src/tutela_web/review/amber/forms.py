"""What is accepted of changes of context, cited facts, and what became of a trigger."""

from __future__ import annotations

from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import few_words, text
from tutela_web.base.values import FieldOptions, Files, FormOptions, Posted
from tutela_web.look.translate import word
from tutela_web.places.finding import place_meant
from tutela_web.records.pages import RecordForm
from tutela_web.review.amber.models import LETTERS, ContextEvent
from tutela_web.warning.network.place_facts import PlaceFact

SHORT = forms.Textarea(attrs={"rows": 2})


class ContextForm(RecordForm):
    """An election, a peace agreement or another change."""

    kind = "strategy"
    letters = forms.MultipleChoiceField(
        label=_("Sections it touches"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for another change: an election or an agreement touches its own."),
    )

    class Meta:
        model = ContextEvent
        fields = ("kind", "title", "state", "on", "letters", "note", "source", "classification")
        labels = {
            "kind": _("Kind"),
            "title": _("What"),
            "state": _("How it stands"),
            "on": _("Day"),
            "note": _("Note"),
            "source": _("Source"),
            "classification": _("Classification"),
        }
        widgets = {"note": SHORT}

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, standing=standing, **how)
        letters: Any = self.fields["letters"]
        letters.choices = [(letter, f"{letter}. {word(str(name))}") for letter, name in LETTERS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "note" in cleaned:
            cleaned["note"] = cleaned["note"].replace("\r\n", "\n").strip()
        return cleaned


class SaysField(forms.TypedChoiceField):
    """Whether what is cited says something of a place: yes, no, or nothing."""

    def __init__(self, **how: Unpack[FieldOptions]) -> None:
        how.setdefault("required", False)
        choices = [("", _("says nothing of it")), ("yes", _("yes")), ("no", _("no"))]
        super().__init__(
            choices=choices, coerce=lambda answer: answer == "yes", empty_value=None, **how
        )


class CiteForm(forms.Form):
    """Something a section says is so."""

    words = text(_("What is so"), 400, widget=SHORT)
    source = text(_("By what it is known"), 200)
    place_said = few_words(_("Of which place"), 200, _("Only if it is of one."))
    telephone = SaysField(label=_("Can one telephone there"))
    access = SaysField(label=_("Can one get there"))
    channel = SaysField(label=_("Can people there be warned, and call"))

    def __init__(self, data: Posted = None, *, standing: Standing) -> None:
        super().__init__(data, auto_id="fact-%s")
        self.standing = standing

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["place"] = None
        cleaned["says"] = {
            fact: cleaned[fact] for fact in PlaceFact if cleaned.get(fact) is not None
        }
        if asked := cleaned.get("place_said"):
            cleaned["place"] = place_meant(self.standing, asked)
            if cleaned["place"] is None:
                self.add_error("place_said", _("Write the name of one place as it is on the list."))
        elif cleaned["says"]:
            self.add_error("place_said", _("Say of which place."))
        return cleaned


class ReviewReasonForm(forms.Form):
    """A reason."""

    why = text(_("Why"), 3000, widget=SHORT)


class WordsForm(forms.Form):
    """What a section should say."""

    words = text(_("What the section should say"), 20000, rows=8)
