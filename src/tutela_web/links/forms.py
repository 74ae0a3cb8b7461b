"""How forms offer the risks, places, areas and posts that a record names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.links.fields import field_offices
from tutela_web.look.translate import word
from tutela_web.places.choices import names_apart, offer_places
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

NO_NAMES = _("An office, never a person's name.")


def call_risks_apart(risks: Sequence[Risk]) -> dict[UUID, str]:
    """Each risk of a list by its place, actor and harm; two places that read alike told apart."""
    names = names_apart(risk.place for risk in risks)
    return {
        risk.pk: f"{names[risk.place_id]} · {word(risk.actor)} · {word(risk.harm)}"
        for risk in risks
    }


class RiskChoices(ModelChoiceIterator):
    """The choices of a field of risks: two places that read alike are told apart."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        risks = list(self.queryset)
        names = call_risks_apart(risks)
        for risk in risks:
            yield ModelChoiceIteratorValue(self.field.prepare_value(risk), risk), names[risk.pk]


class RiskChoice(forms.ModelChoiceField):
    """A risk by its place, actor and harm."""

    iterator = RiskChoices


class RiskTicks(forms.ModelMultipleChoiceField):
    """Several risks to be ticked, each by its place, actor and harm."""

    iterator = RiskChoices
    widget = forms.CheckboxSelectMultiple


def risks_offered(standing: Standing) -> QuerySet[Risk]:
    """The risks this person may see and name, by place and actor."""
    seen = risks_for(standing).exclude(status=Risk.Status.CLOSED).select_related("place")
    return seen.order_by("place__name", "actor")


def risk_field(standing: Standing, field: forms.Field) -> None:
    """Offer the risks this person may see."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = risks_offered(standing)


def posts_of(standing: Standing) -> QuerySet[Post]:
    """The posts of the mission, by title."""
    return Post.objects.filter(mission=standing.mission).order_by("title")


def place_field(standing: Standing, field: forms.Field, asked: Place | None = None) -> None:
    """Offer the places that have a risk or a phase, and the one the person comes from."""
    near = Q(risks__isnull=False) | Q(phases__isnull=False) | Q(pk=getattr(asked, "pk", None))
    assert isinstance(field, forms.ModelChoiceField)
    offer_places(field, places_for(standing).filter(near).distinct())
    field.empty_label = _("none")


def area_field(standing: Standing, field: forms.Field) -> None:
    """Offer the areas of field offices."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = field_offices(standing)
    field.empty_label = _("the whole mission")
