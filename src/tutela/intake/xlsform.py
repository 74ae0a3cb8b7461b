"""XLSForm in and out: a workbook that KoboToolbox and ODK know too, read by pyxform.

The workbook is read by the reader every table is read by, which refuses what unfolds to too much;
pyxform is given rows of words and says whether they are a form. What says of an answer where it is
kept stands in columns of our own, which other programs pass over.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from tutela.base.errors import UnreadableFile
from tutela.base.guards.limits import require_bytes
from tutela.base.messages import say
from tutela.base.tables import read_tables
from tutela.intake.own_questions import (
    MOST_QUESTIONS,
    ChoiceData,
    QuestionData,
    blank_question,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SEALED, MARKING, COMPARTMENT, SUPPRESSED = (
    "tutela_sealed",
    "tutela_marking",
    "tutela_compartment",
    "tutela_suppressed",
)
OWN = (SEALED, MARKING, COMPARTMENT, SUPPRESSED)
"""Columns of the survey sheet that say where answers are kept."""

MOST_ROWS, MOST_CELL = 1_000, 2_000

KINDS = {
    "text": "words",
    "string": "words",
    "decimal": "words",
    "time": "words",
    "integer": "number",
    "int": "number",
    "range": "number",
    "select one": "choice",
    "select all that apply": "many",
    "date": "moment",
    "datetime": "moment",
    "acknowledge": "yesno",
    "trigger": "yesno",
}
"""Types of pyxform by our kind of answer."""

LEFT_OUT = {
    "note": say("a note asks nothing"),
    "geopoint": say("every form asks where it was"),
    "geotrace": say("a way is not recorded by a form"),
    "geoshape": say("an area is not recorded by a form"),
    "photo": say("attachments are not taken"),
    "image": say("attachments are not taken"),
    "audio": say("attachments are not taken"),
    "video": say("attachments are not taken"),
    "file": say("attachments are not taken"),
    "barcode": say("a code of a card tells who somebody is"),
    "rank": say("an order of answers is not recorded by a form"),
    "calculate": say("what is calculated is not asked"),
    "hidden": say("what is hidden is not asked"),
}
"""What is no question here, and why."""

CURLY = str.maketrans("\u2018\u2019\u201c\u201d", "\ue001\ue002\ue003\ue004")
STRAIGHTENED = {after: before for before, after in CURLY.items()}
"""pyxform writes straight quotation marks for curly ones: what goes out would not come back as it
was. In words they pass it as signs that nothing else means."""
WORDED = ("label", "hint", "form_title")
"""Columns of words, and how the columns of each language of them begin."""

META = frozenset(
    {
        "audit",
        "background-audio",
        "background-geopoint",
        "deviceid",
        "device id",
        "email",
        "end",
        "end time",
        "get device id",
        "get phone number",
        "get username",
        "phonenumber",
        "phone number",
        "sim id",
        "simserial",
        "sim serial",
        "start",
        "start-geopoint",
        "start time",
        "subscriberid",
        "subscriber id",
        "today",
        "username",
    }
)
"""What a telephone writes by itself: who it is for, and when. It comes with the report anyway."""


@dataclass(frozen=True)
class ReadForm:
    """What an XLSForm holds: its code and title, the questions, and what was left out and why."""

    code: str
    title: str
    questions: tuple[QuestionData, ...]
    notes: tuple[str, ...] = ()


Row = dict[str, str]
Labels: TypeAlias = str | Mapping[str, str] | None
"""Words, or by language."""


class Element(TypedDict, total=False):
    """A question, a group or a whole form, as pyxform gives it."""

    type: str
    name: str
    label: Labels
    hint: Labels
    bind: Mapping[str, str]
    children: Sequence[Element]
    itemset: str
    id_string: str
    title: str
    default_language: str


class Form(Element, total=False):
    """A whole form: with the lists its questions name."""

    choices: Mapping[str, Sequence[Element]]


def is_xlsform(sheets: Sequence[str]) -> bool:
    """Whether a workbook with sheets of these names is an XLSForm.

    >>> is_xlsform(["survey", "choices"]), is_xlsform(["questions", "codes"])
    (True, False)
    """
    return "survey" in {name.casefold() for name in sheets}


def read_xlsform(path: Path) -> ReadForm:
    """The questions of an XLSForm.

    Raises  UnreadableFile for what is no workbook, no XLSForm, or asks what no form here can.
    """
    require_bytes("sheet_bytes", path.stat().st_size, path.name)
    sheets: dict[str, list[Row]] = {}
    for table in read_tables(path):
        name = (table.sheet or "").casefold()
        if name in sheets:
            continue
        if table.rows > MOST_ROWS:
            raise _bad_form(say("the sheet {name} has more than {n} rows", name=name, n=MOST_ROWS))
        sheets[name] = [_row(row) for row in table.frame.iter_rows(named=True)]
        if name == "survey":
            for rejection in table.rejected:
                raise UnreadableFile(
                    rejection.why, where=f"survey {rejection.row}", next=rejection.next
                )
    return form_of_sheets(sheets)


def form_of_sheets(sheets: Mapping[str, list[Row]]) -> ReadForm:
    """The questions of an XLSForm, from the rows of its sheets by their names in small letters.

    Raises  UnreadableFile.
    """
    if not is_xlsform(list(sheets)):
        raise _bad_form(say("the workbook has no sheet called survey"))
    own = _own_columns(sheets["survey"])
    return _form_of(_checked_by_pyxform(sheets), own, dict(_conditions(sheets["survey"])))


def _bad_form(why: str, where: str = "") -> UnreadableFile:
    return UnreadableFile(
        why, where=where, next=say("put the form right in the program it was made with")
    )


def _row(cells: Mapping[str, str | None]) -> Row:
    return {name.strip(): cell[:MOST_CELL] for name, cell in cells.items() if cell}


def _own_columns(survey: Sequence[Row]) -> dict[str, dict[str, str]]:
    """What the rows say in our own columns, by the question's name; the columns are taken off."""
    own: dict[str, dict[str, str]] = {}
    for row in survey:
        said = {name: row.pop(name) for name in list(row) if name in OWN}
        own.setdefault(row.get("name", ""), {}).update(said)
    return own


