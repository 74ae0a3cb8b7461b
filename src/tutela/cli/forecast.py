"""`tutela forecast`: what is likely next, and how often was it so?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from tutela.base.books.outputs import require_folder, writing
from tutela.base.errors import BadParameter, UnreadableFile
from tutela.base.guards.unpack import open_plainly
from tutela.base.later import np, pl
from tutela.base.messages import say
from tutela.cli.inputs import FILES, FROM_MONTH, MAPPING, TO_MONTH, Day, read_reading, tell
from tutela.cli.show import JSON_OPTION, Form, output_options, progress, show, show_json, show_table
from tutela.forecast.evaluate import MODELS, Scores, evaluate
from tutela.forecast.learnt import Model
from tutela.forecast.panel import (
    KINDS,
    LEVELS,
    STEPS,
    TARGETS,
    Level,
    Panel,
    Step,
    first_day,
    make_panel,
    period_of,
    target_of,
)
from tutela.forecast.run import Run, run, with_gates_tried
from tutela.forecast.score_files import score_files
from tutela.incidents.types import Events
from tutela.places.grid import cells

SHOWN = ("model", "crps", "ign", "mis", "brier", "auc", "ap", "onset_auc", "onset_ap", "gm_ratio")

OUTPUT = (
    "unit",
    "name",
    "period",
    "mean",
    "p_1",
    "p_25",
    "p_100",
    "why",
    "low_50",
    "high_50",
    "low_90",
    "high_90",
    "low_95",
    "high_95",
    "worst_twentieth",
    "two_modes",
    "offered",
    "events",
)
TOP = 20
BEHIND = 3
"""Events named behind a unit's reasons."""

TARGET = click.option(
    "--target",
    type=click.Choice(TARGETS),
    help="osv one-sided, sb state-based, ns non-state, civ civilians of any violence, all."
    " Without it: sb of totals by country and month, else osv.",
)
LEVEL = click.option("--level", type=click.Choice(LEVELS), default="cell", show_default=True)
STEP = click.option("--step", type=click.Choice(STEPS), default="month", show_default=True)
COUNTRIES = click.option(
    "--countries", help="Codes, such as SSD,CAF. Without it, all of the files."
)
UNITS = click.option(
    "--units",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Cells to have and no others: a CSV with a column gid.",
)
SEED = click.option("--seed", type=int, default=1, show_default=True)
DRAWS = click.option("--draws", type=click.IntRange(20, 10_000), default=1000, show_default=True)


@click.group()
def forecast() -> None:
    """What is likely next, and how often was it so? Panels, forecasts, evaluations, scores.

    Everything here but `score` needs the extra: pip install tutela[forecast].
    """


@forecast.command("panel")
@FILES
@TARGET
@LEVEL
@STEP
@COUNTRIES
@UNITS
@SEED
@MAPPING
@output_options
def panel_command(
    files: tuple[Path, ...],
    target: str | None,
    level: Level,
    step: Step,
    countries: str | None,
    units: Path | None,
    seed: int,
    mapping: Path | None,
    form: Form | None,
) -> None:
    """Count events and deaths by unit and month or week; those without any are not printed."""
    events, panel = _read_panel(files, mapping, level, step, countries, units, seed)
    kind = target_of(panel, target or default_target(events))  # type: ignore[arg-type]
    counted = panel.matrix(kind, until=panel.last)
    many = panel.matrix(kind, of="events", until=panel.last)
    rows = [
        {
            "unit": panel.units[u],
            "name": panel.names[u],
            step: first_day(panel.first + int(t), step).isoformat(),
            "events": int(many[u, t]),
            "deaths": int(counted[u, t]),
        }
        for u, t in zip(*many.nonzero(), strict=True)
    ]
    show(rows, ("unit", "name", step, "events", "deaths"), form)


