"""Sentences people read, kept so that they can be said again in another language.

A `Sentence` is the English text, and remembers the template and the values it was made of:

    say("{name} is {km:.0f} km away", name="Luma", km=12.4)      'Luma is 12 km away'
    say_n("{n} attack", "{n} attacks", 3)                         '3 attacks'
    term("killing")                                               a word of the glossary
    join("; ", [one, other])                                      several, one after another

Templates are literal, so that they can be listed (`templates`, or `python -m tutela.base.messages`)
and looked up whole by a translation (`translate_sentence`).
"""

from __future__ import annotations

import ast
import json
import math
import sys
from calendar import month_name
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

Value: TypeAlias = "str | int | float | bool | None"
"""What may stand in a sentence: JSON-safe, or a sentence itself (which is a str)."""

Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]
Figures = Callable[[str], str]
"""From a figure as English has it (1,200.5) to the signs of another language."""

PLAIN, TERM, WHOLE, ENDED, JOINED = "plain", "term", "whole", "ended", "joined"


class Sentence(str):
    """An English sentence that remembers its template and its values.

    template    with named fields, {km:.0f}; of a count, the form for one. A joined sentence has
                none of its own.
    many        the template for any other count; None where nothing is counted.
    params      the values by name; `n` is the count.
    parts       of joined sentences, the pieces in order, signs between them as plain text; of a
                single sentence, itself.
    """

    template: str
    many: str | None
    params: Mapping[str, Value]
    kind: str
    _parts: tuple[str, ...]

    def __new__(
        cls,
        text: str,
        *,
        template: str = "",
        many: str | None = None,
        params: Mapping[str, Value] | None = None,
        kind: str = PLAIN,
        parts: tuple[str, ...] = (),
    ) -> Sentence:
        sentence = super().__new__(cls, text)
        sentence.template, sentence.many, sentence.params = template, many, dict(params or {})
        sentence.kind, sentence._parts = kind, parts
        return sentence

    @property
    def parts(self) -> tuple[str, ...]:
        """The pieces of a joined sentence; of any other, the sentence alone."""
        return self._parts or (self,)

    def __reduce__(self) -> tuple[Callable[[Any], str], tuple[Any]]:
        return from_json, (as_json(self),)


def say(template: str, /, **params: object) -> Sentence:
    """An English sentence from a literal template and its values.

    Takes   values: text, numbers (a spec in the template formats them), days, other sentences.

    >>> told = say("{place} lies {km:.1f} km off", place="Luma", km=3.14159)
    >>> str(told), told.template, told.params
    ('Luma lies 3.1 km off', '{place} lies {km:.1f} km off', {'place': 'Luma', 'km': 3.14159})
    """
    kept = {name: _json_value(value) for name, value in params.items()}
    return Sentence(template.format(**kept), template=template, params=kept)


def say_n(one: str, many: str, n: int, /, **params: object) -> Sentence:
    """A sentence about a count: one template for one, another for any other number.

    >>> say_n("{n} attack near {place}", "{n} attacks near {place}", 2, place="Luma")
    '2 attacks near Luma'
    """
    kept = {"n": int(n), **{name: _json_value(value) for name, value in params.items()}}
    text = (one if n == 1 else many).format(**kept)
    return Sentence(text, template=one, many=many, params=kept)


def term(word: str) -> Sentence:
    """A word of a table (a harm, a factor, a band), which translations hold as it stands.

    >>> term("killing"), as_json(term("killing"))
    ('killing', {'w': 'killing'})
    """
    return word if isinstance(word, Sentence) else Sentence(word, template=word, kind=TERM)


def join(between: str, sentences: Iterable[str]) -> Sentence:
    """Several sentences as one, with the same signs between them.

    >>> join("; ", [say("one"), say("two")]).parts
    ('one', '; ', 'two')
    """
    parts: list[str] = []
    signs = term(between) if between in SIGNS else between
    for sentence in sentences:
        parts += [signs, sentence] if parts and between else [sentence]
    return Sentence("".join(parts), kind=JOINED, parts=tuple(parts))


