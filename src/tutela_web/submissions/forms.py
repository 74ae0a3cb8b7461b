"""What the pages of servers and linked forms accept."""

from __future__ import annotations

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.intake.submissions import LEFT, PLACE, POINT
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, few_words, text
from tutela_web.base.values import FormOptions, Posted
from tutela_web.look.translate import say_in_page_language
from tutela_web.questionnaires.models import BaseKind, Questionnaire
from tutela_web.questionnaires.queries import forms_for
from tutela_web.submissions.models import FormLink, FormServer
from tutela_web.submissions.queries import questions_asked, servers_for
from tutela_web.submissions.verbs import ServerSettings


class ServerForm(forms.Form):
    """A server of forms and our way in."""

    kind = choice(_("System"), FormServer.Kind.choices)
    name = text(_("Name"), 80)
    url = forms.URLField(
        label=_("Address"),
        max_length=300,
        assume_scheme="https",
        help_text=_("Of the server itself, as https://kobo.example"),
    )
    account = few_words(
        _("Account"), 120, _("The e-mail of the account at ODK Central; KoboToolbox needs none.")
    )
    password = forms.CharField(
        label=_("Token or password"),
        max_length=200,
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It goes to the vault and is shown nowhere again. Left blank, it stays."),
    )

    @property
    def given(self) -> ServerSettings:
        """What was typed in."""
        said = self.cleaned_data
        return ServerSettings(
            said["kind"], said["name"], said["url"], said["account"], said["password"]
        )


class LinkForm(forms.Form):
    """A form of another system, and what it makes here."""

    title = text(_("Title"), 120)
    server = forms.ModelChoiceField(
        FormServer.objects.none(),
        label=_("Server"),
        required=False,
        empty_label=_("none: it is pushed"),
    )
    system = choice(_("System that pushes it"), FormServer.Kind.choices)
    uid = few_words(
        _("Id of the form there"),
        120,
        _("KoboToolbox: the asset, as aBc12. ODK Central: project/form, as 3/market."),
    )
    form = forms.ModelChoiceField(
        Questionnaire.objects.none(),
        label=_("Form of the mission it fills"),
        required=False,
        empty_label=_("none: a form of the platform"),
    )
    kind = choice(_("Else, the form of the platform"), BaseKind.choices, required=False)

    def __init__(
        self, data: Posted = None, *, standing: Standing, **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **how)
        self.fields["server"].queryset = servers_for(standing)  # type: ignore[attr-defined]
        self.fields["form"].queryset = forms_for(standing)  # type: ignore[attr-defined]


class MappingForm(forms.Form):
    """Which question of ours each question of the other form is."""

    def __init__(self, link: FormLink, data: Posted = None) -> None:
        super().__init__(data)
        offered = [
            (LEFT, _("left out: it is never stored")),
            (PLACE, _("where it was, in words")),
            (POINT, _("where it was, as a position")),
            *(
                (question.name, _in_words(say_in_page_language(question.ask), question.private))
                for question in questions_asked(link)
            ),
        ]
        self._labels = dict(offered)
        self.paths = {f"path-{at}": path for at, path in enumerate(link.paths)}
        for name, path in self.paths.items():
            self.fields[name] = choice(
                path, offered, required=False, initial=link.targets.get(path, LEFT)
            )

    def label_of(self, target: str) -> str:
        """What a question there becomes, as the list says it; empty where it is left out."""
        return str(self._labels.get(target, target)) if target != LEFT else ""

    @property
    def targets(self) -> dict[str, str]:
        """What was chosen, by the path of the other form's question."""
        return {path: self.cleaned_data.get(name, LEFT) for name, path in self.paths.items()}


def _in_words(ask: str, private: bool) -> str:
    return f"{ask} ({_('vault')})" if private else ask
