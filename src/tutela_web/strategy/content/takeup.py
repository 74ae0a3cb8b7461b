"""The records before an edition that it may take up: what they are, and which wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.engagements.asks.queries import asks_for
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.queries import standing_fora
from tutela_web.links.queries import in_force
from tutela_web.partners.arrangements.queries import standing_arrangements
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.partners.roles.queries import host_version, role_lines_for
from tutela_web.partners.space.queries import checks_for
from tutela_web.partners.wider.queries import kept_outside
from tutela_web.programme.alignment.queries import directives
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.measures.queries import duties_for, indicators_for
from tutela_web.programme.objectives.queries import objectives_for, plans_for
from tutela_web.records.models import Record
from tutela_web.strategy.edition.models import Strategy, TakenUp
from tutela_web.strategy.edition.takeup import Printed


@dataclass(frozen=True)
class Kind:
    """A kind of record that a strategy prints and that is the mission's, not the edition's.

    reads  the kinds a reader must read to be asked; tells, a record in a line
    """

    letter: str
    label: Promise
    reads: tuple[str, ...]
    rows: Callable[[Standing], Iterable[Any]]
    tells: Callable[[Any], str]


KINDS = {
    "objectives": Kind(
        "A",
        _("Objectives"),
        ("strategy",),
        lambda by: objectives_for(by).filter(in_force(by)).order_by("number"),
        lambda one: f"{one.code} · {one.words}",
    ),
    "linked_plans": Kind(
        "A",
        _("Plans of others"),
        ("strategy",),
        lambda by: plans_for(by).filter(in_force(by)).order_by("title", "pk"),
        lambda one: f"{one.title} · {one.whose}",
    ),
    "outside": Kind(
        "A",
        _("Protection concerns outside the scope"),
        ("strategy",),
        kept_outside,
        lambda one: f"{one.what} · {one.reason}",
    ),
    "lines": Kind(
        "C",
        _("Lines of the implementation matrix"),
        ("strategy", "risks"),
        lambda by: lines_for(by).order_by("code"),
        lambda one: f"{one.code} · {one.against} · {one.measure}",
    ),
    "directives": Kind(
        "C",
        _("Directives that govern it"),
        ("strategy",),
        lambda by: [row.item for row in directives(by).rows],
        str,
    ),
    "roles": Kind(
        "G",
        _("Roles and responsibilities"),
        ("strategy",),
        lambda by: role_lines_for(by).filter(in_force(by)).order_by("number"),
        lambda one: f"{one.get_who_display()} · {one.says}",
    ),
    "host_notes": Kind(
        "G",
        _("What was cleared on the host authorities"),
        (),
        lambda by: host_version(by).cleared,
        lambda one: f"{one.institution} · {one.cleared_words}",
    ),
    "fora": Kind(
        "H", _("Coordination forums"), ("fora",), standing_fora, lambda one: str(one.name)
    ),
    "partners": Kind("H", _("Partners"), ("fora",), standing_partners, lambda one: str(one.name)),
    "arrangements": Kind(
        "H", _("Arrangements"), ("fora",), standing_arrangements, lambda one: str(one.name)
    ),
    "checks": Kind(
        "H",
        _("Checks of humanitarian space"),
        ("fora",),
        lambda by: checks_for(by).order_by("-on", "pk"),
        lambda one: str(one.what),
    ),
    "residuals": Kind(
        "I",
        _("Residual risks accepted"),
        ("risks",),
        lambda by: residuals_for(by).filter(ended_on=None).order_by("until", "pk"),
        lambda one: str(one.what),
    ),
    "asks": Kind(
        "I",
        _("Asks of others"),
        ("engagements",),
        lambda by: asks_for(by).order_by("asked_on", "pk"),
        lambda one: f"{one.of_whom} · {one.what}",
    ),
    "indicators": Kind(
        "J",
        _("Indicators"),
        ("strategy",),
        lambda by: indicators_for(by).filter(in_force(by)).order_by("number"),
        lambda one: f"{one.code} · {one.words}",
    ),
    "reporting": Kind(
        "J",
        _("Reporting duties"),
        ("strategy",),
        lambda by: duties_for(by).filter(in_force(by)).order_by("title", "pk"),
        lambda one: str(one.title),
    ),
}
"""Those that print, by the name of their table in the snapshot. What is decided elsewhere day by
day is no choice of an edition: risks the forum adopted, the mandate, capacities, limits of clocks.
"""


@dataclass(frozen=True)
class Offered:
    """A record that was there before the edition, and what was said of it."""

    record: Record
    words: str
    answer: TakenUp | None

    @property
    def said(self) -> str:
        """taken, left, or blank while nobody answered."""
        return "" if self.answer is None else "taken" if self.answer.taken else "left"


@dataclass(frozen=True)
class OfferedKind:
    """The records of one kind that an edition may take up."""

    name: str
    kind: Kind
    rows: list[Offered]

    @property
    def open(self) -> int:
        """On how many nobody answered."""
        return sum(row.answer is None for row in self.rows)

    @property
    def taken(self) -> int:
        """How many are taken up."""
        return sum(row.said == "taken" for row in self.rows)


def offered_records(
    standing: Standing, strategy: Strategy, *, letter: str = ""
) -> list[OfferedKind]:
    """What this person may see of the records that were there before an edition, by kind, with what
    was said of each; of an edition that inherits nothing, none. A query a kind, and one.

    Takes   letter, of the section asked for; blank, all of them.
    """
    if not strategy.takes_up:
        return []
    printed = Printed(strategy)
    kinds = []
    for name, kind in KINDS.items():
        if letter not in ("", kind.letter) or not all(standing.reads(one) for one in kind.reads):
            continue
        rows = [
            Offered(one, kind.tells(one), printed.answers.get((name, one.pk)))
            for one in kind.rows(standing)
            if one.entered_at < strategy.entered_at
        ]
        if rows:
            kinds.append(OfferedKind(name, kind, rows))
    return kinds


def waiting_records(standing: Standing, strategy: Strategy, *, letter: str = "") -> int:
    """On how many records before an edition that is being written nobody answered, of those this
    person may see; who reads no drafts is not asked."""
    if not (strategy.writable and standing.reads("drafts")):
        return 0
    return sum(
        offered_record.open for offered_record in offered_records(standing, strategy, letter=letter)
    )
