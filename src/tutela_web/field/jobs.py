"""What the worker does for telephones: it tells of check-ins that were missed."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.base.jobs import every_seconds
from tutela_web.field import check_ins


@every_seconds(30)
def missed_check_ins() -> None:
    """Tell the head of office and security of who was not heard of in time."""
    for mission in Mission.objects.all():
        check_ins.tell_missed(mission)
