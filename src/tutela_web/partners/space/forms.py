"""What is accepted of checks of humanitarian space: the questions of a kind, each a field."""

from __future__ import annotations

from typing import Any, Unpack, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tutela.coordination.space import LAST_RESORT, QUESTIONS
from tutela.crisis.tables import options
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base.fields import few_words
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.crisis.models import Tasking
from tutela_web.links.forms import posts_of
from tutela_web.look.translate import word
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.places.choices import PlaceChoice, offer_places
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for

ASKED = {
    "help": _("The help given: advocacy, security of the route, presence"),
    "request": _("The request that soldiers deliver, as it was made"),
    "reason": _("Why nobody else can: the last resort"),
    "escorts": _("Armed escorts: whether, why, in what distance"),
    "markings": _("Markings: how vehicles, clothing and sites are told apart"),
    "transport": _("Shared transport: whether, and how it is avoided"),
    "visits": _("Visits of armed staff at humanitarian sites: whether, and how"),
    "inform": _("How far humanitarians can inform the mission"),
    "apart": _("Where they must stay apart from its actions"),
    "reprisals": _("What reprisals civilians could suffer"),
}
"""Each question in words."""


class SpaceCheckForm(forms.Form):
    """The questions of one check."""

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        record: SpaceCheck,
        **how: Unpack[FormOptions],
    ) -> None:
        how.setdefault("auto_id", "said_%s")
        super().__init__(data, files, **how)
        for name in QUESTIONS[record.kind] + (LAST_RESORT if record.military else ()):
            self.fields[name] = few_words(
                ASKED[name], 2000, rows=2, initial=record.answers.get(name)
            )


class SiteForm(forms.Form):
    """A site open to reprisals."""

    place = PlaceChoice(Place.objects.none(), label=_("Site"))
    watched_by = forms.ModelChoiceField(
        Post.objects.none(), required=False, label=_("Watched by"), empty_label=_("nobody yet")
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        standing: Standing,
        **how: Unpack[FormOptions],
    ) -> None:
        how.setdefault("auto_id", "site_%s")
        super().__init__(data, files, **how)
        fields: Any = self.fields
        offer_places(fields["place"], places_for(standing))
        fields["watched_by"].queryset = posts_of(standing)


class TaskingChoice(forms.ModelChoiceField):
    """A tasking, by its alert, what is done and by whom."""

    def label_from_instance(self, obj: Model) -> str:
        task = cast(Tasking, obj)
        option = options().get(task.option)
        who = task.unit.name if task.unit else task.component
        return " · ".join(
            part for part in (str(task.alert), word(option.label) if option else "", who) if part
        )
