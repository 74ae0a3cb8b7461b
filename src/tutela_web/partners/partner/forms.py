"""What is accepted of partners."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.fora.forum.forms import RoomForm
from tutela_web.fora.forum.queries import standing_fora
from tutela_web.links.forms import NO_NAMES, area_field
from tutela_web.partners.partner.models import Partner


def forum_field(standing: Standing, field: Any) -> None:
    """Offer the fora that stand."""
    field.queryset = standing_fora(standing)
    field.empty_label = _("none")


class PartnerForm(RoomForm):
    """The fields of a partner."""

    class Meta:
        model = Partner
        fields = (
            "name",
            "kind",
            "level",
            "area",
            "contact",
            "channel",
            "forum",
            "depth",
            "mandate",
            "began_on",
            "leads_cluster",
            "conduit",
            "refused_on",
            "refused_what",
            "ended_on",
            "classification",
        )
        labels = {
            "name": _("Organisation"),
            "kind": _("Kind"),
            "level": _("Level"),
            "area": _("Area"),
            "contact": _("Contact point"),
            "channel": _("Way of working"),
            "forum": _("Forum it is met in"),
            "depth": _("How deep it accepts contact"),
            "mandate": _("Its mandate, and what it does here"),
            "began_on": _("First talks with it on"),
            "leads_cluster": _("It leads the Protection Cluster in this area"),
            "conduit": _("Information of others comes through it"),
            "refused_on": _("It declined to share information on"),
            "refused_what": _("What it declined to share"),
            "ended_on": _("Ended on"),
            "classification": _("Classification"),
        }
        help_texts = {
            "contact": NO_NAMES,
            "depth": _("As it says itself. Who was not asked is consulted, and no more."),
            "refused_on": _("Its right. Nothing it receives changes by it."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("channel", "mandate")}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        area_field(standing, self.fields["area"])
        forum_field(standing, self.fields["forum"])
        self.fields["depth"].choices = [  # type: ignore[attr-defined]
            ("", _("not asked")),
            *Partner.Depth.choices,
        ]