SIGNS = (", ", "; ")
"""Signs between sentences that other languages write otherwise; catalogues hold them."""


def whole(sentence: str) -> Sentence:
    """Words as a whole sentence: a capital first, one full stop last.

    >>> whole(say("no bases given")), as_json(whole(say("no bases given")))
    ('No bases given.', {'whole': {'t': 'no bases given', 'p': {}}})
    """
    if isinstance(sentence, Sentence) and sentence.kind == WHOLE:
        return sentence
    return Sentence(_whole(sentence), kind=WHOLE, parts=(sentence,))


def end_sentence(sentence: str) -> Sentence:
    """Words as they are, with one full stop last.

    >>> end_sentence(say("no bases given"))
    'no bases given.'
    """
    return Sentence(f"{sentence.rstrip('.')}.", kind=ENDED, parts=(sentence,))


def day_said(day: date, *, year: bool = True) -> Sentence:
    """A day in words.

    >>> day_said(date(2018, 12, 31)), day_said(date(2018, 12, 1), year=False)
    ('31 December 2018', '1 December')
    """
    month = term(month_name[day.month])
    if not year:
        return say("{day} {month}", day=day.day, month=month)
    return say("{day} {month} {year}", day=day.day, month=month, year=day.year)


def month_said(day: date) -> Sentence:
    """The month of a day in words.

    >>> month_said(date(2018, 12, 31))
    'December 2018'
    """
    return say("{month} {year}", month=term(month_name[day.month]), year=day.year)


