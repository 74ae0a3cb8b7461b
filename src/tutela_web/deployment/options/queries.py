"""How options for a gap, and what is beyond the mission, are read: one query, two renderings.

Who holds the compartment capacity reads all; who does not reads the same page whatever lies in it:
an option is never called "not weighed yet" to somebody who might not see that it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tutela.deployment.options import (
    LEVELS,
    POSSIBLE,
    RULED_OUT,
    TRIED,
    count_states,
    options_of_framework,
    state_of_option,
)
from tutela_web.access.audit import trail
from tutela_web.access.models import DutyArea
from tutela_web.access.people.queries import areas_on
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.training.queries import courses_for
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.gap.queries import needs_for
from tutela_web.deployment.options.models import (
    BeyondAbility,
    GapOption,
    HostPart,
    NoStrategy,
)
from tutela_web.deployment.whatif.move_queries import moves_for
from tutela_web.engagements.asks.queries import seen_asks
from tutela_web.engagements.residual.models import ACCEPT
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.exchanges.queries import exchanges_for
from tutela_web.partners.space.queries import whole_checks
from tutela_web.programme.matrix.queries import lines_by_code
from tutela_web.records.models import Record
from tutela_web.records.versions.queries import versions_of

KIND = "means"
HOST_KIND = "drafts"
"""What is read as the mapping of the host state is."""

WEIGH = "weigh_options"
STATE_NO_STRATEGY = "state_no_strategy"


# --- the options for a gap


def options_for(standing: Standing) -> QuerySet[GapOption]:
    """The efforts this person may see, of needs they may see, the newest first."""
    rows = GapOption.objects.filter(
        standing.sees_open(KIND), need__in=needs_for(standing).order_by().values("pk")
    )
    return rows.order_by("-entered_at", "-pk")


def _with_links(standing: Standing, rows: QuerySet[GapOption]) -> QuerySet[GapOption]:
    """Efforts with what they name: None where this person may not see it."""
    links: Mapping[str, QuerySet] = {
        "need": needs_for(standing).select_related("place"),
        "ask": seen_asks(standing),
        "caveat": caveats_for(standing),
        "offer": exchanges_for(standing),
        "space_check": whole_checks(standing),
        "unit": units_for(standing),
        "move": moves_for(standing),
        "course_set": courses_for(standing),
    }
    named = [Prefetch(name, queryset=seen) for name, seen in links.items()]
    return rows.select_related("owner", "approved_by").prefetch_related(*named)


def offers_for(standing: Standing) -> QuerySet[Exchange]:
    """What partners offered for gaps, at meetings this person may see, the newest first."""
    offered = exchanges_for(standing).filter(kind=Exchange.Kind.OFFERED)
    return offered.order_by("-meeting__starts_at", "-entered_at")


@dataclass(frozen=True)
class Effort:
    """An effort at an option, and for how many days what was asked by it waits; the lines of the
    matrix it drops and lifts, each with its address where the reader may see it."""

    record: GapOption
    waits: int | None
    drops: Sequence[tuple[str, str]] = ()
    rises: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class OptionRow:
    """One of the nine options of a need, with the efforts the reader may see.

    state   of tutela.deployment.options.STATES; "" where no effort may be seen
    closed  whether its efforts always lie in the compartment capacity
    """

    option: GapOption.Kind
    closed: bool
    efforts: Sequence[Effort]

    @property
    def state(self) -> str:
        """How the option stands by the efforts seen."""
        return state_of_option(effort.record.state for effort in self.efforts)

    @property
    def state_label(self) -> str:
        """That state in words."""
        return str(GapOption.State(self.state).label) if self.state else ""


@dataclass(frozen=True)
class OptionsOfNeed:
    """A need with its nine options in the Framework's order, by level.

    counted  how many of the eight stand how, of those whose efforts the reader may see
    whole    whether the reader sees every effort, so that "not weighed yet" may be said
    """

    need: Need
    levels: Sequence[tuple[str, Sequence[OptionRow]]]
    counted: Mapping[str, int]
    whole: bool
    may_weigh: bool

    @property
    def efforts(self) -> list[Effort]:
        """All efforts at them that the reader may see."""
        rows = [row for _level, shown in self.levels for row in shown]
        return [effort for row in rows for effort in row.efforts]

    @property
    def tried(self) -> int:
        """How many were tried."""
        return self.counted[TRIED]

    @property
    def possible(self) -> int:
        """How many are possible."""
        return self.counted[POSSIBLE]

    @property
    def ruled_out(self) -> int:
        """How many are ruled out."""
        return self.counted[RULED_OUT]

    @property
    def left(self) -> int:
        """How many nobody has weighed, as far as the reader sees."""
        return self.counted[""]


def options_of_needs(standing: Standing, needs: Sequence[Need]) -> list[OptionsOfNeed]:
    """The options of some needs. The same queries for any number of needs."""
    by_need: dict[UUID, list[GapOption]] = defaultdict(list)
    rows = options_for(standing).filter(need__in=[need.pk for need in needs])
    for effort in _with_links(standing, rows):
        by_need[effort.need_id].append(effort)
    efforts = [effort for made in by_need.values() for effort in made]
    codes = {code for effort in efforts for code in (*effort.drops, *effort.rises)}
    lines = (
        {code: line.url for code, line in lines_by_code(standing, codes).items()} if codes else {}
    )
    return [_options_of(standing, need, by_need[need.pk], lines) for need in needs]


def _options_of(
    standing: Standing, need: Need, made: Iterable[GapOption], lines: Mapping[str, str]
) -> OptionsOfNeed:
    by_option: dict[str, list[Effort]] = defaultdict(list)
    for record in made:
        by_option[record.option].append(
            Effort(
                record,
                record.waits(standing.on),
                [(code, lines.get(code, "")) for code in record.drops],
                [(code, lines.get(code, "")) for code in record.rises],
            )
        )
    levels = {
        level: [
            OptionRow(GapOption.Kind(means.option), means.closed, by_option[means.option])
            for means in options_of_framework()
            if means.level == level
        ]
        for level in LEVELS
    }
    states = {name: [effort.record.state for effort in rows] for name, rows in by_option.items()}
    return OptionsOfNeed(
        need,
        list(levels.items()),
        count_states(states),
        holds_readiness(standing),
        standing.may(WEIGH, area=need.area_id),
    )


def longest_wait(options: OptionsOfNeed) -> int | None:
    """For how many days what was asked longest ago for a need waits; None where nothing does."""
    return max((e.waits for e in options.efforts if e.waits is not None), default=None)


def closed_read(standing: Standing, shown: Iterable[Record], *, need: Need | None = None) -> None:
    """What lies in a compartment was read in a list: one line in the audit, with its number."""
    number = sum(bool(record.compartment) for record in shown)
    if number:
        of_need: dict[str, str] = {"need": str(need.pk)} if need else {}
        trail.record(
            "read",
            mission=standing.mission,
            by=standing.person,
            kind="gapoption",
            number=number,
            **of_need,
        )


# --- the course of a caveat


@dataclass(frozen=True)
class CaveatStep:
    """A day of a caveat's course: what came, and of whom it was asked or who answered."""

    on: date
    what: Words
    who: str = ""
    said: str = ""
    ask: UUID | None = None


