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
from typing import Any

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
from tutela.strategy.elements import CLOSED, SECTIONS, Element, by_key, elements
from tutela.strategy.matrix import Line
from tutela.strategy.text.edited import mark_of
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
from tutela_web.risk.groups.models import GroupRisk
from tutela_web.strategy.consulting.queries import waived_elements
from tutela_web.strategy.content.cells import (
    Row,
    day_or_none,
    day_said,
    figure_said,
    not_known,
    table,
    tiers_said,
    told_in_another_language,
    with_lines_in_force,
)
from tutela_web.strategy.content.snapshot import digest
from tutela_web.strategy.edition.amended import adopted_words
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.signed import SaidOfText
from tutela_web.strategy.papers import tables
from tutela_web.strategy.papers.front import opening, rests_on
from tutela_web.strategy.papers.map import risk_map
from tutela_web.strategy.papers.tables import PaperTable, yes_no

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
    rows: Mapping[str, Sequence[Row]] = with_lines_in_force(content["tables"])
    draft = strategy.writable
    blocks, gist = _blocks(standing, rows), _gist(rows)
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
    lines, risks = _lines(rows)
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
            f"{row['measure']} {row['resources']} {row['indicator']}" for row in rows["lines"]
        ),
        risks=risks,
        withheld=withheld,
        instead={letter: tables.GAPS.blocks(rows["gaps"]) for letter in withheld},
        signatures=signatures,
        opening=opening(content, rows, draft=draft),
        rests_on=rests_on(rows, said) if said is not None else (),
        signing=signing,
        annexes=(
            *_not_consulted(rows.get("left_out", ())),
            *((row["heading"], tuple(prose(row["text"]))) for row in rows.get("beside", ())),
            *annexes,
        ),
        resolutions=tuple(_resolution(row) for row in rows.get("resolutions", ())),
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


def _blocks(standing: Standing, rows: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """The tables and maps that stand in each section; a text frozen earlier lacks some of them."""
    figures, lines = rows.get("figures", ()), rows["lines"]

    def told(**declared: PaperTable) -> tuple[d.Block, ...]:
        """The declared tables of the rows of these names, one after the other."""
        return tuple(
            block for name, one in declared.items() for block in one.blocks(rows.get(name, ()))
        )

    return {
        "A": (
            *told(understood=tables.UNDERSTOOD, mandated=tables.MANDATED),
            *_objectives(rows.get("objectives", ()), lines),
            *told(linked_plans=tables.LINKED_PLANS),
            *tables.FOR_HOST.blocks([row for row in lines if row.get("for_host")]),
            *told(outside=tables.OUTSIDE, triggers=tables.TRIGGERS, watched=tables.WATCHED),
        ),
        "B": (
            *_risks(rows["risks"]),
            *_by_group(rows.get("groups", ())),
            *told(joint=tables.JOINT, dissent=tables.DISSENT),
            *told(not_responding=tables.NOT_RESPONDING, assessments=tables.ASSESSMENTS),
            *risk_map(standing, rows["risks"], lines),
        ),
        "C": (*_tiers(lines), *_places(lines)),
        "E": (*told(limits=tables.LIMITS), *_figures(figures, ("alerts", "plans"))),
        **{
            letter: (
                *_capacities(rows.get("capacities", ())),
                *told(asks=tables.ASKS, gaps=tables.GAPS),
            )
            for letter in CLOSED
        },
        "G": (
            *told(roles=tables.ROLES),
            *_directives(rows.get("directives", ()), lines),
            *told(host_notes=tables.HOST),
            *_figures(figures, ("armed_groups",)),
        ),
        "H": told(
            fora=tables.FORA,
            partners=tables.PARTNERS,
            arrangements=tables.ARRANGEMENTS,
            checks=tables.CHECKS,
        ),
        "I": told(residuals=tables.RESIDUALS),
        "J": told(indicators=tables.INDICATORS, reporting=tables.REPORTING),
    }


GIST_RISKS = 10
"""So many risks stand in the summary [P]: the worst ones the forum adopted."""


def _gist(rows: Mapping[str, Sequence[Row]]) -> dict[str, tuple[d.Block, ...]]:
    """The tables of the summary: the worst risks, and how many lines each lead answers for."""
    risks, lines = rows["risks"], rows["lines"]
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


def _objectives(rows: Sequence[Row], lines: Sequence[Row]) -> tuple[d.Block, ...]:
    """The objectives by the mission's own numbers, and the lines that serve each."""
    alone = [line["code"] for line in lines if not line.get("serves")]
    told = _("Lines that name no objective: %(lines)s.") % {"lines": ", ".join(alone)}
    known = any("serves" in line for line in lines)  # a text signed earlier does not tell
    listed = tables.OBJECTIVES.blocks(
        [
            {
                **row,
                "serving": _codes(lines, "serves", row["code"]),
            }
            for row in sorted(rows, key=_by_own_number)
        ]
    )
    return (*listed, *((d.Paragraph(told, "small"),) * bool(listed and alone and known)))


def _codes(lines: Sequence[Row], name: str, key: str) -> str:
    """The lines that name something under `name`, by their codes."""
    return ", ".join(line["code"] for line in lines if key in line.get(name, ()))


def _by_own_number(row: Row) -> list[tuple[int, str]]:
    """The order of objectives as a mission numbers them: 2 before 10."""
    parts = re.findall(r"\d+|\D+", row["code"])
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


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
                yes_no(row["able"]),
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
            else yes_no(readiness["night"]),
        ),
        (_("by air"), yes_no(readiness["air"])),
        (_("medical evacuation"), yes_no(readiness["medevac"])),
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


def _directives(rows: Sequence[Row], lines: Sequence[Row]) -> tuple[d.Block, ...]:
    """The directives in force, and the lines each governs."""
    return tables.DIRECTIVES.blocks(
        [
            {
                **row,
                "citing": _codes(lines, "directives", row["id"]) or "–",
            }
            for row in rows
        ]
    )


def _lines(frozen: Mapping[str, Sequence[Row]]) -> tuple[tuple[Line, ...], dict[str, str]]:
    """The lines in the order of their risks, worst first; and the risks' names."""
    order = {row["id"]: n for n, row in enumerate(frozen["risks"])}
    rows = sorted(
        frozen["lines"], key=lambda row: (order.get(row["risk"], len(order)), row["code"])
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


def _date(on: str | None) -> date | None:
    return date.fromisoformat(on) if on else None
