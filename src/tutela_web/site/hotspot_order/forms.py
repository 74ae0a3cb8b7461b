"""What is accepted of an order that is agreed, and of a hotspot that is corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.risk.factors import PRIORITIES
from tutela_web.base.fields import choice, few_words, text
from tutela_web.base.values import FormOptions, Posted
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.risk.agreed.models import HotspotCorrection
from tutela_web.risk.agreed.verbs import LineAgreed
from tutela_web.risk.models import SuggestedRisk
from tutela_web.site.hotspot_order.queries import OrderRow

MOST_HELD = 500
Kind = HotspotCorrection.Kind


class AgreeOrderForm(forms.Form):
    """A place in the order, a priority and a tick for each hotspot; how many the mission holds."""

    holds = forms.IntegerField(
        min_value=0,
        max_value=MOST_HELD,
        label=_("How many hotspots the mission can hold at once"),
        help_text=_("As the forum chose it. No more can be marked must."),
    )
    reason = few_words(_("Reason"), 500, _("What was weighed. No name of a person."), rows=2)
    began = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, sent: Posted = None, *, rows: Sequence[OrderRow], **how: Unpack[FormOptions]
    ) -> None:
        super().__init__(sent, **how)
        self.hotspots = self._number_rows(rows)
        words = [(str(n), word(name)) for n, name in reversed(list(enumerate(PRIORITIES)))]
        for number, row in self.hotspots.items():
            self.fields[f"hotspot-{number}"] = forms.UUIDField(
                initial=row.hotspot, widget=forms.HiddenInput
            )
            self.fields[f"at-{number}"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=MOST_HELD,
                initial=number,
                label=_("Number in the order"),
            )
            self.fields[f"priority-{number}"] = forms.TypedChoiceField(
                choices=words,
                coerce=int,
                initial=PRIORITIES.index(row.line.priority),
                label=_("Priority"),
            )
            self.fields[f"must-{number}"] = forms.BooleanField(
                required=False,
                initial=bool(row.placed and row.placed.must),
                label=_("Must"),
            )

    def _number_rows(self, rows: Sequence[OrderRow]) -> dict[int, OrderRow]:
        """The hotspots by the number of their row: of what was sent by the id sent with it, for the
        order may be another since."""
        known = {str(row.hotspot): row for row in rows if row.hotspot and row.leading}
        sent = list(known)
        if self.is_bound:
            most = range(1, MOST_HELD + 1)
            sent = [str(self.data.get(f"hotspot-{number}", "")) for number in most]
        return {number: known[key] for number, key in enumerate(sent, start=1) if key in known}

    def rows(self) -> list[tuple[OrderRow, Any, Any, Any, Any]]:
        """Each hotspot with its four fields."""
        return [
            (
                row,
                self[f"hotspot-{number}"],
                self[f"at-{number}"],
                self[f"priority-{number}"],
                self[f"must-{number}"],
            )
            for number, row in self.hotspots.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Each number is of one hotspot."""
        answers = super().clean() or {}
        first: dict[int, str] = {}
        for number, row in self.hotspots.items():
            at = answers.get(f"at-{number}")
            if at in first:
                self.add_error(
                    f"at-{number}",
                    _("%(at)s is the number of %(other)s too") % {"at": at, "other": first[at]},
                )
            elif at:
                first[at] = row.line.name
        return answers

    def lines(self) -> list[LineAgreed]:
        """The hotspots that were given a number, by it: numbered anew from one."""
        answers = self.cleaned_data
        placed = [
            (
                answers[f"at-{number}"],
                LineAgreed(row.hotspot, answers[f"priority-{number}"], answers[f"must-{number}"]),
            )
            for number, row in self.hotspots.items()
            if row.hotspot and answers[f"at-{number}"]
        ]
        return [line for _at, line in sorted(placed, key=lambda one: one[0])]


class CorrectForm(forms.Form):
    """What is corrected of a hotspot, and why."""

    kind = choice(
        _("What is corrected"),
        [
            (Kind.OUT, _("Take the ticked places out, as a hotspot of their own")),
            (Kind.IN, _("Put a place in")),
            (Kind.JOIN, _("Join another hotspot with it")),
            (Kind.NAME, _("Give it another name")),
        ],
        widget=forms.RadioSelect,
    )
    out = forms.MultipleChoiceField(
        required=False, label=_("Its places"), widget=forms.CheckboxSelectMultiple
    )
    into = choice(_("Place to put in"), required=False)
    other = forms.TypedChoiceField(
        required=False, coerce=UUID, empty_value=None, label=_("Hotspot to join")
    )
    name = few_words(
        _("Name"),
        80,
        _("Empty: it is named by its place again. No name of a person or of a people."),
    )
    reason = text(_("Reason"), 500, rows=2)

    def __init__(
        self,
        sent: Posted = None,
        *,
        places: Sequence[Place],
        others: Sequence[SuggestedRisk],
        elsewhere: Sequence[Place],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(sent, **how)
        fields: Any = self.fields
        self.by_pk = {str(place.pk): place for place in (*places, *elsewhere)}
        fields["out"].choices = [(str(place.pk), place.name) for place in places]
        none = ("", _("none"))
        fields["into"].choices = [none, *((str(one.pk), one.name) for one in elsewhere)]
        fields["other"].choices = [none, *((str(one.hotspot), one.place.name) for one in others)]

    def chosen_places(self) -> list[Place]:
        """The places that are taken out, or put in."""
        given = self.cleaned_data
        chosen = given["out"] if given["kind"] == Kind.OUT else [given["into"]]
        return [self.by_pk[pk] for pk in chosen if pk]