def course_of(standing: Standing, effort: GapOption) -> list[CaveatStep]:
    """What became of the caveat an effort is about, in one order: declared, contested, lifted, and
    each request about it with its correspondent and its answer. For holders of capacity; nobody
    else is given the effort. Four queries.
    """
    caveat = effort.caveat
    if caveat is None or not holds_readiness(standing):
        return []
    course: list[CaveatStep] = []
    status = ""
    for version in versions_of(caveat):
        if version.status != status:
            entered = localtime(version.version_at, ZoneInfo(standing.mission.time_zone)).date()
            on = caveat.starts if not status and caveat.starts else entered
            course.append(CaveatStep(on, version.get_status_display(), caveat.source))
            status = version.status
    same = options_for(standing).filter(caveat=caveat).values("ask")
    for ask in seen_asks(standing).filter(pk__in=same):
        of = ask.of_whom or str(ask.get_of_display())
        course.append(CaveatStep(ask.asked_on, _("asked"), of, ask.what, ask.pk))
        if ask.answered_on:
            answer = ask.get_answer_display()
            course.append(CaveatStep(ask.answered_on, answer, of, ask.answer_said, ask.pk))
    return sorted(course, key=lambda step: step.on)


# --- beyond the mission's ability


def beyond_for(standing: Standing) -> QuerySet[BeyondAbility]:
    """What of needs this person may see is stated as beyond the mission, with what was accepted."""
    rows = BeyondAbility.objects.filter(
        standing.sees_open(KIND), need__in=needs_for(standing).order_by().values("pk")
    )
    return rows.select_related("residual").order_by("-entered_at", "-pk")


