"""What hangs together with an objective or a line of the matrix, as their pages show it."""

from __future__ import annotations

from typing import Any

from tutela_web.access.policy import Standing
from tutela_web.programme.chain.words import COLUMN_WORDS, call
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.objectives.models import PAIRS, Objective
from tutela_web.programme.objectives.queries import chain_links_of, links_to_offer


def links_of(standing: Standing, holder: Objective | MatrixLine, *, may: bool) -> dict[str, Any]:
    """What hangs together with an objective or a line, by kind, and what may be joined to it: the
    context of programme/_links.html."""
    mine = "line" if isinstance(holder, MatrixLine) else "objective"
    held = chain_links_of(standing, **{mine: holder})
    joins = tuple(other for one, other in PAIRS if one == mine)
    more = links_to_offer(standing, joins, held) if may else {}
    groups = []
    for name in (*joins, *(one for one, other in PAIRS if other == mine)):
        rows = []
        for link in held:
            other = getattr(link, name)
            if other is not None:
                other.mission = standing.mission
                rows.append((link, call(other)))
        choices = []
        for one in more.get(name, ()):
            one.mission = standing.mission
            choices.append((one.pk, call(one).whole))
        groups.append((name, COLUMN_WORDS[name], rows, choices))
    return {"links": groups, "holder": f"{mine}:{holder.pk}", "may_link": may}
