"""What a person writes of a contact of the community alert network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import choice, few_words, tick
from tutela_web.warning.alerts.forms import PlaceMixin
from tutela_web.warning.inputs import ContactInput, contact_input
from tutela_web.warning.models import NetworkContact

LANGUAGES_HINT = _("Codes with commas: en, fr, ar, nus, sg.")


class ContactForm(PlaceMixin):
    """A contact. The name and the number go to the vault; nobody here reads them again."""

    person = few_words(
        _("Name"), 160, _("Sealed in the vault at once; only the custodian opens it.")
    )
    phone = few_words(_("Number"), 40, _("Sealed in the vault at once."))
    function = few_words(_("Function, never a name"), 120)
    languages = few_words(_("Languages"), 60, LANGUAGES_HINT)
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
    prefers = choice(_("Safest way to answer"), NetworkContact.Prefers)
    safe_hours = few_words(_("Safe hours"), 60)
    delay_minutes = forms.IntegerField(
        min_value=0, max_value=10_080, initial=0, label=_("Minutes to wait before any answer")
    )
    test_days = forms.IntegerField(
        min_value=1, max_value=90, initial=7, label=_("A test or routine call every so many days")
    )
    introduced_by = few_words(
        _("Trusted partner asked first"), 120, _("An organisation, or “none here”; never a person.")
    )
    source_risk = choice(_("Source-risk check"), NetworkContact.SourceRisk, required=False)
    consent = tick(_("The person agreed to be a contact"))

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
