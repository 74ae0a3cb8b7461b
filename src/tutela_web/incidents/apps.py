from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from tutela_web.conduct.models import UnsureCase
    from tutela_web.conduct.unsure_verbs import CaseWords


class IncidentsRoom(AppConfig):
    name = "tutela_web.incidents"
    label = "incidents"

    def ready(self) -> None:
        from tutela_web.conduct.unsure_verbs import FOLLOWERS
        from tutela_web.incidents import signals
        from tutela_web.incidents.events import actor_proposals
        from tutela_web.incidents.happened import local_pack, perpetrators
        from tutela_web.incidents.record import own

        FOLLOWERS["row"] = _follow_row
        signals.connect()
        perpetrators.connect()
        actor_proposals.connect()
        local_pack.connect()
        own.connect()


def _follow_row(case: UnsureCase, words: CaseWords) -> None:
    from tutela_web.incidents.imports import (
        rows_set_apart,  # with all imports, which a start does without
    )

    rows_set_apart.follow_decision(case, words)