@forecast.command("run")
@FILES
@TARGET
@LEVEL
@click.option(
    "--until",
    type=Day("%Y-%m", "YYYY-MM"),
    help="Last month known. Without it, the last on file.",
)
@COUNTRIES
@click.option("--horizons", default="1-12", show_default=True, help="Months or weeks ahead.")
@STEP
@UNITS
@DRAWS
@SEED
@click.option(
    "--model",
    "shipped",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A model made before: nothing is learnt.",
)
@click.option(
    "--save-model",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the model forecasts.",
)
@click.option(
    "--draws-to",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the positive draws as Parquet; the others are zero.",
)
@click.option("--top", type=click.IntRange(min=1), help="So many units; the table shows 20.")
@click.option("--onsets", is_flag=True, help="Only units without a death in the year before.")
@MAPPING
@output_options
def run_command(
    files: tuple[Path, ...],
    target: str | None,
    level: Level,
    until: date | None,
    countries: str | None,
    horizons: str,
    step: Step,
    units: Path | None,
    draws: int,
    seed: int,
    shipped: Path | None,
    save_model: Path | None,
    draws_to: Path | None,
    top: int | None,
    onsets: bool,
    mapping: Path | None,
    form: Form | None,
) -> None:
    """Forecast every unit: chances, intervals, the worst twentieth, and why.

    A model made here is tried on the 24 months before; one that fails a gate is not offered, and
    each unit's own last 36 months stand in its place, which is said.
    """
    ahead = _horizons(horizons)
    for out in (save_model, draws_to):
        if out:
            require_folder(out)
    events, panel = _read_panel(files, mapping, level, step, countries, units, seed)
    known = period_of(_month_after(until), step) - 1 if until else panel.last
    if shipped:
        model = Model.from_text(open_plainly(shipped).decode("utf-8", errors="replace"))
        if target not in (None, model.target):
            raise BadParameter(
                say("the model is of {target}", target=model.target),
                next=say("ask for these, or make another model"),
            )
        target_of(panel, model.target)  # type: ignore[arg-type]
    else:
        kind = target_of(panel, target or default_target(events))  # type: ignore[arg-type]
        model = with_gates_tried(panel, kind, until=known, horizons=ahead, seed=seed)
    if save_model:
        with writing(save_model):
            save_model.write_text(model.as_text(), encoding="utf-8")
    forecasts = run(panel, model, until=known, horizons=ahead, draws=draws, seed=seed)
    if draws_to:
        with writing(draws_to):
            _write_draws(forecasts, panel, draws_to)
    rows = _forecast_rows(
        forecasts,
        panel,
        events.known_on(_last_day(known, step)),
        top or (len(panel) if form else TOP),
        _quiet_units(panel, forecasts.model.target, known) if onsets else range(len(panel)),
    )
    if forecasts.failed:
        tell(
            f"The model is not offered: it fails the gates of {', '.join(forecasts.failed)}."
            " What stands here is each unit's own last 36 months."
        )
    elif forecasts.offered is None:
        tell("Nobody tried the gates of this model.")
    whole = forecasts.in_all[0]
    tell(
        f"All units together, {whole.period}: {whole.mean:,.1f} deaths on the mean,"
        f" 90 % interval {whole.intervals[90][0]:,.0f} to {whole.intervals[90][1]:,.0f};"
        " units are drawn apart from each other, so the true interval is wider."
    )
    show(rows, OUTPUT if form else OUTPUT[:8], form)


@forecast.command("evaluate")
@FILES
@TARGET
@LEVEL
@FROM_MONTH
@TO_MONTH
@COUNTRIES
@click.option(
    "--horizons",
    help="Months or weeks ahead: 1, or 3-14. Without it, 1, and 3-14 by country.",
)
@STEP
@UNITS
@DRAWS
@SEED
@MAPPING
@JSON_OPTION
def evaluate_command(
    files: tuple[Path, ...],
    target: str | None,
    level: Level,
    start: date,
    end: date,
    countries: str | None,
    horizons: str | None,
    step: Step,
    units: Path | None,
    draws: int,
    seed: int,
    mapping: Path | None,
    form: Form | None,
) -> None:
    """Forecast each month or week from what was known before it, and score it beside history.

    A window is as many months as there are horizons: 3-14 from January asks of a year, with inputs
    to October of the year before. The rules of history: nothing, last, the mean of the past 12, the
    last 36 or 12 resampled, those of the neighbours too, any unit's of the last 240.
    """
    if start > end:
        raise BadParameter(
            say("from {start} to {end}", start=f"{start:%Y-%m}", end=f"{end:%Y-%m}"),
            next=say("write the earlier first"),
        )
    ahead = _horizons(horizons or ("3-14" if level == "country" else "1"))
    events, panel = _read_panel(files, mapping, level, step, countries, units, seed)
    kind = target_of(panel, target or default_target(events))  # type: ignore[arg-type]
    last = period_of(_month_after(end), step) - 1
    with progress("evaluating") as told:
        evaluation = evaluate(
            panel,
            kind,
            first=period_of(start, step),
            last=last,
            horizons=ahead,
            draws=draws,
            seed=seed,
            score=_score(events, panel, seed),
            on_progress=told,
        )
    if form == "json":
        show_json(evaluation)
        return
    show_table(
        [{"model": name, **evaluation["models"][name]} for name in MODELS],
        SHOWN,
    )
    _tell_calibration(evaluation["calibration"])


