"""What is accepted of an actor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.actors.verbs import name_fault
from tutela_web.records.pages import NamesField, RecordForm


class ActorForm(RecordForm):
    """The fields of an actor."""

    kind = "actors"
    other_names = NamesField(label=_("Other names"))

    class Meta:
        model = Actor
        fields = (
            "name",
            "other_names",
            "type",
            "code",
            "part_of",
            "active_from",
            "active_to",
            "engagement_channel",
            "told_of_obligations",
            "note",
            "classification",
        )
        labels = {
            "name": _("Name"),
            "type": _("Type"),
            "code": _("Code"),
            "part_of": _("Part of"),
            "active_from": _("Active from"),
            "active_to": _("Active to"),
            "engagement_channel": _("Engaged through"),
            "told_of_obligations": _("Told of its obligations on"),
            "note": _("Note"),
            "classification": _("Classification"),
        }
        help_texts = {
            "name": _("The organised group or force; never the name of a people."),
            "code": _("Left blank, it is made from the name."),
            "part_of": _("Of a faction: the actor it belongs to."),
            "engagement_channel": _("The office or forum, never a private person."),
        }

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        self.fields["code"].required = False
        whole: Any = self.fields["part_of"]
        whole.queryset = actors_for(standing).filter(retired=False).order_by("name")
        whole.empty_label = _("none known")

    def clean_note(self) -> str:
        return str(self.cleaned_data["note"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        others = [other["name"] for other in cleaned.get("other_names") or ()]
        if fault := name_fault(cleaned.get("name") or "", others):
            self.add_error(fault[0], f"{fault[1]}. {_('Next:')} {fault[2]}.")
        first, last = cleaned.get("active_from"), cleaned.get("active_to")
        if first and last and last < first:
            self.add_error("active_to", _("The last day lies before the first."))
        return cleaned
