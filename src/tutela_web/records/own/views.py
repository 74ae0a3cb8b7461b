"""The page on which the mission's own fields of a record are filled in, where its form does not
hold them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import Page, mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.values import Posted
from tutela_web.records.create_page import new_page
from tutela_web.records.models import Record
from tutela_web.records.own.carriers import Carrier, carriers
from tutela_web.records.own.forms import add_own_fields, initial_of, take_own
from tutela_web.records.own.values import OWN
from tutela_web.records.own.verbs import fill_fields


class OwnFieldsForm(forms.Form):
    """The own fields that a person reads on one record."""

    def __init__(
        self, standing: Standing, carrier: Carrier, record: Record, posted: Posted = None
    ) -> None:
        super().__init__(posted)
        self.own = add_own_fields(self, standing, carrier.name, carrier.reads, record)
        self.initial = initial_of(standing, carrier.reads, self.own, record)

    def clean(self) -> None:
        """What was given, under the name by which verbs take it."""
        take_own(self, self.own)


def fill_page(name: str, reads: str) -> Page:
    """The page for the records of a carrier of this name, read by this kind of the policy."""

    def rows(standing: Standing) -> Any:
        return carriers()[name].rows(standing)

    @mission_page(reads, of=rows)
    def fill(request: HttpRequest, standing: Standing, record: Record) -> HttpResponse:
        """What the mission keeps of a record in fields of its own, to fill in."""
        carrier = carriers()[name]
        form = OwnFieldsForm(standing, carrier, record, request.POST or None)
        if not form.own:
            raise Http404
        url = carrier.address(standing, record.pk)
        return new_page(
            request,
            standing,
            form,
            lambda given: fill_fields(record, carrier, given[OWN], by=standing),
            allowed=standing.may(carrier.act, area=record.area_id),
            title=_("The mission's own fields"),
            trail=[(carrier.list_address(standing), carrier.many), (url, str(record))],
            to=lambda filled: url,
            button=_("Save"),
        )

    return fill
