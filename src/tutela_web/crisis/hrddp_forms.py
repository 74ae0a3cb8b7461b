"""What is accepted of a due-diligence file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_web.crisis.models import HrddpFile
from tutela_web.records.pages import RecordForm


class FileForm(RecordForm):
    """The fields of a file."""

    kind = "alerts"

    class Meta:
        model = HrddpFile
        fields = ("unit_name", "reference", "status", "risk", "mitigation")
        labels = {
            "unit_name": _("Unit of the other force"),
            "reference": _("Reference of the file"),
            "status": _("Status"),
            "risk": _("Level of risk"),
            "mitigation": _("Mitigation"),
        }
        help_texts = {
            "unit_name": _("The unit, never a person's name: commanders stand in the file itself."),
            "mitigation": _("Conditions under which support may be given."),
        }

    def clean_mitigation(self) -> str:
        return str(self.cleaned_data["mitigation"]).replace("\r\n", "\n")
