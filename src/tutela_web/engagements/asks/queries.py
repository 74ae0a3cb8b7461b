"""How asks are read: past due first."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.engagements.asks.models import Ask
from tutela_web.links.queries import with_seen

FILTERS = ("of", "kind", "state")
ORDER = (Ask.State.PAST_DUE, Ask.State.WAITING, Ask.State.ANSWERED)


def seen_asks(standing: Standing) -> QuerySet[Ask]:
    """The asks this person may see; those about caveats only where capacity is held."""
    return Ask.objects.filter(standing.sees_open("engagements"))


def asks_for(standing: Standing) -> QuerySet[Ask]:
    """Those asks with all they name; each says of place and risk whether they may be seen too."""
    rows = with_seen(standing, seen_asks(standing), "place", "risk")
    return rows.select_related("risk__place", "place", "area").defer("area__boundary")


def ask_list(standing: Standing, asked: Mapping[str, str]) -> list[tuple[Ask, Ask.State]]:
    """The asks a filter finds, each with its state: of whom, of what kind, how it stands.
    One query."""
    asks = asks_for(standing)
    for name in ("of", "kind"):
        if asked.get(name):
            asks = asks.filter(**{name: asked[name]})
    ordered = asks.order_by(F("due").asc(nulls_last=True), "asked_on", "pk")
    rows = [(ask, ask.state(standing.on)) for ask in ordered]
    if state := asked.get("state"):
        rows = [row for row in rows if row[1] == state]
    return sorted(rows, key=lambda row: ORDER.index(row[1]))
