"""What a party fills in of a joint reading: a few lines a hotspot, each of them optional."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.base.fields import choice, few_words, text
from tutela_web.base.values import FormOptions, Posted
from tutela_web.incidents.closed.harms import OPEN_HARMS
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.risk.readings.models import PartyLine, PartyReading
from tutela_web.risk.readings.verbs import MOST_WORDS, ReadingInput
from tutela_web.risk.readings.words import TRENDS

PARTS = ("trend", "harm", "reason", "chance")


class PartyReadingForm(forms.Form):
    """Of each place four fields, and the party's dissent."""

    dissent = few_words(
        _("Dissent from the order as it stands"),
        MOST_WORDS,
        _("What your house would place higher or lower, and why."),
        rows=3,
    )

    def __init__(
        self,
        data: Posted = None,
        *,
        places: Sequence[Place],
        stands: PartyReading | None = None,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **how)
        self.places = places
        written = {line["place"]: line for line in stands.lines} if stands else {}
        if stands is not None:
            self.initial["dissent"] = stands.dissent
        for number, place in enumerate(places):
            line = written.get(str(place.pk))
            for name, made in _fields_of_place().items():
                self.fields[f"{name}_{number}"] = made
                if line is not None:
                    self.initial[f"{name}_{number}"] = line[name]
        self.order_fields([name for name in self.fields if name != "dissent"])

    def by_place(self) -> Iterator[tuple[Place, list[forms.BoundField]]]:
        """Each place with its fields."""
        for number, place in enumerate(self.places):
            yield place, [self[f"{name}_{number}"] for name in PARTS]

    def clean(self) -> dict[str, Any]:
        """A place of which something is said needs its trend and its reason."""
        cleaned = super().clean() or self.cleaned_data
        for number in range(len(self.places)):
            told = {name: cleaned.get(f"{name}_{number}") for name in PARTS}
            if any(value not in (None, "") for value in told.values()):
                for name in ("trend", "reason"):
                    if not told[name] and f"{name}_{number}" not in self.errors:
                        self.add_error(f"{name}_{number}", _("Say this too, or clear the others."))
        return cleaned

    def reading(self) -> ReadingInput:
        """What was written, as the verb takes it."""
        lines = [
            PartyLine(
                place=str(place.pk),
                trend=self.cleaned_data[f"trend_{number}"],
                harm=self.cleaned_data[f"harm_{number}"],
                reason=self.cleaned_data[f"reason_{number}"],
                chance=self.cleaned_data[f"chance_{number}"],
            )
            for number, place in enumerate(self.places)
            if self.cleaned_data[f"trend_{number}"]
        ]
        return ReadingInput(lines=lines, dissent=self.cleaned_data["dissent"])


def _fields_of_place() -> dict[str, forms.Field]:
    return {
        "trend": choice(
            _("The danger"), [("", _("nothing to say")), *TRENDS.items()], required=False
        ),
        "harm": choice(
            _("Harm feared most"),
            [("", _("not said")), *((harm, word(harm)) for harm in OPEN_HARMS)],
            required=False,
        ),
        "reason": few_words(
            _("Reason"),
            MOST_WORDS,
            _("No name of a person, and nothing by which a source could be found."),
            rows=2,
        ),
        "chance": forms.IntegerField(
            required=False,
            min_value=0,
            max_value=100,
            label=_("Probability of an attack within 30 days, in %"),
            help_text=_(
                "Only if you dare one. It is told without your name, and scored for you alone."
            ),
        ),
    }


class RedTeamForm(forms.Form):
    """The red team's note."""

    note = text(
        _("What speaks against it"),
        3000,
        _("What all may have read wrongly, and what would show it. No name of a person."),
        rows=4,
    )
