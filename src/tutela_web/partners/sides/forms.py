"""What is accepted of protection actors, and of host and mission side by side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.links.forms import NO_NAMES, area_field
from tutela_web.partners.sides.models import ProtectionActor, Responsibility
from tutela_web.records.pages import ProseForm

LONG = ("mandate", "presence", "capacity", "role", "distinct", "relation", "division", "overlap")


class ProtectorForm(ProseForm):
    """One who protects in an area."""

    kind = "strategy"

    class Meta:
        model = ProtectionActor
        fields = (
            "kind",
            "name",
            "area",
            *LONG[:7],
            "agreed_on",
            "overlap",
            "settled_on",
            "seen_on",
            "ended_on",
            "classification",
        )
        labels = {
            "kind": _("Kind"),
            "name": _("Organisation"),
            "area": _("Area"),
            "mandate": _("Mandate"),
            "presence": _("Presence"),
            "capacity": _("Capacity"),
            "role": _("Role"),
            "distinct": _("What is its own, and nobody else's"),
            "relation": _("How it stands to the mission"),
            "division": _("Who does what, as agreed"),
            "agreed_on": _("Agreed on"),
            "overlap": _("Where both do the same, or neither does"),
            "settled_on": _("Settled on"),
            "seen_on": _("Seen so on"),
            "ended_on": _("Ended on"),
            "classification": _("Classification"),
        }
        help_texts = {"name": NO_NAMES}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in LONG}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        area_field(standing, self.fields["area"])


class PointForm(ProseForm):
    """One point: what falls to whom."""

    kind = "strategy"

    class Meta:
        model = Responsibility
        fields = (
            "point",
            "host",
            "ours",
            "state",
            "discussed_on",
            "discussed_with",
            "source",
            "area",
            "ended_on",
            "classification",
        )
        labels = {
            "point": _("Point"),
            "host": _("Falls to the host"),
            "ours": _("Falls to the mission"),
            "state": _("State"),
            "discussed_on": _("Discussed on"),
            "discussed_with": _("With which office"),
            "source": _("On what it rests"),
            "area": _("Area"),
            "ended_on": _("Ended on"),
            "classification": _("Classification"),
        }
        help_texts = {"discussed_with": NO_NAMES}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("host", "ours")}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        area_field(standing, self.fields["area"])
