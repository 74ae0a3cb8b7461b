"""A drawdown stage by stage: what each takes beyond the one before it, reckoned as it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import F, QuerySet

from tutela.deployment.whatif import Count, Setting
from tutela.deployment.whatif import stages as reckon_stages
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.reach.queries import rules_of
from tutela_web.deployment.whatif.asked import WhatIfAsked
from tutela_web.deployment.whatif.losses import MOST, CoverLoss, losses_at
from tutela_web.deployment.whatif.models import MoveRequest
from tutela_web.deployment.whatif.world import reckoning_of

MOST_STAGES = 12


@dataclass(frozen=True)
class StageRow:
    """A stage, and what falls out of reach by it; None where no travel times are made."""

    request: MoveRequest
    loss: Count | None
    gain: Count | None
    losses: Sequence[CoverLoss]

    @property
    def unowned(self) -> int:
        """How many of its losses have no owner."""
        return sum(loss.owner is None for loss in self.losses)


def stages_of(standing: Standing, rows: QuerySet[MoveRequest]) -> list[StageRow]:
    """The stages in the order of their days, each against what stood before it, by day and in the
    season that runs. One reckoning for all."""
    order = rows.filter(declined_on=None, withdrawn_on=None)
    requests = list(order.order_by(F("foreseen_on").asc(nulls_last=True), "entered_at"))
    requests = requests[:MOST_STAGES]
    today = clock.today(standing.mission)
    asked = WhatIfAsked(rules_of(standing.mission).season(today))
    for request in requests:
        asked = _with_request(asked, request)
    reckoning = reckoning_of(standing, asked) if requests else None
    if reckoning is None:
        return [StageRow(request, None, None, ()) for request in requests]
    settings, setting = [], Setting()
    for request in requests:
        setting = _setting_with(setting, request, reckoning.setting)
        settings.append(setting)
    stage_rows = []
    for request, change in zip(
        requests, reckon_stages(reckoning.world, settings, reckoning.moment), strict=True
    ):
        lost = reckoning.place_rows(change.lost, MOST)
        stage_rows.append(StageRow(request, change.loss, change.gain, losses_at(standing, lost)))
    return stage_rows


def _with_request(asked: WhatIfAsked, request: MoveRequest) -> WhatIfAsked:
    to = request.to_base_id or request.to_place_id
    if request.asks == MoveRequest.Asks.CLOSE and request.base_id:
        return asked.with_one("close", str(request.base_id))
    if request.unit_id and to:
        return replace(asked, moves=(*asked.moves, (str(request.unit_id), str(to))))
    return asked


def _setting_with(before: Setting, request: MoveRequest, whole: Setting) -> Setting:
    """The setting of a stage: what stood before it, and what it changes of what may be seen."""
    base, unit = str(request.base_id), str(request.unit_id)
    if request.asks == MoveRequest.Asks.CLOSE and base in whole.closed:
        return replace(before, closed=before.closed | {base})
    to = str(request.to_base_id or request.to_place_id)
    if unit in whole.moved:
        return replace(before, moved={**before.moved, unit: to})
    return before
