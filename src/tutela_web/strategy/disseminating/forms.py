"""What is accepted of recipients, of what was sent to them, and of copies for others."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, day, text
from tutela_web.base.values import FieldValue, Words
from tutela_web.partners.exchanges.invitation_queries import guest_posts
from tutela_web.strategy.disseminating.models import Gives, Recipient, RedactedCopy, RiskLevel


def _day(label: Words) -> forms.DateField:
    return day(label)


def _words(
    label: Words, *, rows: int = 2, required: bool = True, help: Words = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=3000,
        required=required,
        help_text=help,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RecipientForm(forms.ModelForm):
    """Who receives what, by two risks and a reason. A verb saves it."""

    class Meta:
        model = Recipient
        fields = ("who", "kind", "political", "operational", "gives", "why", "post")
        labels = {
            "who": _("Office or organisation"),
            "kind": _("Kind"),
            "political": _("Political risk if they read it"),
            "operational": _("Operational risk if they read it"),
            "gives": _("They receive"),
            "why": _("Why"),
            "post": _("Their post here, whose holder opens the copy"),
        }
        help_texts = {
            "post": _("Only a partner's post. They open the copy they were sent, and nothing else.")
        }
        widgets = {"why": forms.Textarea(attrs={"rows": 3})}

    # No answer is given beforehand: a risk nobody weighed is not a low one.
    political = choice(_("Political risk if they read it"), [("", _("choose")), *RiskLevel.choices])
    operational = choice(
        _("Operational risk if they read it"), [("", _("choose")), *RiskLevel.choices]
    )
    gives = choice(_("They receive"), [("", _("choose")), *Gives.choices])

    def __init__(
        self,
        sent: QueryDict | None = None,
        *,
        standing: Standing,
        instance: Recipient | None = None,
        initial: Mapping[str, FieldValue] | None = None,
    ) -> None:
        super().__init__(sent, instance=instance, initial=dict(initial or {}))
        self.fields["post"].queryset = guest_posts(standing)  # type: ignore[attr-defined]
        self.fields["post"].required = False

    def _post_clean(self) -> None:
        """Nothing is put on a record here: verbs change records."""


class SentForm(forms.Form):
    """When it was sent."""

    on = _day(_("Sent on"))


class ReceiptForm(forms.Form):
    """That they have it."""

    on = _day(_("Received on"))
    received_by = text(_("Office that acknowledged it"), 160)
    read_back = _words(
        _("What they say they are responsible for"),
        required=False,
        help=_("Asked of every component."),
    )


class RecallForm(forms.Form):
    """That a holder was told of the withdrawal."""

    on = _day(_("Told on"))
    answer = _words(
        _("What they answered"),
        required=False,
        help=_("Destroyed, returned, passed on to whom. Empty until they answer."),
    )


class SameNameForm(forms.Form):
    """That two names are one office or body."""

    written = text(most=160)
    means = text(most=160)


class CopyForm(forms.Form):
    """For whom a copy is made."""

    audience = choice(_("For"), RedactedCopy._meta.get_field("audience").choices or [])
    gives = choice(_("What"), Gives.choices[:2])


class CopyClearanceForm(forms.Form):
    """The Head of Mission clears a copy."""

    checked = _words(
        _("What was checked of perpetrators and of the due-diligence file"),
        required=False,
        help=_("Asked of a copy for host authorities."),
    )


class CoherenceForm(forms.Form):
    """How the work of a component agrees with the vision."""

    coherence = text(_("How its work agrees with the vision"), 3000, rows=3)
