"""The tables of a strategy on paper, declared: title, and for each column its head, how wide it is,
and what stands in it.

    PARTNERS = PaperTable(_("Partners"), ((_("Partner"), 4, name_and_kind("name", "k")), ...))
    PARTNERS.blocks(rows)

What stands in a column is the name of a value of the row, with `?` where a blank one is not on
record; or what a function makes of the row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela.base.documents import model as d
from tutela.crisis.tables import options
from tutela_web.base.values import Words
from tutela_web.look.translate import with_label, word
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.risk.readings.models import ReadingParty
from tutela_web.risk.readings.words import COMPARED, TRENDS
from tutela_web.strategy.content.cells import (
    Row,
    day_or_none,
    day_said,
    not_known,
    rhythm_said,
    table,
)
from tutela_web.warning.models import AlertLevel
from tutela_web.warning.words import CLOCKS

Cell: TypeAlias = str | Callable[[Row], d.Text | None]


@dataclass(frozen=True)
class PaperTable:
    """A table of rows that were frozen.

    columns   head, width, and what stands in it
    words     names of the values in which people's own words stand
    """

    title: Words
    columns: Sequence[tuple[Words, float, Cell]]
    words: str = ""

    def blocks(self, rows: Sequence[Row]) -> tuple[d.Block, ...]:
        """The table under its title; nothing where it has no row."""
        return table(
            str(self.title),
            [(str(head), width) for head, width, _cell in self.columns],
            [tuple(_cell_text(cell, row) for _head, _width, cell in self.columns) for row in rows],
            words=(" ".join(row[name] for name in self.words.split()) for row in rows)
            if self.words
            else (),
        )


def _cell_text(cell: Cell, row: Row) -> d.Text | None:
    if not isinstance(cell, str):
        return cell(row)
    value: str = row[cell.removesuffix("?")]
    return value or None if cell.endswith("?") else value


# --- what stands in a cell


def strong(name: str) -> Cell:
    """A value that leads its row."""
    return lambda row: d.Strong(row[name])


def word_cell(name: str) -> Cell:
    """A word of the house, in the language of the paper."""
    return lambda row: word(row[name]) or None


def day(name: str) -> Cell:
    """A day; None where no record says it."""
    return lambda row: day_or_none(row[name])


def known_day(name: str) -> Cell:
    """A day, or that it is not known."""
    return lambda row: day_said(row[name])


def name_and_kind(name: str, kind: str) -> Cell:
    """How a record is called, and below it what it is."""
    return lambda row: (d.Strong(row[name]), d.Break(), d.Soft(word(row[kind])))


def of_kind(name: str, kind: str) -> Cell:
    """The same of a record that has words and no name."""
    return lambda row: (row[name], d.Break(), d.Soft(word(row[kind])))


def on_day(name: str, on: str) -> Cell:
    """Who decided it, and below it when."""
    return lambda row: (row[name], d.Break(), d.Soft(day_said(row[on])))


def with_below(text: str, below: str) -> d.Text:
    """A text, and something below it where there is any."""
    return (text, d.Break(), d.Soft(below)) if below else text


def yes_no(value: bool | None) -> str:
    """Yes, no, or that it is not known."""
    return not_known() if value is None else gettext("yes") if value else gettext("no")


def _level_said(row: Row) -> str:
    return str(AlertLevel(row["level"]).label)


def _minutes_said(row: Row) -> str:
    return gettext("%(n)s minutes") % {"n": number_format(Decimal(row["minutes"]))}


def _trends_said(row: Row) -> str | None:
    trends = row["trends"].items()
    told = (with_label(ReadingParty(one).label, str(TRENDS[trend])) for one, trend in trends)
    return "; ".join(told) or None


def _dissent_said(row: Row) -> str:
    late = f"{row['words']} ({gettext('after opening')})"
    return late if row["late"] else str(row["words"])


def _not_answered(row: Row) -> d.Text:
    about = f"{word(row['actor'])} · {word(row['harm'])}"
    return (d.Strong(row["place"]), d.Break(), d.Soft(about))


def _looked_at_again(row: Row) -> d.Text:
    past = gettext("that day came: nobody stands by it now") if row["due"] else ""
    return with_below(day_said(row["review_on"]), past)


def _referral(row: Row) -> d.Text | None:
    on = day_said(row["referred_on"]) if row["referred_on"] else ""
    return with_below(row["office"], on) if row["office"] else None


def _asked_of(row: Row) -> d.Text:
    whom = (d.Break(), d.Soft(row["of_whom"])) if row["of_whom"] else ()
    return (word(row["of_label"]), *whom)


def _answer(row: Row) -> d.Text:
    if not row["answered_on"]:
        late = row["state"] == "past due"
        return gettext("past due, no answer") if late else gettext("waiting")
    told = {
        "granted": gettext("granted"),
        "part": gettext("granted in part"),
        "refused": gettext("refused"),
    }
    answer: str = row["answer"]
    return (told.get(answer, answer), d.Break(), d.Soft(day_said(row["answered_on"])))


def _gap(row: Row) -> str:
    if row["from"] == "line":
        return gettext("%(line)s of the matrix: no means are named") % {"line": row["line"]}
    return str(row["effect"])


def _place_or_mission(row: Row) -> str:
    return row["place"] or gettext("whole mission")


def _activity(row: Row) -> str:
    kinds = options()
    return word(kinds[row["activity"]].label if row["activity"] in kinds else row["activity"])


def _for_host(row: Row) -> str:
    told = {word: str(label) for word, label in MatrixLine._meta.get_field("for_host").flatchoices}
    return told[row["for_host"]]


def _office(row: Row) -> d.Text:
    name = (d.Break(), row["name"]) if row["name"] else ()
    return (d.Strong(word(row["who_label"])), *name)


def _forum(row: Row) -> d.Text:
    purpose = (d.Break(), row["purpose"]) if row["purpose"] else ()
    return (d.Strong(row["name"]), d.Break(), d.Soft(word(row["kind_label"])), *purpose)


def _limits_and_means(row: Row) -> str:
    return "; ".join(filter(None, (row["limit"], row["means"], row["host"]))) or "–"


# --- the tables

MANDATED = PaperTable(
    _("What the Council mandated"),
    (
        (_("Paragraph"), 3, strong("paragraph")),
        (_("Mandated task"), 6, "what"),
        (_("Tier"), 1.4, lambda row: str(row["tier"])),
        (_("Limits and means"), 5, _limits_and_means),
    ),
    words="what",
)
OBJECTIVES = PaperTable(
    _("Objectives by term"),
    (
        (_("Objective"), 1.8, strong("code")),
        (_("Words"), 7, lambda row: with_below(row["words"], row["end_state"] or row["aim"])),
        (_("Term"), 2.2, lambda row: word(row["term_label"])),
        (_("Tiers"), 1.6, lambda row: ", ".join(map(str, row["tiers"])) or None),
        (_("Lines of the matrix"), 3, "serving?"),
    ),
    words="words",
)
LINKED_PLANS = PaperTable(
    _("Plans and priorities of others"),
    (
        (_("Plan"), 5, name_and_kind("title", "kind_label")),
        (_("Responsible"), 3, "whose"),
        (_("How it fits"), 5, "fits?"),
        (_("Compared with ours on"), 2.4, day("checked_on")),
    ),
    words="title fits",
)
FOR_HOST = PaperTable(
    _("Against the host state's primary duty to protect"),
    (
        (_("Line"), 1.6, strong("code")),
        (_("Activity"), 5, _activity),
        (_("Lead"), 3, "lead?"),
        (_("For the host state"), 3, _for_host),
    ),
)
UNDERSTOOD = PaperTable(
    _("How the leaders of the mission understand protection"),
    (
        (_("Given by"), 3, on_day("post", "on")),
        (_("In their own words"), 9, "words"),
        (_("Where it was given"), 3, "given_in?"),
    ),
    words="words",
)
OUTSIDE = PaperTable(
    _("Outside the scope of this strategy"),
    (
        (_("Concern"), 5, strong("what")),
        (_("Why it is outside"), 6, "reason"),
        (_("Referred to"), 3.4, _referral),
    ),
)
TRIGGERS = PaperTable(
    _("What prompts a review"),
    (
        (_("The strategy is reviewed when"), 7, lambda row: capfirst(word(row["label"]))),
        (
            _("Sections to look at"),
            3,
            lambda row: ", ".join(row["sections"]) or gettext("those that cite it"),
        ),
    ),
)
WATCHED = PaperTable(
    _("Changes and facts that are watched for a review"),
    (
        (_("What is watched"), 7, "words"),
        (_("Sections to look at"), 3, lambda row: ", ".join(row["sections"]) or gettext("all")),
    ),
)
JOINT = PaperTable(
    _("Joint reading of the hotspots, each party blind to the others"),
    (
        (_("Place"), 3, strong("place")),
        (_("Read"), 2, lambda row: str(COMPARED[row["compared"]])),
        (_("By whom, and how"), 8, _trends_said),
        (_("Opened on"), 2.2, day("read_on")),
    ),
)
DISSENT = PaperTable(
    _("Dissent from the order"),
    (
        (_("Party"), 3, lambda row: d.Strong(str(ReadingParty(row["party"]).label))),
        (_("Dissent from the order"), 10, _dissent_said),
        (_("Opened on"), 2.2, day("read_on")),
    ),
)
NOT_RESPONDING = PaperTable(
    _("Risks the mission does not respond to"),
    (
        (_("Risk"), 4, _not_answered),
        (_("Why the mission does not respond"), 5, "reason"),
        (_("Decided by"), 3, on_day("by", "on")),
        (_("Who was told"), 3.4, "told?"),
        (_("Look at it again on"), 2.4, _looked_at_again),
    ),
    words="reason",
)
"""The open choices not to respond: whoever signs the text signs these too."""
ASSESSMENTS = PaperTable(
    _("Maps and assessments section B rests on"),
    (
        (_("Assessment and map of"), 2.6, lambda row: d.Strong(day_said(row["on"]))),
        (_("Issued by"), 3, "issued_by"),
        (_("Id"), 5.6, "id"),
        (_("What the section takes from it"), 5, "words?"),
    ),
    words="words",
)
"""By day and id, as the platform opens them."""
LIMITS = PaperTable(
    _("The mission's own time limits of warning and decision"),
    (
        (_("Level"), 4, _level_said),
        (_("Clock"), 5, lambda row: str(CLOCKS.get(row["clock"], row["clock"]))),
        (_("At most"), 3, _minutes_said),
    ),
)
ASKS = PaperTable(
    _("Asked of those who can close a gap"),
    (
        (_("Asked of"), 3, _asked_of),
        (_("What"), 5, of_kind("what", "kind_label")),
        (_("Asked on"), 2, known_day("asked_on")),
        (_("Answer"), 3.4, _answer),
    ),
)
GAPS = PaperTable(
    _("Gaps"),
    (
        (_("What is missing, by its effect"), 6, _gap),
        (_("Place"), 3, _place_or_mission),
        (_("Until"), 2, day("until")),
    ),
)
ROLES = PaperTable(
    _("Who does what"),
    (
        (_("Office"), 3, _office),
        (_("Role"), 2.4, lambda row: word(row["what_label"])),
        (_("Statement"), 6, "says"),
        (_("Source"), 3, "source?"),
    ),
    words="says",
)
DIRECTIVES = PaperTable(
    _("Directives of the Force Commander"),
    (
        (
            _("Directive"),
            4,
            lambda row: (d.Strong(row["reference"]), d.Break(), row["title"]),
        ),
        (_("Issued by"), 2.4, "by"),
        (_("Issued on"), 2, known_day("issued_on")),
        (_("What it governs"), 4, "governs"),
        (_("Lines of the matrix"), 2.4, "citing"),
    ),
)
HOST = PaperTable(
    _("Institutions of the host state"),
    (
        (_("Institution"), 3, strong("institution")),
        (_("In the wording cleared by the Head of Mission"), 8, "words"),
        (_("Cleared on"), 2, known_day("cleared_on")),
    ),
)
FORA = PaperTable(
    _("Coordination forums"),
    (
        (_("Forum"), 4, _forum),
        (_("Chair"), 2.6, "chair?"),
        (_("Members"), 4, lambda row: ", ".join(row["members"]) or None),
        (_("Meets"), 2, lambda row: rhythm_said(row["rhythm_days"])),
        (_("Reports to"), 2.6, "reports_to?"),
    ),
)
PARTNERS = PaperTable(
    _("Partners"),
    (
        (_("Partner"), 4, name_and_kind("name", "kind_label")),
        (_("Way of working"), 6, "channel?"),
        (_("Depth"), 3, word_cell("depth_label")),
    ),
    words="channel",
)
ARRANGEMENTS = PaperTable(
    _("Arrangements with others"),
    (
        (_("Arrangement"), 4, name_and_kind("name", "kind_label")),
        (_("What was agreed"), 6, "says?"),
        (_("Agreed on"), 2, day("agreed_on")),
        (_("Rehearsed on"), 2, day("rehearsed_on")),
    ),
    words="says",
)
CHECKS = PaperTable(
    _("Humanitarian space"),
    (
        (_("Where aid and arms come near each other"), 7, of_kind("what", "kind_label")),
        (_("On"), 2, known_day("on")),
        (_("Settled"), 2, lambda row: yes_no(row["settled"])),
    ),
)
RESIDUALS = PaperTable(
    _("What stays beyond the mission"),
    (
        (_("What the mission cannot protect"), 5, "what"),
        (_("Why"), 4, "why?"),
        (_("Place"), 2.4, _place_or_mission),
        (_("Accepted by"), 2.6, "accepted_by"),
        (_("Until"), 2.2, known_day("until")),
    ),
)
INDICATORS = PaperTable(
    _("Indicators and benchmarks"),
    (
        (_("Indicator"), 1.6, strong("code")),
        (
            _("What is looked at"),
            6,
            lambda row: with_below(
                row["words"], gettext("perception") if row["perception"] else ""
            ),
        ),
        (_("Of"), 1.6, "of?"),
        (_("Monitored by"), 3, "monitored_by?"),
        (_("Baseline"), 2.6, "baseline?"),
        (_("Benchmark"), 2.6, "benchmark?"),
    ),
    words="words",
)
REPORTING = PaperTable(
    _("Reports due from the mission"),
    (
        (_("Report"), 5, strong("title")),
        (_("To"), 3, lambda row: word(row["to_label"])),
        (_("Office"), 3, "office"),
        (_("How often"), 2.2, lambda row: rhythm_said(row["every_days"])),
        (_("Next due"), 2.2, day("due")),
        (_("Rests on"), 3, "rests_on?"),
        (_("System"), 2.4, "system?"),
    ),
    words="title",
)
