"""What the page of Conduct and Discipline accepts."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import TutelaError
from tutela_web.base.judging import Verdict, judge
from tutela_web.base.upkeep.encrypted import check_recipient
from tutela_web.conduct.models import ConductOffice
from tutela_web.look.translate import say_in_page_language

PERSONNEL_CHOICES = [
    ("no", _("no, or not known")),
    ("read_again", _("no: I have read my text again")),
    ("unsure", _("I am not sure: hold it apart for human rights and me")),
    ("yes", _("yes")),
]
"""Answers to whether personnel did it; the second and third after the form asked."""


def personnel_question(*, asked_first: bool = False) -> forms.ChoiceField:
    """The question whether personnel did it, of a form with words of what happened.

    Takes   asked_first, whether the form asks it of everybody, not only where its words make it.
    """
    return forms.ChoiceField(
        choices=PERSONNEL_CHOICES,
        initial="no",
        required=asked_first,
        label=_("Was it sexual exploitation or abuse, or other misconduct, by UN personnel?"),
        widget=forms.RadioSelect,
    )


def refuse_misconduct_words(
    form: forms.Form,
    names: Iterable[str],
    *,
    doers: Iterable[str | None] = (),
    beside: Iterable[str | None] = (),
) -> None:
    """Ask once more where words tell, or may tell, of misconduct, before they are kept.

    Takes   names, the form's fields with words; doers, who is said to have done it; beside, words
            that name victims. The form's answer stands in `un_personnel`.
    """
    said = form.cleaned_data
    if said.get("un_personnel") == "read_again":
        return
    verdict = judge([said.get(name) for name in names], doers=doers, beside=beside)
    if verdict is Verdict.TELLS:
        form.add_error(
            "un_personnel",
            _(
                "Your text appears to report sexual misconduct by UN or aid personnel. If so, "
                "answer yes: nothing is stored. If not, confirm that you have read it again."
            ),
        )
    elif verdict is Verdict.UNSURE:
        form.add_error(
            "un_personnel",
            _(
                "Your text may report sexual misconduct by UN or aid personnel. If it does, "
                "answer yes. If it does not, confirm that you have read it again. If you are not "
                "sure, have it held separately: only you and human rights can read it."
            ),
        )


NAMES = ("contact", "telephone", "mail", "victim_help", "public_key")


class OfficeForm(forms.ModelForm):
    """How the office is reached, and its public key."""

    class Meta:
        model = ConductOffice
        fields = NAMES
        labels = {
            "contact": _("Whom to ask for, and where"),
            "telephone": _("Telephone"),
            "mail": _("Mail"),
            "victim_help": _("Where a victim gets help in this mission"),
            "public_key": _("Public key (age)"),
        }
        help_texts = {
            "contact": _("Everybody in the mission reads this. Posts, no names of victims."),
            "victim_help": _(
                "One step a line: medical care, safety, psychosocial support, the victims'"
                " rights officer, and for a child the child-protection partner."
            ),
            "public_key": _(
                "Make the pair on another computer with age-keygen. Paste the line that begins"
                " with age1. Never paste the private key here."
            ),
        }
        widgets = {
            "contact": forms.Textarea(attrs={"rows": 2}),
            "victim_help": forms.Textarea(attrs={"rows": 5}),
            "telephone": forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel"}),
            "mail": forms.EmailInput(attrs={"dir": "ltr"}),
            "public_key": forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        }

    def clean_public_key(self) -> str:
        """The key, if it is one; what was pasted is not shown again, for it may be the private."""
        key: str = self.cleaned_data["public_key"].strip()
        if key:
            try:
                check_recipient(key)
            except TutelaError as fault:
                self.data = {name: self.data.get(name) for name in self.data} | {"public_key": ""}
                raise forms.ValidationError(say_in_page_language(fault.as_sentence())) from None
        return key
