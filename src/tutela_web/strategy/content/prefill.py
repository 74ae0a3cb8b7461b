"""What a new strategy begins with: the earlier edition's text, or what the records say already.

A draft is read by all who read drafts. In words only what all of them read is told (mandates,
roles, objectives, plans of others, cleared words on the host); risks, lines, fora and what cannot
be protected only in figures; capacities only in section F, which lies in their compartment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import Count, Field, Model, Prefetch, Q, QuerySet, Sum
from django.utils.translation import override

from tutela.base.messages import say
from tutela.risk.groups import GROUPS, groups_told
from tutela.risk.threats import ACTUAL, POTENTIAL
from tutela.strategy.elements import SECTIONS
from tutela.strategy.text import prefill as core
from tutela_web.access.policy import Standing
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.look.translate import say_in_page_language
from tutela_web.mandate.models import MandatedTask
from tutela_web.mandate.queries import paragraphs_in_force, tasks_for
from tutela_web.outreach.dialogue.queries import exchanges_for
from tutela_web.outreach.messages.queries import (
    means_today,
    messages_in_force,
    tellings_for,
)
from tutela_web.partners.arrangements.queries import standing_arrangements
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.partners.roles.queries import host_version, role_lines_for
from tutela_web.partners.sides.queries import standing_points, standing_protectors
from tutela_web.partners.space.queries import checks_for
from tutela_web.partners.wider.queries import kept_outside
from tutela_web.programme.matrix.queries import HIGH, lines_for
from tutela_web.programme.measures.queries import counts_for
from tutela_web.programme.objectives.queries import objectives_for, plans_for
from tutela_web.records.models import Record
from tutela_web.risk.atrocity.queries import picture_of_atrocity
from tutela_web.risk.groups.queries import places_by_group
from tutela_web.risk.models import Risk
from tutela_web.risk.threats.queries import counted_threats, kinds_of_risks
from tutela_web.strategy.content.figures import figure_rows
from tutela_web.strategy.content.joint import joint_in_b
from tutela_web.strategy.content.means import means_in_f
from tutela_web.strategy.content.snapshot import up_to
from tutela_web.strategy.edition.models import Section, SectionTranslation, Strategy
from tutela_web.strategy.edition.queries import sections_for
from tutela_web.strategy.edition.takeup import Printed
from tutela_web.warning.threads.state import clocks_of

MOST = 40
"""So many points of a kind are put in words; a strategy is short."""


def earlier_sections(
    standing: Standing, earlier: Strategy | None, *, language: str, marking: int
) -> dict[str, Section]:
    """What this person may see of an earlier edition, by letter, with its summary: what was written
    in the same language, and never what is marked higher. Two queries."""
    if earlier is None:
        return {}
    rows = (
        sections_for(standing)
        .filter(strategy=earlier, language=language, classification__lte=marking)
        .select_related("summary")
        .prefetch_related(
            Prefetch("translations", SectionTranslation.objects.exclude(text="").order_by("pk"))
        )
    )
    return {row.letter: row for row in rows if row.text.strip()}


def prefill_sections(
    standing: Standing,
    *,
    language: str,
    marking: int,
    letters: Collection[str] = tuple(SECTIONS),
    strategy: Strategy | None = None,
) -> dict[str, str]:
    """What the records say for each section, by letter, in the strategy's language; a section of
    which they say nothing is not there.

    Takes   marking of the strategy: no record marked higher is told or counted; letters, of the
            sections that are asked for; strategy, the edition, where it takes up records of the
            mission: of others nothing is told.
    """
    printed = Printed(strategy)
    tells: dict[str, Callable[[Standing, int, Printed], list[str]]] = {
        "A": _mandate,
        "B": _risks,
        "C": _lines,
        "E": _warning,
        "F": _capacity,
        "G": _roles,
        "H": _fora,
        "I": _expectations,
        "J": _measures,
    }
    with override(language):
        told = {
            letter: "\n".join(say_in_page_language(one) for one in tell(standing, marking, printed))
            for letter, tell in tells.items()
            if letter in letters
        }
    return {letter: told[letter] for letter in SECTIONS if told.get(letter)}


RecordT = TypeVar("RecordT", bound=Record)


def _open(rows: QuerySet[Model], marking: int) -> QuerySet[Any]:
    return rows.filter(compartment="", classification__lte=marking).order_by()


def _mandate(standing: Standing, marking: int, printed: Printed) -> list[str]:
    paragraphs = _purpose(standing, marking)
    if standing.reads("mandates"):
        tasks = _open(tasks_for(standing), marking).filter(
            state=MandatedTask.State.CONFIRMED, paragraph__resolution__retired_on=None
        )
        rows = tasks.select_related("paragraph__resolution")[:MOST]
        points = [
            core.mandate_told(
                row.what,
                row.cited,
                row.limit,
                row.means,
            )
            for row in rows
        ]
        paragraphs += core.points_under(
            say("The Security Council gave the mission these tasks:"), points
        )
    if standing.reads("strategy"):
        aims = _open(printed.rows("objectives", objectives_for(standing)), marking).filter(
            ended_on=None
        )
        paragraphs += core.points_under(
            say("Objectives:"),
            [core.objective_told(aim.words, aim.aim) for aim in aims.order_by("number")[:MOST]],
        )
        plans = _open(printed.rows("linked_plans", plans_for(standing)), marking).filter(
            ended_on=None
        )
        paragraphs += core.points_under(
            say("Strategies and plans of others:"),
            [f"- {plan.title} ({plan.whose})" for plan in plans.order_by("title")[:MOST]],
        )
        paragraphs += _for_host(standing, marking, printed)
        paragraphs += _concerns_outside(standing, marking, printed)
    return paragraphs


MOST_CITED = 12
"""So many paragraphs of a resolution are cited one by one; of more, those that hold them."""


def _purpose(standing: Standing, marking: int) -> list[str]:
    """The opening: the paragraphs in force that mandate protection, by the resolution of each."""
    if not standing.reads("mandates"):
        return []
    rows = paragraphs_in_force(standing).filter(compartment="", classification__lte=marking)
    cited: dict[str, list[str]] = {}
    for row in rows:
        cited.setdefault(str(row.resolution.symbol), []).append(row.number)
    return core.purpose_told([(name, _shorten_numbers(numbers)) for name, numbers in cited.items()])


def _shorten_numbers(numbers: list[str]) -> list[str]:
    """Numbers of paragraphs; where they are many, those of the paragraphs they stand in."""
    if len(numbers) <= MOST_CITED:
        return numbers
    return list(dict.fromkeys(number.partition(" ")[0] for number in numbers))[:MOST_CITED]


def _for_host(standing: Standing, marking: int, printed: Printed) -> list[str]:
    rows = (
        _open(printed.rows("lines", lines_for(standing)), marking)
        .exclude(for_host="")
        .exclude(status="stopped")
    )
    found = dict(rows.values_list("for_host").annotate(n=Count("pk")))
    return [*core.host_told(found.get("assists", 0), found.get("builds", 0))]


def _concerns_outside(standing: Standing, marking: int, printed: Printed) -> list[str]:
    """Concerns outside the scope, with who answers for each as far as all who read this may know:
    a partner is not named here, for fora are read by fewer."""
    rows = _open(printed.rows("outside", kept_outside(standing)), marking).order_by("what", "pk")[
        :MOST
    ]
    lines: list[str] = []
    for concern in rows:
        actor = concern.protector
        named = (
            actor.name if actor is not None and actor.classification <= marking else concern.office
        )
        lines.append(core.outside_told(concern.what, concern.reason, named))
    return core.points_under(say("Protection concerns outside the scope of this strategy:"), lines)


def _risks(standing: Standing, marking: int, printed: Printed) -> list[str]:
    if not standing.reads("risks"):
        return []
    rows = figure_rows("risks", standing, marking)
    harms = dict(rows.values_list("harm").annotate(n=Count("pk")))
    high = rows.filter(priority__gte=HIGH).count()
    by_group = places_by_group(standing, marking=marking)
    groups = [(name, sum(name in told for told in by_group.values())) for name in GROUPS]
    return [
        *core.risks_told(sum(harms.values()), high, harms),
        *groups_told(len(by_group), groups),
        *_threats(standing, marking, rows.filter(priority__gte=HIGH)),
        *_atrocity(standing, marking),
        *_joint(standing, marking),
    ]


def _threats(standing: Standing, marking: int, risks: QuerySet[Risk]) -> list[str]:
    """What is on record of threats, by evidence that is marked no higher."""
    kinds = kinds_of_risks(standing, risks.select_related("place"), marking=marking)
    by_kind = Counter(kinds.values())
    told = counted_threats(standing, marking=marking)
    return [
        *core.threats_told(by_kind[ACTUAL], by_kind[POTENTIAL]),
        *core.perpetrators_told(told.acts, told.by_class, told.no_motive, told.no_state),
    ]


def _atrocity(standing: Standing, marking: int) -> list[str]:
    picture = picture_of_atrocity(up_to(standing, marking), None)
    kinds = [row for _family, rows in picture.outlooks for row in rows]
    return [
        *core.atrocity_told(
            picture.assessed,
            picture.assessed + picture.not_assessed,
            [row.kind.title for row in kinds if row.last],
            [row.kind.title for row in kinds if row.last is None],
        )
    ]


def _joint(standing: Standing, marking: int) -> list[str]:
    joint = joint_in_b(standing, marking=marking)
    if joint is None:
        return []
    return [
        *core.joint_told(
            joint.reading.opens_on,
            len(joint.rows),
            joint.apart,
            len(joint.dissents),
            len(joint.silent),
        )
    ]


def _lines(standing: Standing, marking: int, printed: Printed) -> list[str]:
    if not (standing.reads("strategy") and standing.reads("risks")):
        return []
    rows = figure_rows("lines", standing, marking, printed)
    phases = dict(rows.values_list("phase").annotate(n=Count("pk")))
    number = sum(phases.values())
    phases.pop("", None)
    return [*core.lines_told(number, phases)]


def _warning(standing: Standing, marking: int, printed: Printed) -> list[str]:
    if not standing.reads("alerts"):
        return []
    contacts = figure_rows("contacts", standing, marking)
    plans = figure_rows("plans", standing, marking).annotate(held=Count("exercises"))
    exercised = [held > 0 for held in plans.values_list("held", flat=True)]
    limits = {clock.name: clock.limits for clock in clocks_of(standing.mission)}
    minute = timedelta(minutes=1)
    network = contacts.aggregate(n=Count("pk"), places=Count("place", distinct=True))
    return [
        *core.warning_told(
            network["n"],
            network["places"],
            len(exercised),
            sum(exercised),
            {
                "ongoing": limits["issue"]["ongoing"] / minute,
                "imminent": limits["issue"]["imminent"] / minute,
                "decide": limits["decide"]["imminent"] / minute,
            },
        )
    ]


def _measures(standing: Standing, marking: int, printed: Printed) -> list[str]:
    if not standing.reads("strategy"):
        return []
    counts = counts_for(up_to(standing, marking), printed.rows)
    return [
        *core.measures_told(
            counts["indicators"], counts["indicators_perception"], counts["reporting_duties"]
        )
    ]


def _capacity(standing: Standing, marking: int, printed: Printed) -> list[str]:
    if not holds_readiness(standing):
        return []
    units, caveats = (figure_rows(name, standing, marking) for name in ("units", "caveats"))
    return [*core.capacity_told(units.count(), caveats.count()), *means_in_f(standing, marking)]


def _roles(standing: Standing, marking: int, printed: Printed) -> list[str]:
    lines: list[str] = []
    if standing.reads("strategy"):
        rows = _open(printed.rows("roles", role_lines_for(standing)), marking)
        rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=standing.on)).order_by("number")
        points = [f"- {row.get_who_display()}: {row.says}" for row in rows[:MOST]]
        lines += core.points_under(say("Roles and responsibilities:"), points)
        actors = _open(standing_protectors(standing), marking).order_by("kind", "name")
        points = [
            f"- {actor.get_kind_display()}, {actor.name}: "
            + "; ".join(part for part in (actor.role, actor.distinct, actor.division) if part)
            for actor in actors[:MOST]
            if actor.role or actor.distinct or actor.division
        ]
        lines += core.points_under(say("Protection actors, and what is their own:"), points)
        sides = [
            standing_point
            for standing_point in standing_points(standing)
            if standing_point.classification <= marking and not standing_point.compartment
        ]
        points = [
            f"- {side.point} ({side.get_state_display()}): {side.host or '–'} / {side.ours or '–'}"
            for side in sides[:MOST]
        ]
        lines += core.points_under(say("What falls to the host / what to the mission:"), points)
    cleared = [
        one
        for one in host_version(standing).cleared
        if one.classification <= marking
        and not one.compartment
        and printed.holds("host_notes", one)
    ]
    points = [f"- {one.institution}: {one.cleared_words}" for one in cleared[:MOST]]
    return lines + core.points_under(
        say("The host authorities, in words that were cleared:"), points
    )


def _fora(standing: Standing, marking: int, printed: Printed) -> list[str]:
    if not standing.reads("fora"):
        return []
    rows = figure_rows("fora", standing, marking, printed)
    kinds = dict(rows.values_list("kind").annotate(n=Count("pk")))
    field = rows.model._meta.get_field("kind")
    assert isinstance(field, Field)
    labels = dict(field.flatchoices)
    told = core.fora_told({str(labels[kind]): n for kind, n in kinds.items()})
    settled = [
        one
        for one in _open(printed.rows("checks", checks_for(standing)), marking)
        if not one.open_questions
    ]
    return [
        *told,
        *core.others_told(
            _by_kind(printed.rows("partners", standing_partners(standing)), marking),
            _by_kind(printed.rows("arrangements", standing_arrangements(standing)), marking),
            sum(not one.waits for one in settled),
        ),
    ]


def _by_kind(rows: QuerySet[RecordT], marking: int) -> dict[str, int]:
    """How many there are of each kind, by its label."""
    field = rows.model._meta.get_field("kind")
    assert isinstance(field, Field)
    labels = dict(field.flatchoices)
    found = _open(rows, marking).values_list("kind").annotate(n=Count("pk"))
    return {str(labels[kind]): n for kind, n in found}


def _expectations(standing: Standing, marking: int, printed: Printed) -> list[str]:
    """What people are told and heard on, in figures alone: who reads drafts may read none of it."""
    sentences: list[str] = []
    if standing.reads("outreach"):
        year = standing.on - timedelta(days=365)
        heard = _open(exchanges_for(standing), marking).filter(held_on__gt=year).count()
        in_force = _open(messages_in_force(standing), marking).count()
        tellings = _open(tellings_for(standing), marking).exclude(told_on=None)
        places = tellings.exclude(place=None).values("place").distinct().count()
        staff = _open(means_today(standing), marking).aggregate(n=Sum("staff"))["n"] or 0
        sentences += core.expectations_told(in_force, places, heard, staff)
    return [*sentences, *_residuals(standing, marking, printed)]


def _residuals(standing: Standing, marking: int, printed: Printed) -> list[str]:
    if not standing.reads("risks"):
        return []
    return [*core.residual_told(figure_rows("residuals", standing, marking, printed).count())]
