"""What the pages of gateways accept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import choice, few_words, text, tick
from tutela_web.base.values import Posted
from tutela_web.channels.gateway_verbs import GatewaySettings
from tutela_web.channels.gateways import ADDED
from tutela_web.channels.models import Gateway

GATEWAY_KINDS = [
    *Gateway.Kind.choices,
    *((name, gateway.title) for name, gateway in ADDED.items()),
]
"""The kinds of the house, and those that packages installed here bring."""

PLAIN = {"autocomplete": "off", "dir": "ltr"}


class ChangeGateway(forms.Form):
    """How messages leave by it."""

    name = text(_("Name"), 80, _("So that you know it again: “operator A, short code”."))
    send_url = few_words(
        _("Where messages are sent to"),
        300,
        _("Such as https://gateway.example/cgi-bin/sendsms. Empty: messages only come in."),
        widget=forms.TextInput(attrs=PLAIN | {"inputmode": "url"}),
    )
    account = few_words(_("Our name there"), 80, widget=forms.TextInput(attrs=PLAIN))
    password = few_words(
        _("Our password or token there"),
        120,
        _("It is sealed and never shown again. Leave blank to keep the current one."),
        widget=forms.PasswordInput(attrs=PLAIN | {"autocomplete": "new-password"}),
    )
    sender = few_words(
        _("Our own number"), 20, widget=forms.TextInput(attrs=PLAIN | {"inputmode": "tel"})
    )
    cap_an_hour = forms.IntegerField(
        label=_("Messages an hour at most"),
        min_value=1,
        max_value=10_000,
        initial=120,
        help_text=_("More are held back until a person sends them: no loop can send hundreds."),
    )

    @property
    def given(self) -> GatewaySettings:
        """What was typed in, without the kind."""
        return GatewaySettings(
            **{name: self.cleaned_data[name] for name in ChangeGateway.base_fields}
        )

    @classmethod
    def of(cls, gateway: Gateway, data: Posted) -> ChangeGateway:
        """The form of a gateway there is; its password stays where it is."""
        names = [name for name in cls.base_fields if name != "password"]
        return cls(data, initial={name: getattr(gateway, name) for name in names})


class MakeGateway(ChangeGateway):
    """A new one."""

    kind = choice(_("Kind"), GATEWAY_KINDS)
    field_order = ("kind",)


class TurnPush(forms.Form):
    """Web push of the mission: off unless somebody turns it on, to push services by name."""

    on = tick(_("Browsers may be woken"))
    hosts = few_words(
        _("Hosts of push services"),
        2000,
        _(
            "One a line, such as updates.push.services.mozilla.com or fcm.googleapis.com. "
            "Nothing is sent to any other; what lies below a host is of it."
        ),
        widget=forms.Textarea(attrs=PLAIN | {"rows": 4}),
    )
