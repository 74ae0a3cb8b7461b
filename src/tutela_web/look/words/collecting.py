"""The words of three languages: collected from pages, code and core, kept in locale/*.po.

A label that is exactly a term takes the table's words.

Pages are read by Django's own reader of templates, Python by Babel, the core's sentences by
`tutela.base.messages.templates`, terms by `tutela.base.terms`.
"""

from __future__ import annotations

import ast
import io
import re
from calendar import month_name
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

import tutela_web
from tutela.actors.identify import COMMUNAL
from tutela.base import messages as core_messages
from tutela.base.data_tables import shipped_rows
from tutela.base.documents.layout import shipped_layouts
from tutela.base.terms import translate_label
from tutela.capacity.able import TASKS
from tutela.capacity.readiness import ITEMS, STARTING
from tutela.capacity.scenarios import ANSWERS, scenarios
from tutela.capacity.training import CURRICULA, POLICE
from tutela.capacity.travel import NIGHT, SEASONS
from tutela.capacity.travel import table as travel_table
from tutela.crisis.ladders import LADDERS, steps
from tutela.crisis.refusals import refusal_classes
from tutela.crisis.routes import USERS
from tutela.crisis.tables import (
    PHASES,
    decisions,
    hazards,
    instructions_for,
    intents,
    options,
    outcomes,
    reasons,
)
from tutela.deployment.gap import EFFECTS
from tutela.exercise.scenarios import words_of_scenarios
from tutela.incidents.words import VIOLENCE
from tutela.incidents.words import WORDS as EVENT_WORDS
from tutela.mandate.language import names as language_names
from tutela.mandate.library import GROUPS, library
from tutela.mandate.suggest import rules as mandate_rules
from tutela.mandate.suggest import tasks as mandate_tasks
from tutela.monitoring.indicators import words_of_tables as measured_words
from tutela.places.site_services import indicators as site_indicators
from tutela.reporting.figures import words_of_figures
from tutela.reporting.products import words_of_products
from tutela.risk.anchors import component_anchors, factor_anchors
from tutela.risk.atrocity import words_of_atrocity
from tutela.risk.factors import BANDS, CONFIDENCES, FACTORS, MUST_SHOULD_COULD, PRIORITIES
from tutela.risk.groups import GROUPS as RISK_GROUPS
from tutela.risk.questions import QUESTIONS
from tutela.risk.threats import words_of_threats
from tutela.risk.tripwires import rules
from tutela.strategy.consultation import METHODS, parties, stakeholders
from tutela.strategy.consultation import steps as drafting_steps
from tutela.strategy.dissemination import AUDIENCES
from tutela.strategy.dissemination import KINDS as RECIPIENTS
from tutela.strategy.drafting import STATES
from tutela.strategy.elements import SECTIONS, elements
from tutela.strategy.endorsement import STEPS
from tutela.strategy.matrix import KINDS, PARTS, STATUSES, tier_words
from tutela.strategy.matrix import PHASES as MATRIX_PHASES
from tutela.strategy.text.quoted import questions_of
from tutela.strategy.triggers import VALUES
from tutela.strategy.triggers import rules as review_rules
from tutela.warning.signs.coded import codes, stems

HOUSE = Path(tutela_web.__file__).parent
Language = Literal["fr", "ar"]
LANGUAGES: tuple[Language, ...] = ("fr", "ar")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Found = tuple[str | tuple[str, str], str | None, str]
"""A message (a pair where it has a plural), its context, and where it stands."""


def catalogue(language: str) -> Path:
    """The file of a language."""
    return HOUSE / "locale" / language / "LC_MESSAGES" / "django.po"


