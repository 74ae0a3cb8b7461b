"""`tutela risk`: which risks come first, and why? And were we right?"""

from __future__ import annotations

import math
import textwrap
from datetime import date
from pathlib import Path

import click

from tutela.base.later import Floats
from tutela.cli.inputs import (
    BASES,
    COMPARTMENT,
    FILES,
    FROM_MONTH,
    MAPPING,
    ON,
    PARAMETERS,
    PLACES,
    TO_MONTH,
    read_communities,
    read_inputs,
    read_reading,
    tell,
)
from tutela.cli.show import Form, output_options, progress, show, show_json, show_table
from tutela.risk.checks.backtest import backtest
from tutela.risk.checks.printed import MEMORIES, ratio
from tutela.risk.parameters import DEFAULT, read_parameters
from tutela.risk.sheets.sheet import read_sheet, score_sheet
from tutela.risk.sheets.write import CAPTION, as_json, as_row, reasons
from tutela.risk.types import Assessment, Risk

TOP = 20

ROWS = (
    "rank",
    "place_id",
    "place",
    "pcode",
    "lat",
    "lon",
    "actor",
    "harm",
    "horizon_days",
    "I",
    "C",
    "V",
    "T",
    "R",
    "R_low",
    "R_high",
    "band",
    "gravity",
    "priority",
    "msc",
    "confidence",
    "insufficient_data",
    "reasons",
    "records",
)
ORDER = (
    "rank",
    "rank_low",
    "rank_high",
    "ties_next",
    "leads",
    "places",
    "likelihood",
    "likelihood_low",
    "likelihood_high",
    "value",
)
"""What the suggested order adds to a row: an analyst's own sheet has none of it."""


@click.group()
def risk() -> None:
    """Which risks come first, and why? Assess, score a sheet, back-test."""


@risk.command("assess")
@FILES
@ON
@PLACES
@BASES
@click.option("--top", type=click.IntRange(min=1), help="So many risks; the table shows 20.")
@MAPPING
@PARAMETERS
@COMPARTMENT
@output_options
def assess_command(
    files: tuple[Path, ...],
    on: date,
    places: Path | None,
    bases: Path | None,
    top: int | None,
    mapping: Path | None,
    parameters: Path | None,
    compartments: tuple[str, ...],
    form: Form | None,
) -> None:
    """Rank hotspots, and every place, actor and harm on record, as of a day; show the evidence.

    Order: the likelihood of an attack on civilians within 30 days, times what such attacks weigh
    there. First one row for each hotspot (neighbouring places exposed to one actor by the same
    evidence), then the others. R = 20 * cbrt(intent * capability * vulnerability), 0-100, stands
    beside it. What the events cannot say widens where a hotspot may stand and never lifts it.

    \b
    Prints      a table; --csv one row a risk; --json with every factor and its events.
    On stderr   places not assessed, tripwires, and what was left out.
    """
    inputs = read_inputs(
        files,
        places=places,
        bases=bases,
        mapping=mapping,
        parameters=parameters,
        compartments=compartments,
    )
    assessed = inputs.assess(on)
    assessment = assessed.assessment(top or (None if form else TOP))
    if form == "json":
        show_json([as_json(r) for r in assessment.risks])
    elif form == "csv":
        show([as_row(r) for r in assessment.risks], (*ORDER, *ROWS[1:]), form)
    else:
        print_risks(assessment, len(assessed))
    if form:
        _tell_beside(assessment)


