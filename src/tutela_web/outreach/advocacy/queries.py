"""Public statements as a person may see them, beside the harm that each side did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from tutela.outreach.voice import Voice, weigh_voice
from tutela.risk.groups import GROUPS
from tutela.risk.threats import ACT_DAYS, measure_classes
from tutela_web.access.policy import Standing
from tutela_web.outreach.advocacy.models import PublicStatement
from tutela_web.risk.threats.acts import acts_seen, as_scores_are_read

KIND = "outreach"
ACT = "keep_advocacy"


def statements_for(standing: Standing) -> QuerySet[PublicStatement]:
    """The statements this person may see, the last first."""
    rows = PublicStatement.objects.filter(standing.sees_open(KIND))
    return rows.order_by("-on", "-entered_at")


@dataclass(frozen=True)
class VoiceRead:
    """Of whom and for whom the mission spoke since a day, beside the acts on record."""

    since: date
    acts: int
    named: list[Voice]
    unknown: list[Voice]
    groups: list[tuple[str, int]]
    statements: int


def voice_of(standing: Standing) -> VoiceRead:
    """The last year: each class of perpetrators by the same measures as in the analysis of threats,
    with the statements this person may see; what nobody known did stands apart."""
    since = standing.on - timedelta(days=ACT_DAYS)
    acts = acts_seen(as_scores_are_read(standing), None, since=since)
    rows = list(
        statements_for(standing).filter(on__gte=since).values_list("on", "about", "spoken_for")
    )
    voices = weigh_voice(measure_classes(acts, on=standing.on), rows)
    named = [group for _on, _about, groups in rows for group in groups]
    return VoiceRead(
        since,
        acts.filter("against_civilians").height,
        [voice for voice in voices if not voice.unknown],
        [voice for voice in voices if voice.unknown],
        [(group, named.count(group)) for group in GROUPS],
        len(rows),
    )
