"""Pictures of the whole, of the records their reader may see: the funnel and harm by type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from tutela.base.days import lies_within
from tutela.base.later import pl
from tutela.monitoring.indicators import closed_periods
from tutela_web.access.policy import Standing
from tutela_web.look.days import date_format
from tutela_web.look.series import SeriesLayer, funnel_chart, layer_key, stacked_chart
from tutela_web.look.translate import with_label, word
from tutela_web.monitoring.measured.tables import MeasuredTables

Period = TypeVar("Period")
MONTHS = 12
LAYERS = ("bar", "danger", "warn", "l2", "ok")
"""The classes of the kinds of harm that occur most; the others are one layer."""


def pictures_of(standing: Standing) -> dict[str, Any]:
    """The context of the page: both pictures with their tables."""
    months = closed_periods(30, standing.on, MONTHS)
    read = MeasuredTables(standing, months[0].first, months[-1].last)
    steps = funnel_steps(read)
    words = "; ".join(with_label(name, known) for name, known, _unknown in steps)
    labels = [date_format(month.first, "M") for month in months]
    layers = harm_layers(read)
    return {
        "first": months[0].first,
        "last": months[-1].last,
        "steps": steps,
        "reads_alerts": standing.reads("alerts"),
        "funnel": funnel_chart(
            steps, title=_("From warning to outcome"), desc=words, unknown_word=_("not known")
        ),
        "months": labels,
        "layers": [(layer, layer_key(layer.kind), sum(layer.values)) for layer in layers],
        "harm": stacked_chart(
            labels,
            layers,
            title=_("Harm to civilians by kind"),
            desc="; ".join(f"{layer.label}: {sum(layer.values):g}" for layer in layers),
        )
        if standing.reads("incidents") or standing.reads("events")
        else None,
    }


def funnel_steps(read: MeasuredTables) -> list[tuple[str, int, int]]:
    """Of alerts that needed an answer: how many were warned of, decided on, gone to, reached, and
    had people protected, each with how many of it is not known."""
    alerts = read.table("alerts").filter(pl.col("response").is_not_null())

    def count(condition: pl.Expr) -> int:
        return alerts.filter(condition.fill_null(False)).height

    unknown = ["unknown", "waiting", "inferred"]
    went = ["before", "during", "after"]
    return [
        (_("warning"), alerts.height, 0),
        (
            _("decision"),
            count(pl.col("decided").is_in(["in time", "late"])),
            count(pl.col("decided").is_in(unknown)),
        ),
        (
            _("departure"),
            count(pl.col("response") == "yes"),
            count(pl.col("response").is_in(unknown)),
        ),
        (
            _("arrival"),
            count(pl.col("arrival").is_in(went)),
            count(pl.col("arrival").is_in(unknown)),
        ),
        (
            _("people protected"),
            count(pl.col("protected").is_in(["by UN", "by host"])),
            count(pl.col("protected").is_in(unknown)),
        ),
    ]


def harm_layers(read: MeasuredTables) -> list[SeriesLayer]:
    """Recorded attacks by kind of harm, a figure a month; those of no known kind hatched."""
    months = closed_periods(30, read.standing.on, MONTHS)
    rows = read.table("harm")
    counts: Counter[tuple[int, str | None]] = Counter()
    for at, month in enumerate(months):
        for harm in rows.filter(lies_within(month.first, month.last))["harm"]:
            counts[at, harm] += 1
    return stacked_layers(counts, range(len(months)))


def stacked_layers(
    counts: Mapping[tuple[Period, str | None], int], periods: Sequence[Period]
) -> list[SeriesLayer]:
    """Counts by period and kind of harm as layers: the kinds that occur most, the others as one,
    and hatched those of no known kind."""
    totals: Counter[str] = Counter()
    for (_period, harm), n in counts.items():
        if harm is not None:
            totals[harm] += n
    most = [harm for harm, _n in sorted(totals.items(), key=lambda one: (-one[1], one[0]))]
    shown, rest = most[: len(LAYERS)], most[len(LAYERS) :]
    layers = [
        SeriesLayer(word(harm), kind, [float(counts.get((k, harm), 0)) for k in periods])
        for harm, kind in zip(shown, LAYERS, strict=False)
    ]
    if rest:
        others = [float(sum(counts.get((k, harm), 0) for harm in rest)) for k in periods]
        layers.append(SeriesLayer(_("other kinds"), "hollow", others))
    unknown = [float(counts.get((k, None), 0)) for k in periods]
    return [*layers, SeriesLayer(_("kind not known"), "unknown", unknown)]