@risk.command("score")
@click.argument("sheet", type=click.Path(path_type=Path), metavar="FACTORS")
@output_options
def score_command(sheet: Path, form: Form | None) -> None:
    """Score an analyst's own sheet of factors.

    One row a factor: place, actor, harm, gravity, factor, value, low, high; if you like, also
    reachable (yes, hard, no), grade (B2), source, travel_hours, onset_hours, lat, lon, pcode.
    The sixteen factors and their anchors: docs/method/risk.md.
    """
    scored = score_sheet(read_sheet(sheet))
    if form == "json":
        show_json([as_json(s.risk) | {"protection_gap": s.gap} for s in scored])
        return
    rows = [as_row(s.risk) | {"protection_gap": s.gap} for s in scored]
    if form == "csv":
        show(rows, (*ROWS[:-2], "protection_gap"), form)
    else:
        short = ("rank", "place", "actor", "harm", "I", "C", "V", "R", "R_low", "R_high")
        show_table(rows, (*short, "priority", "msc", "confidence", "protection_gap"))


@risk.command("backtest")
@FILES
@FROM_MONTH
@TO_MONTH
@click.option(
    "--unit",
    type=click.Choice(["hotspot", "cell", "place"]),
    default="hotspot",
    show_default=True,
    help="The printed order of hotspots; or the score R by land PRIO-GRID cell or community.",
)
@PLACES
@click.option("--seed", default=1, show_default=True, help="Breaks ties, the same for every rule.")
@MAPPING
@PARAMETERS
@output_options
def backtest_command(
    files: tuple[Path, ...],
    start: date,
    end: date,
    unit: str,
    places: Path | None,
    seed: int,
    mapping: Path | None,
    parameters: Path | None,
    form: Form | None,
) -> None:
    """The order of each month's end, and where the next month's attacks fell, beside memory.

    An attack: one-sided, or with civilian deaths; dated to a month or better, placed to a district
    or better. Memories: where it was last month, in 12 months, in 36, or halved every three months.
    Printed is the order as `risk assess` prints it; tutela the score R; likelihood what is on
    record around alone, its weights fixed on years to 2016.
    """
    reading = read_reading(files, mapping)
    chosen = read_parameters(parameters) if parameters else DEFAULT
    with progress("back-test") as told:
        tested = backtest(
            reading.events,
            start=start,
            end=end,
            unit=unit,
            places=read_communities(places) if places else None,
            seed=seed,
            parameters=chosen,
            on_progress=told,
        )
    rows = [
        {
            "rule": rule,
            "average_precision": r.average_precision,
            **{f"hits_at_{k}": v for k, v in r.hits_at.items()},
            "killed_in_10": r.killed_in_10,
            "lead_days": r.lead_days,
            "months": r.months,
            "units": r.units,
        }
        for rule, r in tested.results.items()
    ]
    if form == "json":
        show_json(
            {
                rule: {
                    "average_precision": r.average_precision,
                    "hits_at": {str(k): v for k, v in r.hits_at.items()},
                    "killed_in_10": r.killed_in_10,
                    "lead_days": r.lead_days,
                    "months": r.months,
                    "units": r.units,
                }
                for rule, r in tested.results.items()
            }
        )
    else:
        show(rows, tuple(rows[0]), form)
    if not form:
        judged = "printed" if unit == "hotspot" else "tutela"
        click.echo(f"\nAverage precision of {judged!r}, times that of each memory:")
        for rule in MEMORIES:
            click.echo(f"  {rule}: {_times(tested.by_month[judged], tested.by_month[rule])}")
        click.echo(f"Figures are {CAPTION}.")
    tell(f"{tested.positives:,} attacked {unit}s in {len(tested.months)} months.")
    if tested.unplaced:
        tell(f"{tested.unplaced:,} attacks lie on no {unit} tested and are credited to no rule.")
    for note in tested.notes:
        tell(note[0].upper() + note[1:] + ".")
    for line in reading.vintage():
        tell(f"Source: {line}.")


def _times(ours: Floats, theirs: Floats) -> str:
    mean, low, high = ratio(ours, theirs).tolist()
    if math.isnan(mean):
        return "not comparable (it scored nothing)"
    return f"{mean:.2f} ({low:.2f} to {high:.2f} in nine of ten draws of months)"