@forecast.command("score")
@click.option(
    "--actuals", required=True, type=click.Path(path_type=Path), help="What happened: outcome."
)
@click.option(
    "--samples", required=True, type=click.Path(path_type=Path), help="Samples: outcome, draw."
)
@JSON_OPTION
def score_command(actuals: Path, samples: Path, form: Form | None) -> None:
    """Score a file of samples as the VIEWS challenge does: CRPS, ignorance, interval score."""
    scored = score_files(actuals, samples)
    row = {"crps": scored.crps, "ign": scored.ign, "mis": scored.mis, "rows": scored.rows}
    if form == "json":
        show_json(row)
    else:
        show_table([row], tuple(row))


def _read_panel(
    files: tuple[Path, ...],
    mapping: Path | None,
    level: Level,
    step: Step,
    countries: str | None,
    units: Path | None,
    seed: int,
) -> tuple[Events, Panel]:
    """The events and their panel; what could not be laid is told."""
    wanted = _units(units)
    events = read_reading(files, mapping).events
    panel = make_panel(
        events, level=level, step=step, countries=_codes(countries), units=wanted, seed=seed
    )
    for note in panel.notes:
        tell(f"{note[0].upper()}{note[1:]}.")
    return events, panel


def _quiet_units(panel: Panel, target: str, known: int) -> Sequence[int]:
    """The units without a death of that kind in the year before: what comes there is an onset."""
    deaths = panel.matrix(target, until=known)[:, -panel.periods_a_year :]
    quiet: list[int] = np.flatnonzero(deaths.sum(axis=1) == 0).tolist()
    return quiet


def _forecast_rows(
    forecasts: Run, panel: Panel, events: Events, top: int, among: Sequence[int]
) -> list[dict[str, Any]]:
    """Rows of the likeliest of some units, period by period."""
    likeliest = sorted(among, key=lambda n: -forecasts.units[0][n].chances[1])[:top]
    behind = _last_events(panel, events, likeliest, forecasts.model.target)
    rows = []
    for of_period in forecasts.units:
        for n in likeliest:
            told = of_period[n]
            bounds = {
                f"{side}_{level}": edge
                for level, edges in told.intervals.items()
                for side, edge in zip(("low", "high"), edges, strict=True)
            }
            rows.append(
                {
                    "unit": told.unit,
                    "name": panel.names[n],
                    "period": told.period,
                    "mean": told.mean,
                    **{f"p_{k}": chance for k, chance in told.chances.items()},
                    "why": "; ".join(forecasts.reasons[n])
                    if forecasts.reasons
                    else "its own last 36 months",
                    **bounds,
                    "worst_twentieth": told.worst,
                    "two_modes": told.two_modes,
                    "offered": forecasts.offered,
                    "events": behind.get(n, []),
                }
            )
    return rows