def _conditions(survey: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in survey:
        if row.get("relevant") and row.get("name"):
            yield row["name"], row["relevant"]


def _checked_by_pyxform(sheets: Mapping[str, list[Row]]) -> Form:
    """The form as pyxform understands it.

    Raises  UnreadableFile with what pyxform says is wrong.
    """
    # Here, for the library takes a second of each process that reads no form.
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import DefinitionData

    rows: dict[str, Any] = {}
    for name in ("survey", "choices", "settings"):
        if name in sheets:
            head = dict.fromkeys(column for row in sheets[name] for column in row)
            told = [
                {
                    column: cell.translate(CURLY) if column.startswith(WORDED) else cell
                    for column, cell in row.items()
                }
                for row in sheets[name]
            ]
            rows |= {name: told, f"{name}_header": [head]}
    try:
        form: Form = workbook_to_json(
            DefinitionData(fallback_form_name="form", **rows),
            form_name="data",
            fallback_form_name="form",
            warnings=[],
        )
        create_survey_element_from_dict(form).to_xml(validate=False, warnings=[])
    except PyXFormError as fault:
        said = " ".join(str(fault).translate(STRAIGHTENED).split())[:400]
        raise _bad_form(say("this is no form that ODK would take: {said}", said=said)) from fault
    except (
        AttributeError,
        IndexError,
        KeyError,
        RecursionError,
        TypeError,
        ValueError,
    ) as fault:  # rows that pyxform did not expect, where it says nothing
        raise _bad_form(say("this is no form that ODK would take")) from fault
    return form


def _form_of(
    form: Form,
    own: Mapping[str, Mapping[str, str]],
    conditions: Mapping[str, str],
) -> ReadForm:
    notes: list[str] = []
    questions = list(_questions_in(form.get("children") or (), form, own, conditions, notes))
    if len(questions) > MOST_QUESTIONS:
        raise _bad_form(
            say(
                "the form has {n} questions, more than {most}",
                n=len(questions),
                most=MOST_QUESTIONS,
            )
        )
    if not questions:
        raise _bad_form(say("the form asks nothing"))
    names = [question["name"] for question in questions]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise _bad_form(say("two questions have this name"), where=twice)
    title = form.get("title") or ""
    return ReadForm(
        code=_as_code(str(form.get("id_string") or "")),
        title=str(title).translate(STRAIGHTENED)[:120],
        questions=tuple(questions),
        notes=tuple(dict.fromkeys(notes)),
    )


def _as_code(text: str) -> str:
    """A form's id as a code here.

    >>> _as_code("Market Watch v2")
    'market-watch-v2'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:40]


def _questions_in(
    children: Sequence[Element],
    form: Form,
    own: Mapping[str, Mapping[str, str]],
    conditions: Mapping[str, str],
    notes: list[str],
) -> Iterator[QuestionData]:
    for child in children:
        kind, name = str(child.get("type") or ""), str(child.get("name") or "")
        if kind == "repeat":
            raise _bad_form(
                say("a group that is repeated has no place in a report: send a report for each"),
                where=name,
            )
        if kind == "group":
            if name != "meta":
                yield from _questions_in(child.get("children") or (), form, own, conditions, notes)
            continue
        plain = kind.casefold()
        if plain in LEFT_OUT or kind in META or plain in META:
            why = LEFT_OUT.get(plain) or say("the telephone writes it by itself")
            notes.append(say("{name} was left out: {why}", name=name, why=why))
            continue
        answer = KINDS.get(plain)
        if answer is None or "_from_file" in plain:
            raise _bad_form(say("there is no question of type {kind} here", kind=kind[:40]), name)
        question = _question_of(child, answer, form, own.get(name, {}))
        if condition := conditions.get(name, ""):
            question["condition"], question["needed"] = condition[:400], False
        if plain == "decimal":
            notes.append(say("{name} is answered in words: decimals stay as written", name=name))
        yield question


def _question_of(child: Element, answer: str, form: Form, own: Mapping[str, str]) -> QuestionData:
    name = str(child["name"])
    question = blank_question(_as_name(name))
    labels = _labels(child.get("label"), form, 300)
    question["label"] = labels["label"]
    question["label_fr"], question["label_ar"] = labels["label_fr"], labels["label_ar"]
    question["hint"] = _labels(child.get("hint"), form, 300)["label"]
    question["answer"] = answer
    bind = child.get("bind") or {}
    question["needed"] = str(bind.get("required") or "").casefold() in ("yes", "true", "true()")
    if answer in ("choice", "many"):
        question["choices"] = _choices_of(child, form)
        if answer == "choice" and {one["value"] for one in question["choices"]} == {"yes", "no"}:
            question["answer"], question["choices"] = "yesno", []
    question["sealed"] = _is_yes(own.get(SEALED, ""))
    question["suppressed"] = own.get(SUPPRESSED, "").casefold() not in ("no", "false", "0")
    question["compartment"] = own.get(COMPARTMENT, "").strip()[:20]
    marking = own.get(MARKING, "").strip()
    question["marking"] = int(marking) if marking in ("0", "1", "2") else 1
    return question


def _as_name(name: str) -> str:
    """A question's name as one here: other programs allow capitals, hyphens and stops.

    >>> _as_name("Price-of.Sorghum")
    'price_of_sorghum'
    """
    return re.sub(r"[^a-z0-9_]", "_", name.casefold())[:32]


def _is_yes(said: str) -> bool:
    return said.strip().casefold() in ("yes", "true", "1", "oui")


def _labels(said: Labels, form: Form, most: int) -> dict[str, str]:
    """Words in our three languages, whatever the columns call them.

    >>> _labels({"English (en)": "How?", "French (fr)": "Comment ?"}, {}, 50)["label_fr"]
    'Comment ?'
    """
    if not isinstance(said, Mapping):
        said = {"default": "" if said is None else said}
    labels = {"label": "", "label_fr": "", "label_ar": ""}
    default = str(form.get("default_language") or "")
    for language, words in said.items():
        code = _language(str(language), default)
        field = "label" if code == "en" else f"label_{code}"
        if code and not labels[field]:
            labels[field] = str(words or "")
    labels["label"] = labels["label"] or next((str(one) for one in said.values() if one), "")
    return {name: words.translate(STRAIGHTENED)[:most] for name, words in labels.items()}


def _language(said: str, default: str) -> str:
    """Which of our languages a column is of; empty for another.

    >>> [_language(said, "") for said in ("French (fr)", "العربية", "default", "Dinka (din)")]
    ['fr', 'ar', 'en', '']
    """
    if said == "default":
        return "en"
    coded = re.search(r"\((\w{2,3})\)", said)
    code = (coded[1] if coded else said).casefold()
    names = {
        "fr": ("fr", "french", "français", "francais"),
        "ar": ("ar", "arabic", "العربية", "عربي"),
    }
    for one, known in names.items():
        if code in known:
            return one
    return "en" if code in ("en", "english") else ""


def _choices_of(child: Element, form: Form) -> list[ChoiceData]:
    listed = (form.get("choices") or {}).get(child.get("itemset") or "") or ()
    choices: list[ChoiceData] = []
    for answer in listed:
        labels = _labels(answer.get("label"), form, 120)
        choices.append(
            {
                "value": str(answer.get("name") or "")[:40],
                "label": labels["label"],
                "label_fr": labels["label_fr"],
                "label_ar": labels["label_ar"],
            }
        )
    return choices


# --- out

TYPES = {"words": "text", "number": "integer", "yesno": "select_one yes_no", "moment": "date"}
LABELS = (
    ("label", "label::English (en)"),
    ("label_fr", "label::Français (fr)"),
    ("label_ar", "label::العربية (ar)"),
)
YES_NO: tuple[ChoiceData, ...] = (
    {"value": "yes", "label": "yes", "label_fr": "oui", "label_ar": "نعم"},
    {"value": "no", "label": "no", "label_fr": "non", "label_ar": "لا"},
)


def write_xlsform(code: str, title: str, version: str, questions: Sequence[QuestionData]) -> bytes:
    """A form as an XLSForm: KoboToolbox and ODK take it, and so does this platform again."""
    from xlsxwriter import Workbook

    kept = io.BytesIO()
    book = Workbook(
        kept,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    survey = [_survey_row(question) for question in questions]
    choices = list(_choice_rows(questions))
    settings = [
        {
            "form_title": title,
            "form_id": code,
            "version": version,
            "default_language": "English (en)",
        }
    ]
    head = ["type", "name", *(column for _field, column in LABELS), "hint::English (en)"]
    _write_sheet(book, "survey", [*head, "required", "relevant", *OWN], survey)
    _write_sheet(
        book, "choices", ["list_name", "name", *(column for _field, column in LABELS)], choices
    )
    _write_sheet(book, "settings", list(settings[0]), settings)
    book.close()
    return kept.getvalue()


def _survey_row(question: QuestionData) -> dict[str, str]:
    kind = {"choice": "select_one", "many": "select_multiple"}.get(question["answer"])
    labels = {column: str(question[field]) for field, column in LABELS}  # type: ignore[literal-required]
    return {
        "type": f"{kind} {question['name']}" if kind else TYPES[question["answer"]],
        "name": question["name"],
        **labels,
        "hint::English (en)": question["hint"],
        "required": "yes" if question["needed"] else "",
        "relevant": question["condition"],
        SEALED: "yes" if question["sealed"] else "",
        MARKING: str(question["marking"]),
        COMPARTMENT: question["compartment"],
        SUPPRESSED: "yes" if question["suppressed"] else "no",
    }


def _choice_rows(questions: Sequence[QuestionData]) -> Iterator[dict[str, str]]:
    lists = [
        (question["name"], question["choices"])
        for question in questions
        if question["answer"] in ("choice", "many")
    ]
    if any(question["answer"] == "yesno" for question in questions):
        lists.append(("yes_no", list(YES_NO)))
    for name, choices in lists:
        for choice in choices:
            labels = {column: str(choice[field]) for field, column in LABELS}  # type: ignore[literal-required]
            yield {"list_name": name, "name": choice["value"], **labels}


def _write_sheet(
    book: Workbook, name: str, head: Sequence[str], rows: Sequence[Mapping[str, str]]
) -> None:
    """Every cell a string: what begins with a sign of a formula is words."""
    page = book.add_worksheet(name)
    page.write_row(0, 0, head)
    for at, row in enumerate(rows, start=1):
        for across, column in enumerate(head):
            if row.get(column):
                page.write_string(at, across, row[column])
    page.freeze_panes(1, 0)