def collect_messages() -> Iterator[Found]:
    """Every message of pages and code of the house, and every sentence of the core."""
    for path in sorted(HOUSE.rglob("*")):
        if "node_modules" in path.parts or "locale" in path.parts:
            continue
        where = path.relative_to(HOUSE.parent).as_posix()
        if path.suffix in {".html", ".txt"} and "templates" in path.parts:
            lines = templatize(path.read_text("utf-8")).splitlines()
            # What it makes is read as Python, whose indentation that of a page is not.
            yield from _python("\n".join(line.lstrip() for line in lines), where)
        elif path.suffix == ".py" and "migrations" not in path.parts:
            text = path.read_text("utf-8")
            yield from _python(text, where)
            yield from _within_f_strings(text, where)
    for one, many in (*core_messages.templates(), *core_messages.templates(HOUSE)):
        yield ((one, many) if many else one), None, "tutela"
    for term in terms():
        yield term, None, "tutela"


def _of_access(table: str) -> list[dict[str, str]]:
    return shipped_rows("tutela_web.access", f"{table}.csv")


def words_of_means() -> list[str]:
    """The words of the tables of readiness, rules, refusals, routes and effects."""
    said = [*ITEMS.values(), *ANSWERS.values(), *LADDERS.values(), *USERS.values()]
    said += [line.wording for line in STARTING] + [kind.label for kind in POLICE]
    said += [text for taught in CURRICULA.values() for text in (taught.label, taught.about)]
    said += [text for entry in scenarios().values() for text in (entry.title, entry.question)]
    said += [t for step in steps().values() for t in (step.label, step.authority, step.limits)]
    said += [entry.label for entry in refusal_classes().values()]
    said += [text for task in TASKS for text in instructions_for(task)]
    return said + [effect.label for effect in EFFECTS.values()]


def terms() -> list[str]:
    """The words of the core's tables: harms, factors, bands, kinds of ground, months."""
    names = [name for component in FACTORS.values() for name in component]
    months = [name for name in month_name if name]
    lists = (options(), decisions(), outcomes(), reasons())
    said = [row.label for rows in lists for row in rows.values()]
    said += [*intents().values(), *(label for label, _feed in hazards().values())]
    acts = [row["act"] for row in (*codes().values(), *(row for row, _pattern in stems()))]
    signs = [rule.rule for rule in rules()]
    needed = {act for row in _of_access("functions") for act in row["acts"].split()}
    promised = {
        *SECTIONS,
        *SECTIONS.values(),
        *GROUPS.values(),
        *PARTS,
        *STATUSES,
        *KINDS,
        *VALUES,
        *MATRIX_PHASES,
        *(row[name] for row in _of_access("functions") for name in ("name", "office")),
        *(row["label"] for row in _of_access("acts") if row["act"] in needed),
        *(row["label"] for row in _of_access("roles")),
        *(row["words"] for row in shipped_rows("tutela_web.demo", "tour.csv")),
        *tier_words("2010"),
        *tier_words("2023"),
        *(rule.label for rule in review_rules().values()),
        *(one.title for one in library()),
        *(text for one in elements() for text in (one.title, one.asks, *questions_of(one.key))),
    }
    heard = [word for one in stakeholders().values() for word in (one.name, one.asked, one.limits)]
    heard += [one.name for one in parties()] + [one.name for one in drafting_steps()]
    heard += list(METHODS.values())
    heard += [task.label for task in mandate_tasks().values()]
    heard += [rule.means for rule in mandate_rules()] + language_names()
    ground = [row["class"] for row in travel_table("travel.csv") if row["class"] != NIGHT]
    heard += [one.name for one in shipped_layouts().values()]
    heard += [
        said
        for site_indicator in site_indicators()
        for said in (site_indicator.label, site_indicator.asks)
    ]
    heard += [*STEPS.values(), *RECIPIENTS.values(), *AUDIENCES.values(), *STATES]
    heard += measured_words() + words_of_products() + words_of_figures() + list(core_messages.SIGNS)
    heard += words_of_means()
    anchors = [means for name in names for means in factor_anchors(name).values()]
    anchors += [means for which in FACTORS for means in component_anchors(which).values()]
    return sorted(
        {
            *promised,
            *anchors,
            *QUESTIONS.values(),
            *RISK_GROUPS,
            *words_of_atrocity(),
            *words_of_scenarios(),
            *words_of_threats(),
            *heard,
            *EVENT_WORDS,
            *VIOLENCE,
            *names,
            *BANDS,
            *PRIORITIES,
            *MUST_SHOULD_COULD.values(),
            *CONFIDENCES,
            *months,
            COMMUNAL,
            *said,
            *PHASES,
            *acts,
            *signs,
            *TASKS.values(),
            *ground,
            *SEASONS,
        }
    )


