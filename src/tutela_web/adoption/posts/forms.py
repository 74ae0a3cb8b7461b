"""What the page of posts accepts."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea
from tutela_web.access.people.forms import KnownPerson
from tutela_web.access.policy import Standing
from tutela_web.adoption.posts.queries import posts_of, set_in_use


class CreatePostForm(forms.Form):
    """A post of the set in use, and who holds it."""

    post = forms.ChoiceField(label=_("Post"))
    area = forms.ModelChoiceField(
        queryset=DutyArea.objects.none(),
        label=_("Duty area"),
        help_text=_("Where a role it carries reads by area."),
        required=False,
    )
    to = KnownPerson(
        label=_("Sign-in name of who holds it from today"),
        help_text=_("Left blank, it is empty until somebody is given it."),
        required=False,
    )

    def __init__(self, standing: Standing, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        language = (get_language() or "en").partition("-")[0]
        posts = posts_of(set_in_use(standing.mission))
        choices = [(own_post.post, own_post.label(language)) for own_post in posts]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]
        areas = DutyArea.objects.filter(mission=standing.mission).order_by("name")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