def _last_events(
    panel: Panel, events: Events, rows: list[int], target: str
) -> dict[int, list[str]]:
    """The last events of each unit on record: what its reasons rest on first."""
    if panel.level != "cell":
        return {}
    frame = events.frame.filter(
        (pl.col("grain") == "event")
        & pl.col("latitude").is_not_null()
        & pl.col("longitude").is_not_null()
    )
    if target in KINDS:
        frame = frame.filter(pl.col("violence") == KINDS[target])
    cell = cells(frame["latitude"].to_numpy(), frame["longitude"].to_numpy())
    ids = frame.select(pl.format("{}:{}", "source", "source_id")).to_series()
    newest = frame.select(pl.col("date_end").arg_sort(descending=True, nulls_last=True)).to_series()
    wanted = {int(panel.units[n]): n for n in rows}
    behind: dict[int, list[str]] = {}
    for at in newest.to_list():
        n = wanted.get(int(cell[at]))
        if n is not None and len(behind.setdefault(n, [])) < BEHIND:
            behind[n].append(ids[at])
    return behind


def _write_draws(forecasts: Run, panel: Panel, path: Path) -> None:
    """Positive draws as a table: unit, period, value; and how many draws there are in all."""
    parts = [
        pl.DataFrame(
            {"row": d.row.astype("int32"), "value": d.values.astype("int32")}
        ).with_columns(period=pl.lit(of_period[0].period), draws=pl.lit(d.number, pl.Int32))
        for d, of_period in zip(forecasts.draws, forecasts.units, strict=True)
    ]
    names = pl.DataFrame({"row": range(len(panel)), "unit": panel.units}).cast({"row": pl.Int32})
    pl.concat(parts).join(names, on="row", how="left").drop("row").write_parquet(path)


def _last_day(period: int, step: Step) -> date:
    return first_day(period + 1, step) - timedelta(days=1)


def default_target(events: Events) -> str:
    """What is asked of files where nobody says."""
    totals = events.frame["grain"].eq("country_month").any()
    return "sb" if totals else "osv"


def _score(events: Events, panel: Panel, seed: int) -> Any:
    """The score R of the panel's units as of a period; None where it ranks no such units."""
    if panel.level != "cell" or events.frame["date_end"].null_count() == len(events):
        return None
    from tutela.places.gazetteer import Places
    from tutela.places.grid import centres
    from tutela.places.types import Place
    from tutela.risk.checks.backtest import score_units

    lat, lon = centres([int(u) for u in panel.units])
    places = Places.of(
        Place(u, f"cell {u}", float(a), float(o), kind="cell")
        for u, a, o in zip(panel.units, lat, lon, strict=True)
    )

    def scored(period: int) -> Any:
        return score_units(events, places, _last_day(period, panel.step), seed=seed)

    return scored


def _codes(countries: str | None) -> list[str]:
    return [c.strip().upper() for c in (countries or "").split(",") if c.strip()]


def _units(path: Path | None) -> pl.DataFrame | None:
    if path is None:
        return None
    try:
        frame = pl.read_csv(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnreadableFile(
            say("{file} is no CSV that can be read", file=path.name), next=say("give a CSV")
        ) from error
    if "gid" not in frame.columns:
        raise BadParameter(
            say("{file} has no column gid", file=path.name),
            next=say("give PRIO-GRID ids in a column gid"),
        )
    gids = frame["gid"].cast(pl.Int64, strict=False)
    if not len(gids) or gids.null_count():
        raise BadParameter(
            say("the column gid of {file} is empty, or holds what is no number", file=path.name),
            next=say("give PRIO-GRID ids in a column gid"),
        )
    return frame


def _horizons(said: str) -> tuple[int, ...]:
    match = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", said.strip())
    if match:
        low, high = int(match[1]), int(match[2] or match[1])
        if 1 <= low <= high <= 36:
            return tuple(range(low, high + 1))
    raise BadParameter(
        say("horizons {said!r}", said=said), next=say("write 1, or 3-14; at most 36")
    )


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _tell_calibration(scores: Scores) -> None:
    failed = [name for name, passed in scores["gates"].items() if passed is False]
    click.echo(
        f"\nStated beside come true: slope {scores['reliability']['slope'] or float('nan'):.2f},"
        f" calibration error {scores['ece']:.4f}, base rate {scores['base_rate']:.4f}."
    )
    if failed:
        click.echo(f"Not offered as a forecast: it fails the gates of {', '.join(failed)}.")
