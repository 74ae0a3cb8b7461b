from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from tutela_web.access.people.functions import Tell


class SiteRoom(AppConfig):
    name = "tutela_web.site"
    label = "site"

    def ready(self) -> None:
        from tutela_web.access.people.functions import WORK_TOLD_BY

        WORK_TOLD_BY[:] = [_telling]


def _telling() -> dict[str, Tell]:
    from tutela_web.site.functions import TELLING  # with the pages, which a start does without

    return TELLING
