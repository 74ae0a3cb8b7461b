"""What the people pages accept."""

from __future__ import annotations

import re
from typing import Any, Unpack
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Compartment, DutyArea, Person, Post
from tutela_web.access.people.queries import areas, people_of
from tutela_web.access.policy import Standing, roles
from tutela_web.base import clock
from tutela_web.base.fields import a_day, choice, day, few_words, text
from tutela_web.base.forms import Moment
from tutela_web.base.values import FieldOptions, Files, FormOptions, Posted
from tutela_web.channels import webhooks


def role_choices() -> list[tuple[str, str]]:
    """Roles by name, in the language of the page."""
    return [(name, gettext(role.label)) for name, role in roles().items()]


class KnownPerson(forms.CharField):
    """An active account, by its sign-in name: the house's list of people is the administrator's."""

    def __init__(self, *, max_length: int = 80, **how: Unpack[FieldOptions]) -> None:
        how.setdefault("label", _("Sign-in name"))
        how["widget"] = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(max_length=max_length, **how)

    def clean(self, value: str | None) -> Person | None:
        name = super().clean(value).strip()
        if not name and not self.required:
            return None
        person = Person.objects.filter(username__iexact=name, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("No open account has this name. Ask the administrator."))
        return person


class MissionForm(forms.Form):
    """A form of one mission, for one standing."""

    def __init__(
        self,
        standing: Standing,
        data: Posted = None,
        files: Files = None,
        **kwargs: Unpack[FormOptions],
    ) -> None:
        self.standing = standing
        super().__init__(data, files, **kwargs)
        self.fill(areas(standing.mission, on=standing.on))

    def fill(self, held: list[DutyArea]) -> None:
        """Give the choices that hang on the mission."""


class GiveRole(MissionForm):
    person = KnownPerson()
    role = choice(_("Role"), role_choices)
    areas = forms.ModelMultipleChoiceField(
        DutyArea.objects.none(),
        label=_("Areas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For roles that read by area."),
    )
    starts = day(_("First day"))
    ends = a_day(_("First day without"))

    def fill(self, held: list[DutyArea]) -> None:
        choose(self.fields["areas"], DutyArea.objects.filter(mission=self.standing.mission))
        self.fields["starts"].initial = self.standing.on


def choose(field: forms.Field, among: QuerySet[Model]) -> None:
    """Give a choice of records its records."""
    field.queryset = among  # type: ignore[attr-defined]


class MakePost(MissionForm):
    title = text(_("Title"), 120)
    role = choice(_("Role"), role_choices)
    area = forms.ModelChoiceField(DutyArea.objects.none(), label=_("Area"), required=False)
    reports_to = forms.ModelChoiceField(Post.objects.none(), label=_("Reports to"), required=False)
    duty_number = few_words(_("Duty number"), 40, _("The post's own telephone, never a person's."))

    def fill(self, held: list[DutyArea]) -> None:
        choose(self.fields["area"], DutyArea.objects.filter(mission=self.standing.mission))
        choose(self.fields["reports_to"], Post.objects.filter(mission=self.standing.mission))


class EditPost(MissionForm):
    title = text(_("Title"), 120)
    reports_to = forms.ModelChoiceField(Post.objects.none(), label=_("Reports to"), required=False)
    duty_number = few_words(_("Duty number"), 40)

    def fill(self, held: list[DutyArea]) -> None:
        choose(self.fields["reports_to"], Post.objects.filter(mission=self.standing.mission))


class GivePost(MissionForm):
    to = KnownPerson()
    order = forms.TypedChoiceField(
        label=_("As"),
        coerce=int,
        initial=0,
        choices=[
            (0, _("holder")),
            (1, _("first alternate")),
            (2, _("second alternate")),
            (3, _("third alternate")),
        ],
    )
    starts = day(_("First day"))
    ends = a_day(_("First day without"))

    def fill(self, held: list[DutyArea]) -> None:
        self.fields["starts"].initial = self.standing.on


class RotatePost(MissionForm):
    to = KnownPerson(label=_("Sign-in name of who comes"))
    on = day(
        _("Day of the handover"), _("From this day who leaves has no access, and who comes has.")
    )

    def fill(self, held: list[DutyArea]) -> None:
        self.fields["on"].initial = self.standing.on


class EndOn(MissionForm):
    on = day(_("First day without"))

    def fill(self, held: list[DutyArea]) -> None:
        self.fields["on"].initial = self.standing.on


