"""The strategy on paper: from its content as JSON to a document, in the language of the reader.

content = open_content(standing, strategy)        # what may be taken away
paper = paper_of(standing, strategy, content)
made = on_paper(standing, paper)                  # to_pdf(made), to_docx(made)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.capacity.able import TASKS
from tutela.crisis.tables import options
from tutela.risk.factors import BANDS, CONFIDENCES, PRIORITIES
from tutela.risk.threats import ACTUAL, POTENTIAL
from tutela.strategy.document import (
    Paper,
    Part,
    Signature,
    document,
    matrix_document,
    prose,
    summary_document,
)
from tutela.strategy.edited import mark_of
from tutela.strategy.elements import CLOSED, SECTIONS, Element, by_key, elements
from tutela.strategy.matrix import Line
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.capacity.models import Caveat
from tutela_web.crisis.metrics.report import watermarks
from tutela_web.crisis.papers.layouts import laid_out
from tutela_web.look.translate import (
    day_and_hour,
    in_language,
    say_in_page_language,
    with_label,
    word,
)
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.risk.groups.models import GroupRisk
from tutela_web.risk.readings.models import ReadingParty
from tutela_web.risk.readings.words import COMPARED, TRENDS
from tutela_web.strategy.consulting.queries import waived_elements
from tutela_web.strategy.content.cells import (
    Row,
    day_or_none,
    day_said,
    figure_said,
    not_known,
    rhythm_said,
    table,
    tiers_said,
    told_in_another_language,
    with_lines_in_force,
)
from tutela_web.strategy.content.snapshot import digest
from tutela_web.strategy.edition.amended import adopted_words
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.signed import SaidOfText
from tutela_web.strategy.papers.front import opening, rests_on
from tutela_web.strategy.papers.map import risk_map
from tutela_web.warning.models import AlertLevel
from tutela_web.warning.words import CLOCKS

SHORT = 16
"""So many signs of a digest stand at the foot of each page; all of them at the signatures."""


def paper_of(
    standing: Standing,
    strategy: Strategy,
    content: Row,
    *,
    signatures: Sequence[Signature] = (),
    signing: Sequence[d.Signing] = (),
    said: SaidOfText | None = None,
    signed: str = "",
    annexes: Sequence[tuple[str, tuple[d.Block, ...]]] = (),
) -> Paper:
    """A strategy as it goes on paper, in the language that is switched on.

    Takes   content, of tutela_web.strategy.content.snapshot, already what this reader may see;
            said, what others said of its text, if that is to stand on it;
            signed, the digest of what was signed, if it is not that of this content.
    """
    tables: Mapping[str, Sequence[Row]] = with_lines_in_force(content["tables"])
    draft = strategy.writable
    blocks, gist = _blocks(standing, tables), _gist(tables)
    waived = {key: row.why for key, row in waived_elements(standing, strategy).items()}
    parts, withheld = {}, {}
    amended: dict[str, list[tuple[str, str]]] = {}
    for one in adopted_words(standing, strategy):
        amended.setdefault(one.letter, []).append((one.heading, one.words))
    for letter in SECTIONS:
        section = content["sections"][letter]
        if "withheld" in section:
            withheld[letter] = _(
                "Read only with the compartment capacity. What is missing stands "
                "here by its effect, never by a unit."
            )
        else:
            missing = _missing(content, letter) if draft else ()
            left_out = [(by_key()[key], why) for key, why in waived.items() if key[0] == letter]
            text, note = _text_in_language(content, section)
            parts[letter] = Part(
                text,
                (*note, *blocks.get(letter, ())),
                missing,
                left_out,
                section.get("summary", ""),
                gist.get(letter, ()),
                section.get("stale", False),
                mark_of(letter, text) if draft and text == section["text"] else "",
                amended.get(letter, ()),
            )
    lines, risks = _lines(tables)
    now = clock.now(standing.mission)
    name = signed or digest(content)
    told = _("digest %(digest)s") if signed else _("digest of this content %(digest)s")
    as_of = day_and_hour(now)
    return Paper(
        title=content["title"],
        mission=content["mission"]["name"],
        frozen=date.fromisoformat(content["as_of"]),
        parts=parts,
        lines=lines,
        under_matrix=told_in_another_language(
            f"{row['measure']} {row['resources']} {row['indicator']}" for row in tables["lines"]
        ),
        risks=risks,
        withheld=withheld,
        instead={letter: _gaps(tables["gaps"]) for letter in withheld},
        signatures=signatures,
        opening=opening(content, tables, draft=draft),
        rests_on=rests_on(tables, said) if said is not None else (),
        signing=signing,
        annexes=(
            *_not_consulted(tables.get("left_out", ())),
            *((row["heading"], tuple(prose(row["text"]))) for row in tables.get("beside", ())),
            *annexes,
        ),
        resolutions=tuple(_resolution(row) for row in tables.get("resolutions", ())),
        term=_term(strategy),
        edition=content["edition"],
        draft=draft,
        marking=Classification(content["marking"]).word,
        **in_language(),
        stamp=(
            " · ".join((_("As of %(at)s") % {"at": as_of}, told % {"digest": name[:SHORT]})),
            *watermarks(standing),
        ),
    )


DOCUMENTS = {"strategy": document, "matrix": matrix_document, "summary": summary_document}
"""What may be made of a paper: the whole, annex I alone, what it says in short."""


def on_paper(standing: Standing, paper: Paper, what: str = "strategy") -> d.Document:
    """The document of a paper, its sentences said in the language that is switched on, laid out as
    the mission lays out papers of its kind."""
    written = said_on_paper(paper, what)
    marking = Classification[paper.marking.upper().replace(" ", "_")]
    told = str(marking.label)
    draft = _("DRAFT")
    marked = replace(written, marked=f"{told} · {draft}" if paper.draft else told)
    return laid_out(standing, what, marked)


def said_on_paper(paper: Paper, what: str = "strategy") -> d.Document:
    """The document of a paper in the language that is switched on, before it is laid out."""
    return d.with_texts_replaced(DOCUMENTS[what](paper), say_in_page_language)


def _text_in_language(content: Row, section: Row) -> tuple[str, tuple[d.Block, ...]]:
    """A section's text in the language that is switched on, as far as the edition has it, and what
    is to be said of it."""
    language, own = get_language() or "en", content["language"]
    if language == own:
        return section["text"], ()
    name = str(get_language_info(own)["name_translated"])
    text_of_section = section.get("in", {}).get(language)
    if text_of_section is None:
        told = _("This section is not written in this language: its text is in %(language)s.")
        missing = d.Note((d.Paragraph(told % {"language": name}),))
        return section["text"], (missing,) if section["text"].strip() else ()
    if text_of_section["current"]:
        return text_of_section["text"], ()
    told = _("The text in %(language)s was changed since this one was written, and prevails.")
    return text_of_section["text"], (d.Note((d.Paragraph(told % {"language": name}),)),)


def _term(strategy: Strategy) -> tuple[date, date] | None:
    """From when to when it holds: set when it comes into force, after its text was frozen."""
    first, last = strategy.valid_from, strategy.valid_until
    return (first, last) if first and last else None


def _missing(content: Row, letter: str) -> tuple[Element, ...]:
    held = content["elements"]
    return tuple(
        one
        for one in elements()
        if one.section == letter and one.key in held and not held[one.key]["met"]
    )


def _blocks(standing: Standing, tables: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """The tables and maps that stand in each section; a text frozen earlier lacks some of them."""
    figures = tables.get("figures", ())
    return {
        "A": (
            *_mandated_tasks(tables.get("mandated", ())),
            *_objectives(tables.get("objectives", ()), tables["lines"]),
            *_linked_plans(tables.get("linked_plans", ())),
            *_for_host(tables["lines"]),
            *_concerns_outside(tables.get("outside", ())),
            *_review_triggers(tables.get("triggers", ())),
            *_watched_table(tables.get("watched", ())),
        ),
        "B": (
            *_risks(tables["risks"]),
            *_by_group(tables.get("groups", ())),
            *_joint(tables.get("joint", ())),
            *_dissent(tables.get("dissent", ())),
            *_not_responding(tables.get("not_responding", ())),
            *_assessments(tables.get("assessments", ())),
            *risk_map(standing, tables["risks"], tables["lines"]),
        ),
        "C": (*_tiers(tables["lines"]), *_places(tables["lines"])),
        "E": (*_limits(tables.get("limits", ())), *_figures(figures, ("alerts", "plans"))),
        **{
            letter: (
                *_capacities(tables.get("capacities", ())),
                *_asks(tables["asks"]),
                *_gaps(tables["gaps"]),
            )
            for letter in CLOSED
        },
        "G": (
            *_roles(tables["roles"]),
            *_directives(tables.get("directives", ()), tables["lines"]),
            *_host(tables["host_notes"]),
            *_figures(figures, ("armed_groups",)),
        ),
        "H": (
            *_fora(tables["fora"]),
            *_partners(tables.get("partners", ())),
            *_arrangements(tables.get("arrangements", ())),
            *_checks(tables.get("checks", ())),
        ),
        "I": _residuals(tables["residuals"]),
        "J": (
            *_indicators(tables.get("indicators", ())),
            *_reporting(tables.get("reporting", ())),
        ),
    }


GIST_RISKS = 10
"""So many risks stand in the summary [P]: the worst ones the forum adopted."""


def _gist(tables: Mapping[str, Sequence[Row]]) -> dict[str, tuple[d.Block, ...]]:
    """The tables of the summary: the worst risks, and how many lines each lead answers for."""
    risks, lines = tables["risks"], tables["lines"]
    more = len(risks) - GIST_RISKS
    rest = (
        ngettext(
            "%(n)s risk more stands in the strategy.",
            "%(n)s risks more stand in the strategy.",
            more,
        )
        % {"n": more}
        if more > 0
        else ""
    )
    return {
        "B": (*_risks(risks[:GIST_RISKS]), *((d.Paragraph(rest),) if rest else ())),
        "C": (*_tiers(lines), *_leads(lines)),
    }


def _leads(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """How many lines of the matrix each lead answers for, most first; stopped ones left out."""
    counted = Counter(row["lead"] for row in rows if row["status"] != "stopped")
    columns = ((_("Lead"), 6), (_("Lines of the matrix"), 3))
    return table(
        _("Who leads"),
        columns,
        (
            (d.Strong(lead or not_known()), str(n))
            for lead, n in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        ),
    )


# --- the tables


def _risks(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """The adopted risks in two parts, by what is on record; in one as they were frozen before the
    parts were told."""
    columns = (
        (_("Place"), 3),
        (_("Actor and harm"), 4),
        (_("Priority"), 2),
        (_("Risk"), 2.4),
        (_("Confidence"), 2),
        (_("Owner"), 2.4),
        (_("Review on"), 2.2),
    )
    parts = {
        ACTUAL: _("POC risks the forum adopted, actual: such acts are on record"),
        POTENTIAL: _("POC risks the forum adopted, potential: no such act on record"),
        None: _("POC risks the forum adopted, worst first"),
    }
    return tuple(
        block
        for kind, title in parts.items()
        for block in table(
            title, columns, [_risk_cells(row) for row in rows if row.get("threat") == kind]
        )
    )


def _risk_cells(row: Row) -> tuple[Any, ...]:
    return (
        d.Strong(row["place"]),
        (word(row["actor"]), d.Break(), d.Soft(word(row["harm"]))),
        d.Chip(word(PRIORITIES[row["priority"]]), 1 + row["priority"])
        if row["priority"] is not None
        else None,
        _level(row),
        word(CONFIDENCES[row["confidence"]]) if row["confidence"] is not None else None,
        row["owner"] or None,
        day_or_none(row["review_on"]),
    )


def _by_group(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """How each group is at risk where the forum adopted one, and which groups nobody assessed."""
    columns = (
        (_("Place"), 3),
        (_("Group"), 3),
        (_("Harm"), 3),
        (_("Where and when"), 3),
        (_("Who was heard"), 4),
    )
    harms, wheres, whens = (
        dict(GroupRisk._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
        for name in ("harm", "where", "when")
    )
    lines: list[tuple[d.Text | None, ...]] = []
    for row in rows:
        for view in row["views"]:
            heard = ", ".join(word(name) for name in view["heard"]) or _("nobody was heard")
            stands = [str(wheres[view["where"]])] if view["where"] else []
            stands += [str(whens[view["when"]])] if view["when"] else []
            lines.append(
                (
                    d.Strong(row["place"]),
                    word(view["group"]),
                    str(harms.get(view["harm"], view["harm"])),
                    ", ".join(stands) or not_known(),
                    (heard, d.Break(), d.Soft(day_said(view["source_on"]))),
                )
            )
        if row["without"]:
            blank = _("not assessed: not known, not safe")
            names = ", ".join(word(name) for name in row["without"])
            lines.append((d.Strong(row["place"]), names, blank, "–", "–"))
    alone = [row for row in rows if row["one_sex"]]
    warned = [
        _("%(place)s: everything was heard from %(sex)s alone.")
        % {"place": row["place"], "sex": word(row["one_sex"])}
        for row in alone
    ]
    below = (d.Paragraph(" ".join(warned), "small"),) if warned else ()
    return (*table(_("Risk by group, where the forum adopted a risk"), columns, lines), *below)


def _joint(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """How the parties read each hotspot jointly, those read apart first."""
    columns = ((_("Place"), 3), (_("Read"), 2), (_("By whom, and how"), 8), (_("Opened on"), 2.2))
    return table(
        _("Joint reading of the hotspots, each party blind to the others"),
        columns,
        (
            (
                d.Strong(row["place"]),
                str(COMPARED[row["compared"]]),
                "; ".join(
                    with_label(ReadingParty(party).label, str(TRENDS[trend]))
                    for party, trend in row["trends"].items()
                )
                or None,
                day_or_none(row["read_on"]),
            )
            for row in rows
        ),
    )


def _dissent(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """Where a party dissents from the order, in its own words."""
    columns = ((_("Party"), 3), (_("Dissent from the order"), 10), (_("Opened on"), 2.2))
    return table(
        _("Dissent from the order"),
        columns,
        (
            (
                d.Strong(str(ReadingParty(row["party"]).label)),
                f"{row['words']} ({_('after opening')})" if row["late"] else row["words"],
                day_or_none(row["read_on"]),
            )
            for row in rows
        ),
    )


def _not_responding(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """The open choices not to respond: whoever signs the text signs these too."""
    columns = (
        (_("Risk"), 4),
        (_("Why the mission does not respond"), 5),
        (_("Decided by"), 3),
        (_("Who was told"), 3.4),
        (_("Look at it again on"), 2.4),
    )
    return table(
        _("Risks the mission does not respond to"),
        columns,
        (
            (
                (
                    d.Strong(row["place"]),
                    d.Break(),
                    d.Soft(f"{word(row['actor'])} · {word(row['harm'])}"),
                ),
                row["reason"],
                (row["by"], d.Break(), d.Soft(day_said(row["on"]))),
                row["told"] or None,
                _with_below(
                    day_said(row["review_on"]),
                    _("that day came: nobody stands by it now") if row["due"] else "",
                ),
            )
            for row in rows
        ),
        words=(row["reason"] for row in rows),
    )


def _assessments(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """The dated assessments and their maps: by day and id, as the platform opens them."""
    columns = (
        (_("Assessment and map of"), 2.6),
        (_("Issued by"), 3),
        (_("Id"), 5.6),
        (_("What the section takes from it"), 5),
    )
    return table(
        _("Maps and assessments section B rests on"),
        columns,
        (
            (d.Strong(day_said(row["on"])), row["issued_by"], row["id"], row["words"] or None)
            for row in rows
        ),
        words=(row["words"] for row in rows),
    )


def _mandated_tasks(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("Paragraph"), 3),
        (_("Mandated task"), 6),
        (_("Tier"), 1.4),
        (_("Limits and means"), 5),
    )
    return table(
        _("What the Council mandated"),
        columns,
        (
            (
                d.Strong(row["paragraph"]),
                row["what"],
                str(row["tier"]),
                "; ".join(filter(None, (row["limit"], row["means"], row["host"]))) or "–",
            )
            for row in rows
        ),
        words=(row["what"] for row in rows),
    )


def _objectives(rows: Sequence[Row], lines: Sequence[Row]) -> tuple[d.Block, ...]:
    """The objectives by the mission's own numbers, and the lines that serve each."""
    columns = (
        (_("Objective"), 1.8),
        (_("Words"), 7),
        (_("Term"), 2.2),
        (_("Tiers"), 1.6),
        (_("Lines of the matrix"), 3),
    )
    serving = {
        row["code"]: [line["code"] for line in lines if row["code"] in line.get("serves", ())]
        for row in rows
    }
    alone = [line["code"] for line in lines if not line.get("serves")]
    told = _("Lines that name no objective: %(lines)s.") % {"lines": ", ".join(alone)}
    known = any("serves" in line for line in lines)  # a text signed earlier does not tell
    listed = table(
        _("Objectives by term"),
        columns,
        (
            (
                d.Strong(row["code"]),
                _with_below(row["words"], row["end_state"] or row["aim"]),
                word(row["term_label"]),
                ", ".join(map(str, row["tiers"])) or None,
                ", ".join(serving[row["code"]]) or None,
            )
            for row in sorted(rows, key=_by_own_number)
        ),
        words=(row["words"] for row in rows),
    )
    return (*listed, *((d.Paragraph(told, "small"),) * bool(listed and alone and known)))


