"""How the papers of a kind are laid out, as a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.crisis.papers.layouts import layouts_for
from tutela_web.crisis.papers.models import PaperLayout
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles

ACT = "lay_out_papers"

AS_SHIPPED = _("as shipped")


def _rules(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """A layout is no secret: it stands on each paper."""
    return {**values, "classification": Classification.UNCLASSIFIED}


def _of_a_new_kind(values: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    """Raise BadParameter for a kind of paper that is laid out already."""
    if PaperLayout.objects.filter(mission=by.mission, kind=values.get("kind")).exists():
        raise BadParameter(
            say("this kind of paper has a layout already"), next=say("change that one")
        )
    return {}


LAYOUT = RecordKind(
    PaperLayout,
    name="layout",
    room="crisis",
    path="layouts",
    list_name="layouts",
    new_name="layout_new",
    reads="mandates",
    act=ACT,
    rows=layouts_for,
    rules=_rules,
    takes=_of_a_new_kind,
    titles=Titles(
        one=_("Layout of a paper"),
        many=_("Layouts of papers"),
        about=_(
            "How the mission's papers leave it: letterhead, symbol, distribution, who signs. A kind"
            " of paper without a layout of its own is laid out as shipped."
        ),
        add=_("Lay out a kind of paper"),
        none=_("Every paper is laid out as shipped."),
    ),
    fields=(
        Field("kind", _("Kind of paper"), only="new"),
        Field(
            "letterhead",
            _("Letterhead"),
            _("The organisation on the first line, the mission below it."),
            lines=3,
            unknown=AS_SHIPPED,
        ),
        Field("symbol", _("Symbol"), _("By which it is filed and cited."), unknown=_("none")),
        Field(
            "distribution",
            _("Distribution"),
            _("One office or body a line."),
            lines=4,
            unknown=_("none"),
        ),
        Field(
            "signatory",
            _("Office that signs"),
            _("An office, never a person's name."),
            unknown=AS_SHIPPED,
        ),
        Field("numbered", _("Number the paragraphs")),
        Field("contents", _("Table of contents")),
        Field("abbreviations", _("List of abbreviations")),
    ),
    columns=(
        ListColumn("kind"),
        ListColumn("symbol", unknown=_("none")),
        ListColumn("signatory", unknown=AS_SHIPPED),
        ListColumn("distribution", unknown=_("none"), quiet=True),
    ),
    initial=lambda standing: {"numbered": True, "contents": True, "abbreviations": True},
)
