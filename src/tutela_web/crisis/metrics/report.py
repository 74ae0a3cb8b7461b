"""The response report of a period, for a meeting or headquarters: PDF, DOCX and XLSX.

Every figure has the numbers of its alerts on paper; what is not counted stands beside it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.base.documents.docx import to_docx
from tutela.base.documents.pdf import to_pdf
from tutela.crisis.metrics import LEAST, MEASURES, STEPS, UNCOUNTED, Count, figure_sentence
from tutela_web.access.policy import Standing
from tutela_web.adoption.letterheads.queries import on_letterhead
from tutela_web.base import clock, named
from tutela_web.base.markings import Classification
from tutela_web.base.tables import exports
from tutela_web.crisis.metrics import words
from tutela_web.crisis.metrics.drawing import sheet, words_of
from tutela_web.crisis.metrics.queries import NO_OFFICE, PeriodFigures
from tutela_web.crisis.papers.layouts import laid_out
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.incidents.models import Incident
from tutela_web.look.days import date_format
from tutela_web.look.translate import day_and_hour, in_language, say_in_page_language, with_label
from tutela_web.warning.models import Alert

NAMED = 40
"""How many record numbers a line names; the workbook has all."""

HEADLINES = (
    ("acknowledged", "in time"),
    ("decided", "in time"),
    ("response", "yes"),
    ("arrival", "before"),
    ("protected", "by UN"),
    ("feedback", "given"),
)

DOCUMENTS: dict[str, tuple[Callable[[d.Document], bytes], str]] = {
    "pdf": (to_pdf, "application/pdf"),
    "docx": (
        to_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


def make_paper(
    form: str,
    standing: Standing,
    document: d.Document,
    *,
    final_since: datetime | None = None,
) -> tuple[bytes, str]:
    """A paper of the mission in one form, and how the web names that form: DOCX stands on its
    letterhead.

    Takes   form, pdf or docx; final_since, as `on_letterhead` takes it.
    """
    make, kind = DOCUMENTS[form]
    if form == "docx":
        document = on_letterhead(standing, document, final_since=final_since)
    return make(document), kind


def as_file(form: str, standing: Standing, figures: PeriodFigures) -> tuple[bytes, str]:
    """The report in one form, and how the web names that form.

    Takes   form: pdf, docx or xlsx; standing, what may be taken away; figures, of that standing.
    """
    behind = Behind.of(standing, figures)
    if form == "xlsx":
        return _workbook(standing, figures, behind), exports.FORMS["xlsx"]
    return make_paper(form, standing, document(standing, figures, behind))


@dataclass(frozen=True)
class Behind:
    """The records the figures rest on: their numbers, and the closest marking among them."""

    alerts: dict[str, str]
    incidents: dict[str, Incident]
    marking: int

    @classmethod
    def of(cls, standing: Standing, figures: PeriodFigures) -> Behind:
        """Two queries, and one for the marking."""
        ids = [UUID(pk) for pk in figures.grouped["alert"]]
        rows = Alert.objects.filter(standing.sees("alerts"), pk__in=ids)
        blind = [UUID(sight.incident) for sight in figures.sights if sight.answer == "blind"]
        incidents = standing_alone(standing).filter(pk__in=blind).select_related("place", "area")
        close = [
            Classification.CONFIDENTIAL,
            rows.aggregate(m=Max("classification"))["m"] or 0,
            *(incident.classification for incident in incidents),
        ]
        return cls(
            {str(pk): f"AL-{number:04}" for pk, number in rows.values_list("pk", "number")},
            {str(incident.pk): incident for incident in incidents},
            max(close),
        )

    def numbers(self, figures: PeriodFigures, measure: str, answer: str) -> list[str]:
        """The numbers of the alerts behind one figure."""
        return sorted(
            self.alerts[str(pk)]
            for pk in figures.alerts_behind({"measure": measure, "answer": answer})
            if str(pk) in self.alerts
        )


def title_of(figures: PeriodFigures) -> str:
    """The period and office, in words."""
    period = figures.period
    span = (
        date_format(period.first, "F Y")
        if period.is_month
        else f"{date_format(period.first, 'j F Y')} – {date_format(period.last, 'j F Y')}"
    )
    office = (
        _("no office") if figures.office == NO_OFFICE else figures.offices.get(figures.office, "")
    )
    return with_label(_("Response to alerts"), span) + (f", {office}" if office else "")


def snapshot(figures: PeriodFigures) -> str:
    """A short digest of what was counted: the same figures, the same snapshot.

    Not of the ids of alerts: they are made by chance, and say nothing of what was counted.
    """
    answers: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for alert, measure, answer in figures.rows.select("alert", "measure", "answer").iter_rows():
        answers[alert].append((measure, str(answer)))
    counted = sorted(sorted(of_alert) for of_alert in answers.values())
    return hashlib.sha256(repr((counted, sorted(figures.sight.items()))).encode()).hexdigest()[:12]


def not_counted() -> tuple[str, ...]:
    """The caption under every figure."""
    return (
        _("Alerts this reader may not take away are in no figure."),
        _("Merged alerts are counted once."),
        _(
            "A watch and a false alarm need no response and are not in that denominator; a "
            "deterred "
            "attack is never a false alarm."
        ),
        _(
            "What nobody recorded is not known: neither done nor not done. What is still "
            "open is in "
            "no denominator."
        ),
        _("Times that were inferred from a later one are in no median."),
        _(
            "Incidents of compartments are no blind spots here: blind to rape, abduction and "
            "displacement that only those know of."
        ),
        _("Offices are rated, never persons."),
    )


# --- PDF and DOCX


def document(standing: Standing, figures: PeriodFigures, behind: Behind) -> d.Document:
    """The report as a document."""
    mission, now = standing.mission, clock.now(standing.mission)
    trend = figures.by_month()
    blocks: tuple[d.Block, ...] = (
        d.Facts(tuple(_fact(figures, m, a) for m, a in HEADLINES)),
        d.Heading(_("Each measure, with its own denominator")),
        _measures(figures),
        d.Heading(_("Month by month")),
        d.Figure(
            str(sheet(trend)),
            words_of(trend),
            _("Completed / counted, same scale; red, late or not done; hatched, not known."),
        ),
        d.Heading(_("By office")),
        _offices(figures),
        d.Heading(_("Median minutes from first report")),
        *(_times(figures, by) for by in ("office", "band", "light")),
        d.Heading(_("Refused, not reached, late: the reasons given")),
        _reasons(figures),
        d.Heading(_("Blind spots")),
        *_blind(figures, behind),
        d.Heading(_("What is not counted")),
        d.Note((d.Bullets(not_counted()),)),
        d.Heading(_("Records behind the figures")),
        _records(figures, behind),
    )
    as_of = day_and_hour(now)
    document = d.Document(
        title=title_of(figures),
        frozen=standing.on,
        blocks=blocks,
        kicker=named.in_language(mission.name),
        subtitle=_("As of %(at)s, %(n)s alerts") % {"at": as_of, "n": figures.alerts},
        marking=Classification(behind.marking).word,
        stamp=(
            _("Snapshot %(snapshot)s · frozen %(at)s")
            % {"snapshot": snapshot(figures), "at": as_of},
            *watermarks(standing),
        ),
        **in_language(),
    )
    return laid_out(standing, "response", document)


def watermarks(standing: Standing) -> tuple[str, ...]:
    """What stands on every page of a demonstration or an exercise."""
    if standing.mission.is_demo:
        return (_("Demonstration: hindsight, not what any mission knew"),)
    return (_("EXERCISE EXERCISE EXERCISE"),) if standing.mission.is_exercise else ()


def _fact(period_figures: PeriodFigures, measure: str, answer: str) -> d.Fact:
    count = period_figures.counts[measure]
    n = (
        sum(count.answers[a] for a in ("before", "during"))
        if measure == "arrival"
        else (count.answers[answer])
    )
    label = (
        _("arrived before or during the harm")
        if measure == "arrival"
        else with_label(words.LABELS[measure], words.answer_word(measure, answer))
    )
    unknown = count.answers.get("unknown", 0)
    return d.Fact(
        say_in_page_language(figure_sentence(n, count.of)) if count.of else "–",
        label,
        _("%(n)s not known") % {"n": unknown} if unknown else "",
    )


def _measures(period_figures: PeriodFigures) -> d.Table:
    rows = []
    for measure in MEASURES:
        count = period_figures.counts[measure]
        rows.append(
            d.Row(
                (
                    d.Strong(str(words.LABELS[measure])),
                    words.counted_in(measure, count.of),
                    _answers(count),
                ),
                unknown=not count.of,
            )
        )
    return d.Table(
        _("Measures"),
        (d.Column(_("Measure"), 26), d.Column(_("Counted in"), 28), d.Column(_("Answers"), 46)),
        tuple(rows),
        tall=True,
    )


def _answers(count: Count) -> str:
    """Each answer somebody gave, with its denominator where there is one to tell."""
    parts = []
    for answer, n in count.answers.items():
        if not n and not (count.of and answer in words.GOOD[count.measure]):
            continue
        figure = (
            str(n) if answer in UNCOUNTED else say_in_page_language(figure_sentence(n, count.of))
        )
        parts.append(f"{words.answer_word(count.measure, answer)} {figure}")
    return "; ".join(parts) or _("no cases")


def _offices(figures: PeriodFigures) -> d.Table:
    """One line an office; good answers of those counted in."""
    shown = ("warned", "acknowledged", "decided", "response", "arrival", "protected")
    rows = tuple(
        d.Row(
            (str(words.group_word("office", one)), *(_good(counts[m]) for m in shown)),
            unknown=one is None,
        )
        for one, counts in figures.measures_by("office")
    )
    columns = (
        d.Column(_("Office"), 28),
        *(d.Column(str(words.LABELS[m]), 12, "end") for m in shown),
    )
    return d.Table(_("By office"), columns, rows)


def _good(count: Count) -> str:
    done = sum(count.answers[a] for a in words.GOOD[count.measure])
    return say_in_page_language(figure_sentence(done, count.of)) if count.of else "–"


def _times(figures: PeriodFigures, by: str) -> d.Table:
    rows = tuple(
        d.Row(
            (
                str(words.group_word(by, one)),
                *(
                    f"{steps[step][0]:.0f} (n {steps[step][1]})"
                    if step in steps
                    else _("not known")
                    for step in STEPS
                ),
            ),
            unknown=one is None,
        )
        for one, steps in figures.medians(by)
    )
    columns = (
        d.Column(str(words.GROUPS[by]), 36),
        *(d.Column(str(words.STEPS[step]), 16, "end") for step in STEPS),
    )
    return d.Table(str(words.GROUPS[by]), columns, rows)


def _reasons(period_figures: PeriodFigures) -> d.Block:
    counted = (
        period_figures.reasons.group_by("kind", "reason")
        .len()
        .sort("len", "kind", "reason", descending=[True, False, False])
    )
    if not counted.height:
        return d.Paragraph(_("No reason recorded in this period."))
    rows = tuple(
        d.Row((str(words.kind_word(kind)), str(words.reason_word(reason)), str(n)))
        for kind, reason, n in counted.iter_rows()
    )
    columns = (
        d.Column(_("What happened"), 40),
        d.Column(_("Reason"), 48),
        d.Column(_("Alerts"), 12, "end"),
    )
    return d.Table(_("Reasons"), columns, rows)


def _blind(period_figures: PeriodFigures, behind: Behind) -> list[d.Block]:
    share = say_in_page_language(
        figure_sentence(period_figures.sight["blind"], len(period_figures.sights))
    )
    unknown = period_figures.sight["unknown"]
    blocks: list[d.Block] = [
        d.Paragraph(
            (
                d.Strong(share),
                " ",
                _("incidents on record had no alert before them."),
                " ",
                _("Of %(n)s it is not known which was first.") % {"n": unknown} if unknown else "",
            )
        )
    ]
    rows = tuple(
        d.Row(
            (
                date_format(incident.event_from, "j F") if incident.event_from else _("not known"),
                f"IN-{incident.number:04}",
                (incident.place.name if incident.place else incident.place_said) or _("not known"),
                str(incident.area or _("no office")),
            )
        )
        for incident in sorted(
            behind.incidents.values(), key=lambda incident: (incident.event_from, incident.number)
        )
    )
    if rows:
        columns = (
            d.Column(_("Day"), 18),
            d.Column(_("Incident"), 18),
            d.Column(_("Place"), 34),
            d.Column(_("Office"), 30),
        )
        blocks.append(d.Table(_("Incidents without an alert before them"), columns, rows))
    return blocks


def _records(figures: PeriodFigures, behind: Behind) -> d.Table:
    rows = []
    for measure, known in MEASURES.items():
        for answer in known:
            numbers = behind.numbers(figures, measure, answer)
            if not numbers:
                continue
            more = len(numbers) - NAMED
            told_of = ", ".join(numbers[:NAMED]) + (
                " " + _("and %(n)s more") % {"n": more} if more > 0 else ""
            )
            rows.append(
                d.Row(
                    (
                        with_label(words.LABELS[measure], words.answer_word(measure, answer)),
                        str(len(numbers)),
                        d.Small(told_of),
                    )
                )
            )
    columns = (d.Column(_("Figure"), 34), d.Column(_("n"), 6, "end"), d.Column(_("Alerts"), 60))
    return d.Table(_("Records behind the figures"), columns, tuple(rows), tall=True)


# --- XLSX


@dataclass(frozen=True)
class FigureRow:
    """One figure of the workbook."""

    group: str
    one: str
    measure: str
    answer: str
    n: int
    of: int | None
    records: str


def _workbook(standing: Standing, figures: PeriodFigures, behind: Behind) -> bytes:
    columns = (
        exports.ExportColumn("by", _("By"), str, lambda r: r.group),
        exports.ExportColumn("group", _("Group"), str, lambda r: r.one),
        exports.ExportColumn("measure", _("Measure"), str, lambda r: r.measure),
        exports.ExportColumn("answer", _("Answer"), str, lambda r: r.answer),
        exports.ExportColumn("n", _("Alerts"), int, lambda r: r.n),
        exports.ExportColumn("of", _("Counted in"), int, lambda r: r.of),
        exports.ExportColumn("share", _("Share, of twenty and more"), float, _share),
        exports.ExportColumn("records", _("Records"), str, lambda r: r.records),
    )
    table: exports.Table[FigureRow] = exports.Table(
        "Response", columns, lambda _row: behind.marking
    )
    now = clock.now(standing.mission)

    def told_of(tally: exports.Tally) -> dict[str, Any]:
        return {
            "what": title_of(figures),
            "mission": standing.mission.name,
            "marking": str(Classification(behind.marking).label),
            "watermark": " ".join(watermarks(standing)),
            "as_of": now.isoformat(timespec="seconds"),
            "snapshot": snapshot(figures),
            "first": str(figures.period.first),
            "last": str(figures.period.last),
            "alerts": figures.alerts,
            "rows": tally.rows,
            "columns": table.names,
            "not_counted": " ".join(not_counted()),
        }

    with tempfile.TemporaryDirectory(prefix="tutela-") as folder:
        to = Path(folder) / "response.xlsx"
        exports.write("xlsx", table, _lines(figures, behind), told_of, to=to)
        return to.read_bytes()


def _share(line: FigureRow) -> float | None:
    return line.n / line.of if line.of and line.of >= LEAST else None


def _lines(figures: PeriodFigures, behind: Behind) -> list[FigureRow]:
    """Every figure a line: of all alerts with their numbers, then of each group."""
    lines = [
        FigureRow(
            _("all"),
            "",
            str(words.LABELS[m]),
            str(words.answer_word(m, a)),
            n,
            None if a in UNCOUNTED else count.of,
            ", ".join(behind.numbers(figures, m, a)),
        )
        for m, count in figures.counts.items()
        for a, n in count.answers.items()
    ]
    lines += [
        FigureRow(
            _("Post"),
            figures.posts[load.post],
            _("Alerts told a week, mean of the period"),
            f"{load.a_week:.1f}",
            load.alerts,
            None,
            "",
        )
        for load in figures.loads
    ]
    for by in ("office", "band", "light", "level"):
        lines += [
            FigureRow(
                str(words.GROUPS[by]),
                str(words.group_word(by, one)),
                str(words.LABELS[m]),
                str(words.answer_word(m, a)),
                n,
                None if a in UNCOUNTED else count.of,
                "",
            )
            for one, counted in figures.measures_by(by)
            for m, count in counted.items()
            for a, n in count.answers.items()
            if n
        ]
        lines += [
            FigureRow(
                str(words.GROUPS[by]),
                str(words.group_word(by, one)),
                _("median minutes"),
                str(words.STEPS[step]),
                round(minutes),
                n,
                "",
            )
            for one, steps in figures.medians(by)
            for step, (minutes, n) in steps.items()
        ]
    lines += [
        FigureRow(
            _("blind spots"),
            "",
            _("Incidents"),
            str(label),
            figures.sight[answer],
            len(figures.sights),
            "",
        )
        for answer, label in words.SIGHTS.items()
    ]
    return lines