def print_risks(assessment: Assessment, of: int | None = None) -> None:
    """The ranked table, with what is not known beneath it."""
    shown = len(assessment.risks)
    total = of if of is not None else shown
    show_table(
        [
            {
                "rank": f"{r.rank}{'=' if r.shared else ''} ({r.rank_low}-{r.rank_high})",
                "hotspot": r.place.name + (f" +{r.places - 1}" if r.leads and r.places > 1 else ""),
                "actor": r.actor,
                "harm": r.harm,
                "30 days": _likelihood(r),
                "weight": f"{r.value / r.likelihood:.1f}" if r.likelihood > 0 else "",
                "priority": r.priority,
                "R": "" if r.insufficient_data else f"{r.R:.0f}",
                "confidence": r.confidence,
            }
            for r in assessment.risks
        ],
        ("rank", "hotspot", "actor", "harm", "30 days", "weight", "priority", "R", "confidence"),
        title=f"Hotspots as of {assessment.on:%d %B %Y}: {shown} rows of {total:,}, by the"
        " likelihood of an attack on civilians within 30 days, times what such attacks weigh there",
    )
    if assessment.risks:
        click.echo(_wrap_line(HOW_TO_READ, ""))
    if assessment.tripwires:
        click.echo("\nTripwires: these alert whatever the score")
        for line in trips(assessment):
            click.echo(_wrap_line(line, "  "))
    if assessment.risks:
        click.echo("\nWhy")
    for r in assessment.risks:
        click.echo(_wrap_line(f"{r.place.name}, {r.actor}: {reasons(r, 2)}", "  "))
    click.echo("\nNot known, left out, and whose word it is")
    for line in notes_beside(assessment):
        click.echo(_wrap_line(line, "  "))


HOW_TO_READ = (
    "rank: with the ranks between which it stands in nine draws of ten; = cannot be told from the"
    " next. hotspot: +n places with it. R: only where half of each component is known."
)


def _likelihood(risk: Risk) -> str:
    if math.isnan(risk.likelihood):
        return "not estimated"
    if not risk.leads:
        return f"{risk.likelihood:.0%}"
    return f"{risk.likelihood:.0%} ({risk.likelihood_low:.0%}-{risk.likelihood_high:.0%})"


def _wrap_line(line: str, indent: str) -> str:
    return textwrap.fill(
        line, 110, initial_indent=indent, subsequent_indent=indent * 2, break_on_hyphens=False
    )


def notes_beside(assessment: Assessment) -> list[str]:
    """What must stand beside every list of risks: not known, left out, and whose word it is."""
    lines = []
    if not assessment.risks and not assessment.not_assessed:
        lines.append(
            "No place could be made of these events: none known by then names one and says where it"
            " lies. Next: give --places FILE, or map the columns of place, latitude and longitude"
        )
    if assessment.not_assessed:
        names = ", ".join(p.name for p in assessment.not_assessed[:8])
        more = (
            f" and {len(assessment.not_assessed) - 8:,} more"
            if len(assessment.not_assessed) > 8
            else ""
        )
        lines.append(
            f"Not assessed: {len(assessment.not_assessed):,} places with no harm on record within"
            f" {DEFAULT.presence_km:.0f} km in two years; unknown, not safe: {names}{more}."
        )
    lines += [f"{note[0].upper()}{note[1:]}." for note in assessment.notes]
    lines += [f"Source: {line}." for line in assessment.sources]
    lines.append(f"Suggested from events, for a person to decide on; {CAPTION}.")
    return lines


def trips(assessment: Assessment) -> list[str]:
    """Every tripwire with its records."""
    return [
        f"{t.place.name}: {t.rule}: {t.why}{' (' + ', '.join(t.events) + ')' if t.events else ''}."
        for t in assessment.tripwires
    ]


def _tell_beside(made: Assessment) -> None:
    for line in (*(f"Tripwire at {line}" for line in trips(made)), *notes_beside(made)):
        tell(line)
