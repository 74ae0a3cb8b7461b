"""How somebody says that a line fits its risks still, although one of them moved."""

from __future__ import annotations

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.records import verbs as records


@transaction.atomic
def weigh_line(line: MatrixLine, why: str, *, version: int, by: Standing) -> MatrixLine:
    """Say that a line fits its risks as they stand today, and why.

    Raises  Denied without an act of keeping or leading it; BadParameter without a reason; Conflict.
    """
    if not by.may("keep_matrix", area=line.area_id):
        by.require("lead_line", area=line.area_id)
    by.require_ours(line)
    if not why.strip():
        raise BadParameter(say("this needs a reason"), where="why", next=say("say why"))
    changes: dict[str, FieldValue] = {
        "weighed_at": clock.now(by.mission),
        "weighed_by": by.as_said,
    }
    return records.edit(line, changes, version=version, by=by.person, reason=why.strip()[:100])
