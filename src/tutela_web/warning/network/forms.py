"""What a person writes of a contact of the community alert network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.warning.alerts.forms import PlaceMixin
from tutela_web.warning.inputs import ContactInput, contact_input
from tutela_web.warning.models import NetworkContact

LANGUAGES_HINT = _("Codes with commas: en, fr, ar, nus, sg.")


class ContactForm(PlaceMixin):
    """A contact. The name and the number go to the vault; nobody here reads them again."""

    person = forms.CharField(
        max_length=160,
        required=False,
        label=_("Name"),
        help_text=_("Sealed in the vault at once; only the custodian opens it."),
    )
    phone = forms.CharField(
        max_length=40,
        required=False,
        label=_("Number"),
        help_text=_("Sealed in the vault at once."),
    )
    function = forms.CharField(max_length=120, required=False, label=_("Function, never a name"))
    languages = forms.CharField(
        max_length=60, required=False, label=_("Languages"), help_text=LANGUAGES_HINT
    )
    channels = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Channels"),
        choices=[
            ("call", _("call")),
            ("sms", _("text message")),
            ("radio", _("radio")),
            ("visit", _("visit")),
        ],
    )
    prefers = forms.ChoiceField(choices=NetworkContact.Prefers, label=_("Safest way to answer"))
    safe_hours = forms.CharField(max_length=60, required=False, label=_("Safe hours"))
    delay_minutes = forms.IntegerField(
        min_value=0, max_value=10_080, initial=0, label=_("Minutes to wait before any answer")
    )
    test_days = forms.IntegerField(
        min_value=1, max_value=90, initial=7, label=_("A test or routine call every so many days")
    )
    introduced_by = forms.CharField(
        max_length=120,
        required=False,
        label=_("Trusted partner asked first"),
        help_text=_("An organisation, or “none here”; never a person."),
    )
    source_risk = forms.ChoiceField(
        choices=NetworkContact.SourceRisk, required=False, label=_("Source-risk check")
    )
    consent = forms.BooleanField(required=False, label=_("The person agreed to be a contact"))

    def clean_languages(self) -> list[str]:
        """Codes of languages."""
        said = self.cleaned_data["languages"].replace(";", ",").split(",")
        return [code.strip().lower()[:3] for code in said if code.strip()]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["place"] = self._place(said)
        if said["place"] is None and not self.errors:
            self.add_error("place_said", _("Which community? Write a name of the list."))
        return said

    def fields_said(self) -> tuple[ContactInput, dict[str, str]]:
        """What is kept, and what is sealed."""
        given = dict(self.cleaned_data)
        sealed = {name: given.pop(name) or "" for name in ("person", "phone")}
        return contact_input(given), sealed
