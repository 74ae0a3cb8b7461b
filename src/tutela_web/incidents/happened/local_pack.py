"""What training on the local context is about: the most common violations of an area."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.days import LAST, lies_within
from tutela.base.later import pl
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.capacity.training.queries import LOCAL, ViolationCount
from tutela_web.incidents.happened.queries import EVENT, happened_in
from tutela_web.incidents.lists.queries import SMALL, may_read_small_counts, standing_alone
from tutela_web.incidents.models import NOT_SCORED
from tutela_web.look.translate import word

YEAR = timedelta(days=365)
MOST = 8


def common_violations(standing: Standing, area: DutyArea) -> list[ViolationCount]:
    """The kinds of harm most common in an area in twelve months, as this person may know them: of
    open incidents, and of imported events that no incident tells of. What lies in a compartment is
    counted for nobody, and a small number is told to who reads the whole mission alone; nothing to
    who reads neither."""
    if not (standing.reads("incidents") or standing.reads("events")):
        return []
    since = standing.on - YEAR
    rows = standing_alone(standing).filter(area=area, compartment="", event_from__gte=since)
    counted: Counter[str] = Counter()
    for harms in rows.exclude(verification__in=NOT_SCORED).values_list("harms", flat=True):
        counted.update(set(harms))
    happened = happened_in(standing, area, since=since)
    in_period = happened.filter(
        pl.col("kind") == EVENT, lies_within(since, LAST), pl.col("harm").is_not_null()
    )
    counted.update(harm for harm in in_period["harm"].to_list() if harm)
    exact = may_read_small_counts(standing)
    address = reverse("incidents:list", args=[standing.mission.code])
    return [
        ViolationCount(
            word(harm),
            str(number) if exact or number >= SMALL else _("fewer than %(n)s") % {"n": SMALL},
            f"{address}?{urlencode({'harm': harm, 'area': area.code, 'since': since.isoformat()})}",
        )
        for harm, number in counted.most_common(MOST)
    ]


def connect() -> None:
    """Tell the room below."""
    LOCAL.append(common_violations)
