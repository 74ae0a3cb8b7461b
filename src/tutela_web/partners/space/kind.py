"""A check of humanitarian space, as a kind of record: what was settled stands on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.base.ids import is_id
from tutela_web.crisis.models import Tasking
from tutela_web.links.fields import AREA, CLASSIFICATION, PLACE
from tutela_web.links.forms import NO_NAMES
from tutela_web.partners.partner.queries import partners_for, standing_partners
from tutela_web.partners.space import verbs
from tutela_web.partners.space.forms import ASKED, SiteForm, SpaceCheckForm, TaskingChoice
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.partners.space.queries import sites_of, taskings_checkable, whole_checks
from tutela_web.partners.space.verbs import ACT, APPROVE, check_space, edit_check
from tutela_web.records.acts import Act
from tutela_web.records.kinds import Field, RecordKind, Titles


def _extra_context(standing: Standing, check: SpaceCheck) -> dict[str, Any]:
    return {
        "open": [ASKED[name] for name in check.open_questions],
        "answers": [(ASKED[name], words) for name, words in check.answers.items()],
        "sites": sites_of(standing, check),
        "task": taskings_checkable(standing).filter(pk=check.tasking_id).first()
        if check.tasking_id
        else None,
        "may_approve": standing.may(APPROVE),
        "answers_form": ANSWERS.form_for(standing, record=check),
        "site_form": SITE.form_for(standing),
    }


def _begin_from_tasking(standing: Standing, asked: Mapping[str, str]) -> dict[str, Any]:
    """A form begun from a joint task: its kind, and what is done."""
    key = asked.get("tasking", "")
    task = taskings_checkable(standing).filter(pk=key).first() if is_id(key) else None
    if task is None:
        return {}
    begun = {"tasking": task, "kind": SpaceCheck.Kind.TASK, "area": task.area}
    return begun | {"classification": max(1, task.classification)}


CHECK = RecordKind(
    SpaceCheck,
    name="check",
    room="partners",
    path="space",
    reads="fora",
    act=ACT,
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=whole_checks,
    makes=lambda values, by: check_space(values, by=by),
    saves=edit_check,
    initial=lambda standing: {"classification": 1, "on": standing.on},
    begun=_begin_from_tasking,
    listed=False,
    titles=Titles(
        one=_("Humanitarian space"),
        many=_("Humanitarian space"),
        add=_("Record a check"),
        none=_(
            "No check is recorded yet. Whether aid and armed actors came into contact is not known."
        ),
    ),
    fields=(
        Field("kind", _("Kind")),
        Field("what", _("What")),
        Field("on", _("Day")),
        Field(
            "partner",
            _("With which partner"),
            choices=standing_partners,
            linked=partners_for,
            page="partners:partner",
            unknown=_("none"),
        ),
        Field(
            "tasking",
            _("Joint task"),
            choices=taskings_checkable,
            control=lambda: TaskingChoice(
                Tasking.objects.none(), required=False, empty_label=_("none")
            ),
            only="new",
            applies=lambda check: False,  # its page leads to the alert
        ),
        Field("asked_by", _("Which office asked"), NO_NAMES, unknown=_("none")),
        Field("military", _("Soldiers would deliver the aid")),
        AREA,
        PLACE,
        Field("outcome", _("Outcome"), lines=2, unknown=_("none recorded")),
        CLASSIFICATION,
    ),
    columns=(),
    history=("approved_by",),
    page_beside=_extra_context,
    page_template="partners/check.html",
)


def _whole(standing: Standing, check: SpaceCheck) -> SpaceCheck:
    """A check as its verbs take it: all that it answers."""
    return get_object_or_404(whole_checks(standing), pk=check.pk)


def _answer(
    check: SpaceCheck, *, answers: dict[str, str], version: int, by: Standing
) -> SpaceCheck:
    return edit_check(check, {"answers": check.answers | answers}, version=version, by=by)


ANSWERS = Act(
    _answer,
    on=CHECK,
    path="space/<uuid:pk>/answers/",
    name="check_answers",
    form="answers_form",
    within=_whole,
    fields=SpaceCheckForm,
    reads=lambda given: {"answers": given},
)
SITE = Act(
    verbs.open_site,
    on=CHECK,
    path="space/<uuid:pk>/sites/",
    name="check_site",
    form="site_form",
    within=_whole,
    fields=SiteForm,
)
APPROVAL = Act(
    verbs.approve_delivery,
    on=CHECK,
    path="space/<uuid:pk>/approve/",
    name="check_approve",
    within=_whole,
)