def beyond_listed(standing: Standing) -> list[tuple[BeyondAbility, BeyondAbility.State]]:
    """All that is stated, each with how it stands: what nobody signed first. Three queries."""
    seen = residuals_for(standing)
    rows = beyond_for(standing).prefetch_related(
        Prefetch("need", queryset=needs_for(standing).select_related("place")),
    )
    readable = set(seen.order_by().values_list("pk", flat=True))
    listed = []
    for beyond in rows:
        state = beyond.state(standing.on)
        if beyond.residual_id not in readable:
            beyond.residual = None  # its words are for who may read it
        listed.append((beyond, state))
    signed = (BeyondAbility.State.ACCEPTED,)
    return sorted(listed, key=lambda row: row[1] in signed)


def beyond_waiting(standing: Standing) -> list[BeyondAbility]:
    """What was sent to the Head of Mission and is not answered, the longest sent first; nothing for
    anybody else. One query."""
    if not standing.may(ACCEPT):
        return []
    rows = beyond_for(standing).filter(sent_on__isnull=False, answer="")
    return list(rows.select_related("need").order_by("sent_on", "entered_at"))


# --- areas without a viable strategy


def no_strategies_for(standing: Standing) -> QuerySet[NoStrategy]:
    """The areas said to be without a viable strategy that this person may see, those that stand
    first."""
    rows = NoStrategy.objects.filter(standing.sees_open(KIND))
    ordered = rows.order_by(F("ended_on").desc(nulls_first=True), "area__name", "pk")
    return ordered.select_related("area", "stated_by").defer("area__boundary")


def without_strategy(standing: Standing, areas: Collection[UUID] | None = None) -> list[NoStrategy]:
    """Those that stand today: of some areas, or of all. One query."""
    if not standing.reads(KIND):
        return []
    standing_now = no_strategies_for(standing).filter(
        Q(ended_on=None) | Q(ended_on__gt=standing.on)
    )
    if areas is not None:
        standing_now = standing_now.filter(area__in=areas)
    return list(standing_now)


# --- who acts for civilians in an area


def host_parts_for(standing: Standing) -> QuerySet[HostPart]:
    """What is stated of areas, as this person may see it, the last first."""
    rows = HostPart.objects.filter(standing.sees_open(HOST_KIND))
    return rows.select_related("area").defer("area__boundary").order_by("-since", "-entered_at")


@dataclass(frozen=True)
class AreaPart:
    """An area of a field office and what is stated of it last; None: not known."""

    area: DutyArea
    stated: HostPart | None
    late: bool

    @property
    def part(self) -> HostPart.Part:
        """Who acts there, as far as is known."""
        return HostPart.Part(self.stated.part) if self.stated else HostPart.Part.UNKNOWN


def parts_by_area(standing: Standing) -> list[AreaPart]:
    """Who acts for civilians in each area of a field office, by name: an area of which nothing is
    stated is there too. Two queries."""
    last: dict[UUID | None, HostPart] = {}
    for stated in host_parts_for(standing):
        last.setdefault(stated.area_id, stated)
    offices = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    return [
        AreaPart(area, part := last.get(area.pk), part is not None and _is_late(part, standing.on))
        for area in offices.order_by("name")
    ]


def _is_late(part: HostPart, on: date) -> bool:
    return part.review_on is not None and part.review_on <= on