def _python(text: str, where: str) -> Iterator[Found]:
    source = io.BytesIO(text.encode())
    for _line, function, messages, _comments in extract_python(source, KEYWORDS, [], {}):
        said: list[Any] = list(messages) if isinstance(messages, tuple | list) else [messages]
        if not isinstance(function, str) or not all(
            isinstance(part, str) for part in said[:2] if part
        ):
            continue
        if "pgettext" in function:
            context, one, *many = said
            if one:
                yield ((one, many[0]) if function.startswith("n") else one), context, where
        elif not said[0]:  # handed on, not written here
            continue
        elif function.startswith("ngettext"):
            yield (said[0], said[1]), None, where
        else:
            yield said[0], None, where


_ASKS_WITHIN = re.compile(r"""\bf["'].*\{[^}]*\b(_|gettext)\(""")


def _within_f_strings(text: str, where: str) -> Iterator[Found]:
    """The messages asked for within f-strings, which the library does not look into."""
    if not _ASKS_WITHIN.search(text):  # to parse every file takes seconds
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.JoinedStr):
            continue
        for call in ast.walk(node):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Name)
                and call.func.id in {"_", "gettext"}
                and isinstance(call.args[0], ast.Constant)
            ):
                yield str(call.args[0].value), None, where


def update() -> dict[str, int]:
    """Bring both catalogues up to date; gives how many messages each still lacks."""
    messages = list(collect_messages())
    lacking: dict[str, int] = {}
    for language in LANGUAGES:
        # One for each: a new message of it becomes the catalogue's own, and is then filled.
        fresh = Catalog(charset="utf-8", fuzzy=False)
        for message, context, where in messages:
            fresh.add(message, context=context, locations=[(where, 0)])
        path = catalogue(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = Catalog(locale=language)
        if path.exists():
            with path.open("rb") as file:
                kept = read_po(file, locale=language)
        kept.update(deepcopy(fresh), no_fuzzy_matching=True)  # each language has its own words
        kept.obsolete.clear()
        fill_terms(kept, language)
        write_catalogue(kept, language)
        lacking[language] = len(missing(language))
    return lacking


def write_catalogue(kept: Catalog, language: Language) -> None:
    """Write a language's file, in the one order and with the one head."""
    kept.fuzzy = False
    kept.project, kept.version = "Tutela", "1"
    kept.copyright_holder = "The Tutela founders"
    kept.header_comment = f"# {language}: words of Tutela's pages, files and sentences."
    kept.creation_date = kept.revision_date = datetime(2026, 11, 20, tzinfo=UTC)
    kept.last_translator = kept.language_team = kept.msgid_bugs_address = "Tutela"
    with catalogue(language).open("wb") as file:
        write_po(file, kept, sort_output=True, no_location=True, omit_header=False, width=96)


def fill_terms(kept: Catalog, language: Language) -> None:
    """Translate each message that has no translation and is exactly a term of the table."""
    for message in kept:
        if message.id and isinstance(message.id, str) and not message.string:
            message.string = translate_label(message.id, language) or ""


def missing(language: str) -> list[str]:
    """The messages of a language's file that have no translation, or a doubtful one."""
    with catalogue(language).open("rb") as file:
        kept = read_po(file, locale=language)
    return [
        str(message.id)
        for message in kept
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def _forms(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple) else (string,)
