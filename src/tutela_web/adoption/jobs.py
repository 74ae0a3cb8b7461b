"""Work of this room in the background."""

from __future__ import annotations

from tutela_web.access.models import Mission
from tutela_web.adoption.versions import VersionState
from tutela_web.adoption.wording.models import WordTable
from tutela_web.adoption.wording.shown import write_words
from tutela_web.base.jobs import every_seconds


@every_seconds(3600)
def words() -> None:
    """Have the files of words be those of the tables in use, after a restore too."""
    used = WordTable.objects.filter(state=VersionState.APPROVED).values("mission")
    for mission in Mission.objects.filter(pk__in=used):
        write_words(mission)