def _whole(text: str) -> str:
    told = text.strip().rstrip(".")
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _json_value(value: object) -> Value:
    """A value as JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):  # a number of a column
        value = value.item()
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return str(value)


# --- into JSON and back


def as_json(sentence: str) -> Any:
    """A sentence for a record: {"t": template, "p": values}; plain text as it is.

    A count adds "m", its other template; a word of a table is {"w": word}; joined sentences are a
    list; words told as a whole sentence {"whole": ...}, with a full stop {"ended": ...}.

    >>> as_json(say_n("{n} base", "{n} bases", 2))
    {'t': '{n} base', 'm': '{n} bases', 'p': {'n': 2}}
    >>> as_json(join(" ", [say("One."), "Luma"]))
    [{'t': 'One.', 'p': {}}, ' ', 'Luma']
    """
    if not isinstance(sentence, Sentence):
        return sentence
    if sentence.kind == TERM:
        return {"w": sentence.template}
    if sentence.kind == JOINED:
        return [as_json(part) for part in sentence._parts]
    if sentence.kind == WHOLE:
        return {"whole": as_json(sentence._parts[0])}
    if sentence.kind == ENDED:
        return {"ended": as_json(sentence._parts[0])}
    counted = {} if sentence.many is None else {"m": sentence.many}
    values = {k: as_json(v) if isinstance(v, str) else v for k, v in sentence.params.items()}
    return {"t": sentence.template, **counted, "p": values}


def from_json(told: Any) -> str:
    """The sentence of a record, as `as_json` wrote it.

    >>> from_json({"t": "{n} base", "m": "{n} bases", "p": {"n": 2}})
    '2 bases'
    """
    if isinstance(told, list):
        return join("", [from_json(part) for part in told])
    if not isinstance(told, dict):
        return str(told)
    if "w" in told:
        return term(told["w"])
    if "whole" in told:
        return whole(from_json(told["whole"]))
    if "ended" in told:
        return end_sentence(from_json(told["ended"]))
    values = {k: from_json(v) if isinstance(v, (dict, list)) else v for k, v in told["p"].items()}
    if "m" in told:
        n: Any = values.pop("n")
        return say_n(told["t"], told["m"], n, **values)  # any template
    return say(told["t"], **values)  # any template


# --- into another language


def translate_sentence(
    sentence: str,
    gettext: Gettext,
    ngettext: Ngettext | None = None,
    figures: Figures | None = None,
) -> str:
    """A sentence in another language: templates are looked up whole, sentences in them too.

    Takes   any text: what is no Sentence (a name, a record id) comes back as it is.
            gettext: from an English template to the other; ngettext: the same for counts.
            figures: from a figure that a template formats to the other language's signs.
    Gives   the text; the English where a translation's fields do not fit.

    >>> french = {"{n} base": "{n} base", "near {place}": "près de {place}"}
    >>> translate_sentence(say("near {place}", place="Luma"), lambda text: french.get(text, text))
    'près de Luma'
    >>> told = say("{km:,.1f} km", km=1234.5)
    >>> translate_sentence(told, str, figures=lambda figure: figure.replace(".", "·"))
    '1,234·5 km'
    """
    if not isinstance(sentence, Sentence):
        return str(sentence)

    def other(part: str) -> str:
        return translate_sentence(part, gettext, ngettext, figures)

    if sentence.kind == TERM:
        return gettext(sentence.template)
    if sentence.kind == JOINED:
        return "".join(other(part) for part in sentence._parts)
    if sentence.kind == WHOLE:
        return _whole(other(sentence._parts[0]))
    if sentence.kind == ENDED:
        return f"{other(sentence._parts[0]).rstrip('.')}."
    values: dict[str, Any] = {
        k: other(v) if isinstance(v, str) else _figure(v, figures)
        for k, v in sentence.params.items()
    }
    if sentence.many is None:
        template = gettext(sentence.template)
    else:
        n = int(str(sentence.params["n"]))
        english = sentence.template if n == 1 else sentence.many
        template = ngettext(sentence.template, sentence.many, n) if ngettext else gettext(english)
    try:
        return template.format(**values)
    except (KeyError, IndexError, ValueError):  # a slip in a translation must not hide a warning
        return str.__str__(sentence)


class _Figure:
    """A number that is formatted by a template of English and written in another language."""

    def __init__(self, value: float, figures: Figures) -> None:
        self.value, self.figures = value, figures

    def __format__(self, spec: str) -> str:
        told = format(self.value, spec)
        return self.figures(told) if spec else told


def _figure(value: Value, figures: Figures | None) -> Any:
    if figures is None or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return _Figure(value, figures)


def english(sentence: str) -> str:
    """The sentence as it is: what is told where no other language is asked for."""
    return sentence


# --- every template there is


class NotLiteral(Exception):
    """A call of say or say_n whose template is made at run time: nobody could translate it."""


def templates(package: Path | None = None) -> list[tuple[str, str | None]]:
    """Every template said in a package, in order of the alphabet.

    Takes   the folder of a package; without it, all of tutela.
    Gives   pairs: a template and, for counts, its other form, else None.
    Raises  NotLiteral, with file and line, if a template is not a literal text.

    >>> ("{n} attack", "{n} attacks") in templates()
    False
    """
    folder = package or Path(__file__).parents[1]
    templates_met: set[tuple[str, str | None]] = set()
    for file in sorted(folder.rglob("*.py")):
        source = file.read_text("utf-8")
        for call in _calls(ast.parse(source)):
            if "# any template" in source.splitlines()[call.lineno - 1]:
                continue
            name = _name(call)
            words = call.args[:2] if name == "say_n" else call.args[:1]
            texts = [w.value for w in words if isinstance(w, ast.Constant)]
            if len(texts) != len(words) or not all(isinstance(text, str) for text in texts):
                if name == "term":
                    continue  # words of tables are listed where the tables are
                raise NotLiteral(f"{file}:{call.lineno}")
            one, *many = map(str, texts)
            templates_met.add((one, many[0] if many else None))
    return sorted(templates_met, key=lambda pair: (pair[0], pair[1] or ""))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) in ("say", "say_n", "term"):
            yield node


def _name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(templates(), ensure_ascii=False, indent=1) + "\n")