def _by_own_number(row: Row) -> list[tuple[int, str]]:
    """The order of objectives as a mission numbers them: 2 before 10."""
    parts = re.findall(r"\d+|\D+", row["code"])
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _linked_plans(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("Plan"), 5),
        (_("Responsible"), 3),
        (_("How it fits"), 5),
        (_("Compared with ours on"), 2.4),
    )
    return table(
        _("Plans and priorities of others"),
        columns,
        (
            (
                (d.Strong(row["title"]), d.Break(), d.Soft(word(row["kind_label"]))),
                row["whose"],
                row["fits"] or None,
                day_or_none(row["checked_on"]),
            )
            for row in rows
        ),
        words=(f"{row['title']} {row['fits']}" for row in rows),
    )


def _review_triggers(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = ((_("The strategy is reviewed when"), 7), (_("Sections to look at"), 3))
    return table(
        _("What prompts a review"),
        columns,
        (
            (
                capfirst(word(row["label"])),
                ", ".join(row["sections"]) or _("those that cite it"),
            )
            for row in rows
        ),
    )


def _watched_table(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = ((_("What is watched"), 7), (_("Sections to look at"), 3))
    return table(
        _("Changes and facts that are watched for a review"),
        columns,
        ((row["words"], ", ".join(row["sections"]) or _("all")) for row in rows),
    )


def _not_consulted(rows: Sequence[Row]) -> tuple[tuple[str, tuple[d.Block, ...]], ...]:
    """The annex that names the classes of stakeholders nobody consulted."""
    if not rows:
        return ()
    columns = (
        d.Column(_("Class of stakeholders"), 3),
        d.Column(_("Why it was not consulted"), 6),
        d.Column(_("Decided by"), 3),
        d.Column(_("On"), 2),
    )
    name = _("Stakeholders not consulted")
    lines = tuple(
        d.Row((d.Strong(word(row["name"])), row["why"], row["by"], day_said(row["on"])))
        for row in rows
    )
    return ((name, (d.Table(name, columns, lines, tall=True),)),)


def _concerns_outside(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = ((_("Concern"), 5), (_("Why it is outside"), 6), (_("Referred to"), 3.4))
    return table(
        _("Outside the scope of this strategy"),
        columns,
        (
            (
                d.Strong(row["what"]),
                row["reason"],
                _with_below(
                    row["office"],
                    day_said(row["referred_on"]) if row["referred_on"] else "",
                )
                if row["office"]
                else None,
            )
            for row in rows
        ),
    )


def _limits(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = ((_("Level"), 4), (_("Clock"), 5), (_("At most"), 3))
    return table(
        _("The mission's own time limits of warning and decision"),
        columns,
        (
            (
                str(AlertLevel(row["level"]).label),
                str(CLOCKS.get(row["clock"], row["clock"])),
                _("%(n)s minutes") % {"n": number_format(Decimal(row["minutes"]))},
            )
            for row in rows
        ),
    )


def _figures(rows: Sequence[Row], names: Sequence[str]) -> tuple[d.Block, ...]:
    """How many records stand behind elements that fewer people read."""
    told = {
        "alerts": _("Alerts of the last twelve months: %(n)s."),
        "plans": _("Contingency plans in use: %(n)s."),
        "armed_groups": _("Meetings in which armed groups were told of their obligations: %(n)s."),
    }
    numbers = {row["of"]: row["number"] for row in rows}
    return tuple(
        d.Paragraph(told[name] % {"n": numbers[name]}) for name in names if name in numbers
    )


def _indicators(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("Indicator"), 1.6),
        (_("What is looked at"), 6),
        (_("Of"), 1.6),
        (_("Monitored by"), 3),
        (_("Baseline"), 2.6),
        (_("Benchmark"), 2.6),
    )
    return table(
        _("Indicators and benchmarks"),
        columns,
        (
            (
                d.Strong(row["code"]),
                _with_below(row["words"], _("perception") if row["perception"] else ""),
                row["of"] or None,
                row["monitored_by"] or None,
                row["baseline"] or None,
                row["benchmark"] or None,
            )
            for row in rows
        ),
        words=(row["words"] for row in rows),
    )


def _reporting(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("Report"), 5),
        (_("To"), 3),
        (_("Office"), 3),
        (_("How often"), 2.2),
        (_("Next due"), 2.2),
        (_("Rests on"), 3),
        (_("System"), 2.4),
    )
    return table(
        _("Reports due from the mission"),
        columns,
        (
            (
                d.Strong(row["title"]),
                word(row["to_label"]),
                row["office"],
                rhythm_said(row["every_days"]),
                day_or_none(row["due"]),
                row["rests_on"] or None,
                row["system"] or None,
            )
            for row in rows
        ),
        words=(row["title"] for row in rows),
    )


def _with_below(text: str, below: str) -> d.Text:
    return (text, d.Break(), d.Soft(below)) if below else text


def _for_host(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """The lines that stand against the host's primary duty; their words stand in the annex."""
    told = {word: str(label) for word, label in MatrixLine._meta.get_field("for_host").flatchoices}
    columns = ((_("Line"), 1.6), (_("Activity"), 5), (_("Lead"), 3), (_("For the host state"), 3))
    kinds = options()
    return table(
        _("Against the host state's primary duty to protect"),
        columns,
        (
            (
                d.Strong(row["code"]),
                word(kinds[row["activity"]].label if row["activity"] in kinds else row["activity"]),
                row["lead"] or None,
                told[row["for_host"]],
            )
            for row in rows
            if row.get("for_host")
        ),
    )


def _level(row: Row) -> d.Text | None:
    if row["band"] is None or row["risk"] is None:
        return None
    return (d.Level(row["band"] + 1), f" {figure_said(row['risk'])} · {word(BANDS[row['band']])}")


def _tiers(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """How many lines serve each tier: the annex holds the lines themselves."""
    return (d.Paragraph(tiers_said(rows)),) if rows else ()


def _places(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """Which lines act where, and who leads them."""
    by_place: dict[str, list[Row]] = {}
    for row in rows:
        by_place.setdefault(row["place"] or not_known(), []).append(row)
    columns = ((_("Place"), 3), (_("Lines of the matrix"), 4), (_("Lead"), 4))
    return table(
        _("Where the matrix acts"),
        columns,
        (
            (
                d.Strong(place),
                ", ".join(row["code"] for row in lines),
                ", ".join(dict.fromkeys(row["lead"] for row in lines if row["lead"])) or None,
            )
            for place, lines in sorted(by_place.items())
        ),
    )


def _capacities(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    """Units as they are recorded; where no caveat of any is, what the text says of caveats rests
    on nothing, and that is said."""
    unrecorded = (
        d.Paragraph(
            _(
                "No caveat of these units is recorded. What the text says of caveats rests on"
                " no record."
            )
        ),
    )
    told = _capacity_table(rows)
    return (*told, *unrecorded) if told and not any(row["caveats"] for row in rows) else told


def _capacity_table(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("Unit"), 3),
        (_("Base"), 2.6),
        (_("Able"), 1.6),
        (_("Readiness"), 4),
        (_("Caveats"), 5),
    )
    return table(
        _("Units, their readiness and caveats"),
        columns,
        (
            (
                (d.Strong(row["unit"]), d.Break(), d.Soft(row["kind"])),
                row["base"] or not_known(),
                _yes_no(row["able"]),
                _readiness(row["readiness"], row["caveats"]),
                _caveats(row["caveats"]),
            )
            for row in rows
        ),
    )


def _readiness(readiness: Row | None, caveats: Sequence[Row]) -> d.Text:
    if readiness is None:
        return not_known()
    vehicles = not_known() if readiness["vehicles"] is None else str(readiness["vehicles"])
    reach = (
        _("%(km)s km") % {"km": figure_said(readiness["reach_km"])}
        if readiness["reach_km"]
        else not_known()
    )
    said_of = [
        (_("vehicles"), vehicles),
        (
            _("by night"),
            _("barred by a caveat")
            if any(one["no_night"] for one in caveats)
            else _yes_no(readiness["night"]),
        ),
        (_("by air"), _yes_no(readiness["air"])),
        (_("medical evacuation"), _yes_no(readiness["medevac"])),
        (_("reach"), reach),
        (_("trained in POC"), day_said(readiness["poc_trained"])),
    ]
    return "; ".join(with_label(name, value) for name, value in said_of)


def _caveats(rows: Sequence[Row]) -> d.Text:
    if not rows:
        return _("none on record")
    pieces: list[d.Inline] = []
    for row in rows:
        pieces += [d.Break()] if pieces else []
        kind = f"{Caveat.Kind(row['kind']).label} ({Caveat.Status(row['status']).label}): "
        barred = [word(TASKS.get(task, task)) for task in row["no_tasks"]]
        if row["no_night"]:
            barred.append(_("movement by night"))
        if row["most_km"]:
            barred.append(_("beyond %(km)s km") % {"km": figure_said(row["most_km"])})
        pieces += [d.Strong(kind), row["wording"]]
        pieces += [d.Soft(" " + _("Bars: %(what)s.") % {"what": ", ".join(barred)})] * bool(barred)
    return tuple(pieces)


def _gaps(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = ((_("What is missing, by its effect"), 6), (_("Place"), 3), (_("Until"), 2))
    return table(
        _("Gaps"),
        columns,
        (
            (_gap(row), row["place"] or _("whole mission"), day_or_none(row["until"]))
            for row in rows
        ),
    )


def _gap(row: Row) -> str:
    if row["from"] == "line":
        return _("%(line)s of the matrix: no means are named") % {"line": row["line"]}
    return str(row["effect"])


def _asks(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = ((_("Asked of"), 3), (_("What"), 5), (_("Asked on"), 2), (_("Answer"), 3.4))
    return table(
        _("Asked of those who can close a gap"),
        columns,
        (
            (
                (
                    word(row["of_label"]),
                    *((d.Break(), d.Soft(row["of_whom"])) * bool(row["of_whom"])),
                ),
                (row["what"], d.Break(), d.Soft(word(row["kind_label"]))),
                day_said(row["asked_on"]),
                _answer(row),
            )
            for row in rows
        ),
    )


def _answer(row: Row) -> d.Text:
    if not row["answered_on"]:
        return _("past due, no answer") if row["state"] == "past due" else _("waiting")
    told = {"granted": _("granted"), "part": _("granted in part"), "refused": _("refused")}
    answer: str = row["answer"]
    first = told.get(answer, answer)
    return (first, d.Break(), d.Soft(day_said(row["answered_on"])))


def _roles(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = ((_("Office"), 3), (_("Role"), 2.4), (_("Statement"), 6), (_("Source"), 3))
    return table(
        _("Who does what"),
        columns,
        (
            (
                (
                    d.Strong(word(row["who_label"])),
                    *((d.Break(), row["name"]) if row["name"] else ()),
                ),
                word(row["what_label"]),
                row["says"],
                row["source"] or None,
            )
            for row in rows
        ),
        words=(row["says"] for row in rows),
    )


def _directives(rows: Sequence[Row], lines: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("Directive"), 4),
        (_("Issued by"), 2.4),
        (_("Issued on"), 2),
        (_("What it governs"), 4),
        (_("Lines of the matrix"), 2.4),
    )
    return table(
        _("Directives of the Force Commander"),
        columns,
        (
            (
                (d.Strong(row["reference"]), d.Break(), row["title"]),
                row["by"],
                day_said(row["issued_on"]),
                row["governs"],
                ", ".join(one["code"] for one in lines if row["id"] in one.get("directives", ()))
                or "–",
            )
            for row in rows
        ),
    )


def _host(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("Institution"), 3),
        (_("In the wording cleared by the Head of Mission"), 8),
        (_("Cleared on"), 2),
    )
    return table(
        _("Institutions of the host state"),
        columns,
        ((d.Strong(row["institution"]), row["words"], day_said(row["cleared_on"])) for row in rows),
    )


def _fora(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("Forum"), 4),
        (_("Chair"), 2.6),
        (_("Members"), 4),
        (_("Meets"), 2),
        (_("Reports to"), 2.6),
    )
    return table(
        _("Coordination forums"),
        columns,
        (
            (
                (
                    d.Strong(row["name"]),
                    d.Break(),
                    d.Soft(word(row["kind_label"])),
                    *((d.Break(), row["purpose"]) if row["purpose"] else ()),
                ),
                row["chair"] or None,
                ", ".join(row["members"]) or None,
                rhythm_said(row["rhythm_days"]),
                row["reports_to"] or None,
            )
            for row in rows
        ),
    )


def _partners(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = ((_("Partner"), 4), (_("Way of working"), 6), (_("Depth"), 3))
    return table(
        _("Partners"),
        columns,
        (
            (
                (d.Strong(row["name"]), d.Break(), d.Soft(word(row["kind_label"]))),
                row["channel"] or None,
                word(row["depth_label"]) or None,
            )
            for row in rows
        ),
        words=(row["channel"] for row in rows),
    )


def _arrangements(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("Arrangement"), 4),
        (_("What was agreed"), 6),
        (_("Agreed on"), 2),
        (_("Rehearsed on"), 2),
    )
    return table(
        _("Arrangements with others"),
        columns,
        (
            (
                (d.Strong(row["name"]), d.Break(), d.Soft(word(row["kind_label"]))),
                row["says"] or None,
                day_or_none(row["agreed_on"]),
                day_or_none(row["rehearsed_on"]),
            )
            for row in rows
        ),
        words=(row["says"] for row in rows),
    )


def _checks(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = ((_("Where aid and arms come near each other"), 7), (_("On"), 2), (_("Settled"), 2))
    return table(
        _("Humanitarian space"),
        columns,
        (
            (
                (row["what"], d.Break(), d.Soft(word(row["kind_label"]))),
                day_said(row["on"]),
                _yes_no(row["settled"]),
            )
            for row in rows
        ),
    )


def _residuals(rows: Sequence[Row]) -> tuple[d.Block, ...]:
    columns = (
        (_("What the mission cannot protect"), 5),
        (_("Why"), 4),
        (_("Place"), 2.4),
        (_("Accepted by"), 2.6),
        (_("Until"), 2.2),
    )
    return table(
        _("What stays beyond the mission"),
        columns,
        (
            (
                row["what"],
                row["why"] or None,
                row["place"] or _("whole mission"),
                row["accepted_by"],
                day_said(row["until"]),
            )
            for row in rows
        ),
    )


def _lines(tables: Mapping[str, Sequence[Row]]) -> tuple[tuple[Line, ...], dict[str, str]]:
    """The lines in the order of their risks, worst first; and the risks' names."""
    order = {row["id"]: n for n, row in enumerate(tables["risks"])}
    rows = sorted(
        tables["lines"], key=lambda row: (order.get(row["risk"], len(order)), row["code"])
    )
    kinds = options()
    lines = tuple(
        Line(
            id=row["id"],
            code=row["code"],
            risk=row["risk"],
            activity=kinds[row["activity"]].label if row["activity"] in kinds else row["activity"],
            measure=row["measure"],
            lead=row["lead"],
            support=tuple(row["support"]),
            tiers=tuple(row["tiers"]),
            phase=row["phase"],
            place=row["place"],
            starts=_date(row["starts"]),
            ends=_date(row["ends"]),
            resources=row["resources"],
            indicator=row["indicator"],
            status=row["status"],
            part=row["part"],
        )
        for row in rows
    )
    names = {
        row["risk"] or row["id"]: " · ".join(map(word, row["risk_name"].split(" · ")))
        for row in rows
    }
    return lines, names


def _resolution(row: Row) -> str:
    until = _("mandate until %(day)s") % {"day": day_said(row["until"])} if row["until"] else ""
    return ", ".join(filter(None, (row["symbol"], row["title"], until)))


def _yes_no(value: bool | None) -> str:
    return not_known() if value is None else _("yes") if value else _("no")


def _date(on: str | None) -> date | None:
    return date.fromisoformat(on) if on else None
