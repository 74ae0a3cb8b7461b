"""The two acts by which a record is approved, and what its page shows of its approvals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base.fields import a_moment, choice, text
from tutela_web.records.acts import Act, LinkField
from tutela_web.records.approvals import verbs
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.approvals.verbs import APPROVED, Approved, approvals_of
from tutela_web.records.kinds import RecordKind
from tutela_web.records.models import Record

SPOKEN_BY = [
    channel for channel in PostApproval.Channel.choices if channel[0] != PostApproval.Channel.TYPED
]


class ApprovalActs:
    """How records of a kind are approved: declared beside the kind, shown on its pages."""

    def __init__(self, kind: RecordKind, told: Approved) -> None:
        self.told = APPROVED[kind.model._meta.label] = told
        under = f"{kind.path}/<uuid:pk>/"
        self.approve = Act(
            verbs.approve_by_own_post,
            on=kind,
            path=f"{under}approve/",
            name=f"{kind.name}_approve",
            says=_("You approved it."),
        )
        self.speak = Act(
            verbs.log_spoken,
            on=kind,
            path=f"{under}spoken/",
            name=f"{kind.name}_spoken",
            form="spoken_form",
            auto_id="spoken_%s",
            fields={
                "post": LinkField(_("Which post spoke"), self._posts),
                "spoken_by": text(_("Name of who spoke"), 120),
                "spoken_at": a_moment(_("When")),
                "channel": choice(_("By which channel"), SPOKEN_BY),
            },
            says=_("The word is logged. The post confirms it in its own list."),
        )

    def _posts(self, standing: Standing) -> QuerySet[Post]:
        rows = Post.objects.filter(mission=standing.mission, role__in=self.told.roles)
        return rows.order_by("title")

    def show_approvals(self, standing: Standing, record: Record) -> dict[str, Any]:
        """What the page of a record shows: its approvals, and the forms of who may. At most three
        queries."""
        own = self._posts(standing).filter(pk__in=posts_held(standing)).exists()
        logs = standing.may(self.told.logs, area=record.area_id)
        name = self.approve.on.name  # type: ignore[union-attr]  # declared on a kind
        return {
            "approvals": list(approvals_of(record)),
            "may_approve": own,
            "spoken_form": self.speak.form_for(standing) if logs else None,
            "approve_to": f"{self.approve.room}:{name}_approve",
            "spoken_to": f"{self.approve.room}:{name}_spoken",
        }
