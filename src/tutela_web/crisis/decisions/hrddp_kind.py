"""A due-diligence file of a unit of another force, as a kind of record.

Who does not hold the compartment finds no such page. Source: human rights due diligence policy:
domain.md, W8.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.messages import say
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.crisis.models import HrddpFile
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles
from tutela_web.records.pages import read_lines


def _holds(standing: Standing) -> bool:
    return Compartment.HRDDP in standing.compartments


def files_for(standing: Standing) -> QuerySet[HrddpFile]:
    """The due-diligence files, by the name of the unit: for who holds their compartment."""
    if not _holds(standing):
        return HrddpFile.objects.none()
    seen = HrddpFile.objects.filter(mission=standing.mission)
    return seen.select_related("mission").order_by("unit_name")


def _rules(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    if not _holds(by):
        raise Denied(say("this belongs to the compartment of human rights due diligence"))
    return {
        **values,
        "compartment": Compartment.HRDDP,
        "classification": Classification.STRICTLY_CONFIDENTIAL,
    }


def _extra_context(standing: Standing, file: HrddpFile) -> dict[str, Any]:
    return {
        "taskings": taskings_for(standing).filter(due_diligence=file).order_by("-entered_at")[:20],
        "releases": file.releases.order_by("-since")[:20],
    }


FILE = RecordKind(
    HrddpFile,
    name="hrddp_file",
    room="crisis",
    path="due-diligence",
    list_name="hrddp",
    new_name="hrddp_new",
    reads="alerts",
    act="keep_due_diligence",
    rows=files_for,
    there=_holds,
    list_read=read_lines,
    rules=_rules,
    titles=Titles(
        one=_("Due diligence"),
        many=_("Due-diligence files"),
        about=_(
            "Units of other forces: whether the mission may support them, and pass a hazard on to "
            "them."
        ),
        add=_("Open a file"),
        none=_("No unit was checked. Nothing can be passed on to a force without a file."),
    ),
    fields=(
        Field(
            "unit_name",
            _("Unit of the other force"),
            _("The unit, never a person's name: commanders stand in the file itself."),
        ),
        Field("reference", _("Reference of the file")),
        Field("status", _("Status")),
        Field("risk", _("Level of risk")),
        Field(
            "mitigation",
            _("Mitigation"),
            _("Conditions under which support may be given."),
            lines=10,
        ),
    ),
    columns=(
        ListColumn("unit_name"),
        ListColumn("status"),
        ListColumn("risk"),
        ListColumn("reference"),
    ),
    warns=lambda file: file.status == HrddpFile.Status.SUSPENDED,
    page_template="crisis/hrddp_file.html",
    page_beside=_extra_context,
)