class OpenCompartment(MissionForm):
    person = KnownPerson()
    compartment = choice(_("Compartment"), [c for c in Compartment.choices if c[0]])
    reason = text(_("Reason"), 300)
    starts = day(_("First day"))
    ends = day(_("First day without"))

    def fill(self, held: list[DutyArea]) -> None:
        self.fields["starts"].initial = self.standing.on


class KeepArea(MissionForm):
    code = forms.SlugField(label=_("Code"), max_length=40)
    name = text(_("Name"), 120)
    kind = choice(_("Kind"), DutyArea.Kind.choices)
    analysis_cell = few_words(
        _("Local analysis cell"),
        120,
        _("Who analyses danger to civilians there: an office, never a person's name."),
    )
    starts = a_day(_("First day"))
    ends = a_day(_("First day without"))
    file = forms.FileField(
        label=_("Boundary, as a GeoJSON file"),
        required=False,
        help_text=_("Polygons in longitude and latitude (WGS 84)."),
    )
    boundary = forms.CharField(
        label=_("or pasted"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=True,
        max_length=1_500_000,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file = cleaned.get("file")
        if file is not None:
            if file.size > 1_500_000:
                self.add_error("file", _("The file is larger than 1.5 MB. Simplify the line."))
            else:
                cleaned["boundary"] = file.read().decode("utf-8", errors="replace")
        return cleaned


class Turn(MissionForm):
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"))
    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who"))
    starts_at = Moment(label=_("From"))
    ends_at = Moment(label=_("Until"))

    def fill(self, held: list[DutyArea]) -> None:
        mission, zone = self.standing.mission, ZoneInfo(self.standing.mission.time_zone)
        posts = Post.objects.filter(mission=mission).order_by("title")
        may = [post.pk for post in posts if self.standing.may("keep_roster", area=post.area_id)]
        choose(self.fields["post"], posts.filter(pk__in=may))
        choose(self.fields["person"], people_of(mission, on=self.standing.on))
        hour = clock.now(mission).astimezone(zone).replace(minute=0, second=0, microsecond=0)
        self.fields["starts_at"].initial = hour


class EditTurn(Turn):
    post = None  # type: ignore[assignment]

    def fill(self, held: list[DutyArea]) -> None:
        choose(self.fields["person"], people_of(self.standing.mission, on=self.standing.on))


class MakeAccount(forms.Form):
    username = text(_("Sign-in name"), 80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    name = text(_("Name"), 120)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("By it the mission's identity provider finds this account."),
    )
    language = choice(_("Language"), settings.LANGUAGES)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"].strip().lower()
        if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]*", name):
            raise forms.ValidationError(_("Letters, digits, dots, hyphens and @ only."))
        return name


class AskAccountChange(forms.Form):
    """Why an administrator asks to change how somebody signs in; who decides reads it."""

    reason = text(
        _("Reason"),
        300,
        _(
            "Who made the request, and how you verified their identity. The decision maker "
            "reads this."
        ),
    )


class LinkSubject(forms.Form):
    provider = choice(_("Identity provider"))
    subject = few_words(
        _("Subject there"), 190, _("The provider's own id of this person. Empty: no longer linked.")
    )

    def __init__(
        self, data: Posted = None, files: Files = None, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, files, **kwargs)
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        self.fields["provider"].choices = [  # type: ignore[attr-defined]
            (app["provider_id"], app["name"]) for app in apps
        ]


class MakeDevice(forms.Form):
    name = text(_("Name of the device"), 80, _("So that you know it again: “patrol tablet 3”."))
    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        initial=90,
        choices=[(1, _("1 day")), (7, _("7 days")), (30, _("30 days")), (90, _("90 days"))],
    )


class MakeWebhook(forms.Form):
    url = text(
        _("Address"),
        300,
        _("Of the receiver, such as https://partner.example/changed."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "dir": "ltr"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Told of"),
        choices=list(webhooks.KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class MakeMission(forms.Form):
    code = forms.SlugField(
        label=_("Code"),
        max_length=20,
        help_text=_("Part of every address: short, never changed. Small letters, digits, hyphens."),
    )
    name = text(_("Name"), 120)
    iso3 = forms.CharField(
        label=_("Country code"),
        min_length=3,
        max_length=3,
        help_text=_("Three letters, such as SSD."),
    )
    time_zone = text(_("Time zone"), 60, _("Such as Africa/Juba."))
    administrator = KnownPerson(
        label=_("Sign-in name of the first administrator"),
        help_text=_("An open account, not your own."),
    )
