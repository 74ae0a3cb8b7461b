"""One string of pages, code and catalogues written in better words, no translation lost.

    make words DO='rewrite "Nobody is to be placed" "No units to place"'

The string is replaced where it stands whole: templates, code, scripts, tables, the tests that
assert it, and documentation. Its translations stay, and stand in `to_read_again.csv` until
somebody has read them beside the new English (`again`).
"""

from __future__ import annotations

import ast
import csv
import io
import re
import subprocess  # nosec B404 # git lists the files
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela_web.look.words import collecting

WIDTH = 100
"""Columns of a line of code."""
AGAIN = Path(__file__).parents[1] / "data/to_read_again.csv"
LEAST = 12
"""From so many letters a string is replaced inside longer texts of tests."""
_FIELD = re.compile(r"%\((\w+)\)[sd]")
_BLOCK = re.compile(
    r"({%-?\s*blocktrans(?:late)?\b[^%]*%})(.*?)({%\s*endblocktrans(?:late)?\s*%})", re.DOTALL
)
_PLURAL = re.compile(r"({%\s*plural\s*%})")
_VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")


@dataclass(frozen=True)
class Rewritten:
    """Files that changed, and lines that may say the old words in a form that was left alone."""

    changed: tuple[str, ...]
    to_look_at: tuple[str, ...]


def rewrite(old: str, new: str, root: Path) -> Rewritten:
    """Replace a string wherever it stands whole, and move its translations to the new one.

    Takes   old, new: the English as catalogues have it, fields included; of a counted string,
            one of its two forms.
            root: the checkout.
    Raises  BadParameter where no catalogue has the old string, the fields differ, or an office
            must clear the words first (`clearance.csv`).
    """
    _check(old, new)
    changed, to_look_at = [], []
    filled = _pattern(old)
    for path in _list_files(root):
        text = path.read_text("utf-8")
        name = path.relative_to(root).as_posix()
        better = _replace_in(text, path.suffix, old, new, loose=name.startswith("tests/"))
        if better != text:
            path.write_text(better, "utf-8")
            changed.append(name)
        to_look_at += [
            f"{name}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(better.splitlines(), 1)
            if filled.search(line)
        ]
    for language in collecting.LANGUAGES:
        _move_translation(language, old, new)
        changed.append(collecting.catalogue(language).relative_to(root).as_posix())
    return Rewritten(tuple(changed), tuple(to_look_at))


def fields(text: str) -> set[str]:
    """The names of what a string is filled with, as %(name)s or {name}.

    >>> sorted(fields("%(n)s of {total:,}"))
    ['n', 'total']
    """
    try:
        braces = {name.split(".")[0] for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:  # a brace of its own
        braces = set()
    return {*_FIELD.findall(text), *braces}


def to_clear() -> dict[str, str]:
    """The strings that only an office's owner may change, with the role that owns them."""
    return {
        row["english"]: row["owner"] for row in shipped_rows("tutela_web.look", "clearance.csv")
    }


def read_again() -> list[dict[str, str]]:
    """The translations whose English was rewritten since somebody read them."""
    with AGAIN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def end_reading(language: str, english: str) -> None:
    """Take one translation off the list: somebody read it beside the new English."""
    rows = read_again()
    left = [row for row in rows if (row["language"], row["english"]) != (language, english)]
    if len(left) == len(rows):
        raise BadParameter(f"no translation of {english!r} into {language} waits to be read")
    _write_again(left)


def _check(old: str, new: str) -> None:
    known = {form for message in _messages("fr") for form in _forms(message)}
    if old not in known:
        raise BadParameter(f"no catalogue has {old!r}: copy the string from `room` or `missing`")
    if fields(old) != fields(new):
        raise BadParameter(
            f"{sorted(fields(old))} and {sorted(fields(new))} differ: a translation would lose"
            " what is filled in"
        )
    if owner := to_clear().get(old):
        raise BadParameter(f"{old!r} is cleared by {owner}: change clearance.csv with them first")


def _list_files(root: Path) -> Iterator[Path]:
    listed = subprocess.run(  # nosec B603 B607 # a developer's own git, words of ours
        ["git", "ls-files", "-z", "src", "tests", "docs", "demo", "examples"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        path = root / name
        if path.suffix in {".html", ".txt", ".py", ".js", ".csv", ".md"} and (
            "/migrations/" not in name and path != AGAIN and path.name != "clearance.csv"
        ):
            yield path


def _replace_in(text: str, suffix: str, old: str, new: str, *, loose: bool) -> str:
    if suffix == ".py":
        return _in_python(text, old, new, loose=loose)
    if suffix == ".csv":
        return _in_table(text, old, new)
    if suffix == ".md":
        return _in_documentation(text, old, new)
    if suffix in {".html", ".txt"}:
        text = _BLOCK.sub(lambda block: _in_block(block, old, new), text)
    for sign in ('"', "'"):
        text = text.replace(f"{sign}{old}{sign}", f"{sign}{new}{sign}")
    return text


def _in_block(block: re.Match[str], old: str, new: str) -> str:
    start, body, end = block.groups()
    trimmed = "trimmed" in start
    parts = _PLURAL.split(body)
    for number, part in enumerate(parts):
        lines = (line.strip() for line in part.strip().splitlines()) if trimmed else (part,)
        message = _VARIABLE.sub(r"%(\1)s", " ".join(lines) if trimmed else "".join(lines))
        if message == old:
            parts[number] = _FIELD.sub(r"{{ \1 }}", new)
    return start + "".join(parts) + end


def _in_python(text: str, old: str, new: str, *, loose: bool) -> str:
    """Literals that are the string, and in tests those it stands in, adjacent ones as one."""
    if old.split()[0].strip("\"'\\") not in text:
        return text
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    places: list[tuple[int, int, str, bool, int]] = []
    for group, inside in _literals(text):
        try:
            value = ast.literal_eval("(" + " ".join(token.string for token in group) + ")")
        except (SyntaxError, ValueError):
            continue
        if isinstance(value, str):
            better = new if value == old else _replace_within(value, old, new) if loose else value
            if better != value:
                (row, column), (end_row, end_column) = group[0].start, group[-1].end
                at, until = starts[row - 1] + column, starts[end_row - 1] + end_column
                places.append((at, until, better, inside, column))
    for at, until, better, inside, column in reversed(places):
        text = text[:at] + _literal(better, inside=inside, column=column) + text[until:]
    return re.sub(  # a call within an f-string is one token with it
        rf"""_\((["']){re.escape(old)}\1\)""", lambda asked: f"_({asked[1]}{new}{asked[1]})", text
    )


def _literals(text: str) -> Iterator[tuple[list[tokenize.TokenInfo], bool]]:
    """Adjacent literals without fields, and whether they stand within brackets."""
    group: list[tokenize.TokenInfo] = []
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING:
            group.append(token)
            continue
        if token.type in (tokenize.NL, tokenize.COMMENT):
            continue
        if group and not any(
            "f" in token.string[:2].lower().split('"')[0].split("'")[0] for token in group
        ):
            yield group, depth > 0
        group = []
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.string, 0)


def _literal(value: str, *, inside: bool, column: int) -> str:
    """A string as code writes it, over several lines where one is too short."""
    sign = "'" if '"' in value and "'" not in value else '"'

    def written(part: str) -> str:
        escaped = part.replace("\\", "\\\\").replace("\n", "\\n")
        return sign + (escaped.replace('"', '\\"') if sign == '"' else escaped) + sign

    if len(written(value)) + column + 4 <= WIDTH:
        return written(value)
    parts, line = [], ""
    for piece in re.findall(r"\S+\s*|\s+", value):
        if len(line) + len(piece) > WIDTH - 24:
            parts.append(line)
            line = ""
        line += piece
    text = "\n        ".join(map(written, [*parts, line]))
    return text if inside else f"({text})"


def _in_table(text: str, old: str, new: str) -> str:
    return re.sub(
        rf"(?m)(^|,){re.escape(_cell(old))}(?=,|\r?$)", lambda at: at[1] + _cell(new), text
    )


def _cell(value: str) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([value])
    return line.getvalue()


def _replace_within(text: str, old: str, new: str) -> str:
    """A longer text of a test, where the string stands between signs and not among words."""
    if len(old) < LEAST or fields(old):
        return text
    bounded = rf"(?<!\w)(?<!\w ){re.escape(old)}(?! ?\w)"
    return re.sub(bounded, lambda _found: new, text)


def _in_documentation(text: str, old: str, new: str) -> str:
    """Documentation sets what stands on a page in italics, bold, quotes or code."""
    return re.sub(rf"([*`\"“]){re.escape(old)}(?=[*`\"”])", lambda at: at[1] + new, text)


def _pattern(old: str) -> re.Pattern[str]:
    """The old words, filled in any way, their last sign left out."""
    text = re.escape(_FIELD.sub("\0", re.sub(r"{\w[^{}]*}", "\0", old)).rstrip(".:"))
    return re.compile(rf"(?<!\w){text}(?!\w)".replace("\0", ".{1,60}?"))


def _messages(language: collecting.Language) -> Catalog:
    with collecting.catalogue(language).open("rb") as file:
        return read_po(file, locale=language)


def _forms(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (str(message.id),)


def _move_translation(language: collecting.Language, old: str, new: str) -> None:
    """Give the new string the translations of the old one, but where it has its own."""
    catalogue = _messages(language)
    for message in [entry for entry in catalogue if entry.id and old in _forms(entry)]:
        forms = tuple(new if form == old else form for form in _forms(message))
        catalogue.delete(message.id, message.context)
        there = catalogue.get(forms[0], message.context)
        if there is None or not there.string:
            catalogue.add(
                forms if len(forms) > 1 else forms[0], message.string, context=message.context
            )
            if not any(
                row["english"] == new for row in read_again() if row["language"] == language
            ):
                _write_again([*read_again(), {"language": language, "english": new, "was": old}])
    collecting.write_catalogue(catalogue, language)


def _write_again(rows: list[dict[str, str]]) -> None:
    rows.sort(key=lambda row: (row["language"], row["english"]))
    with AGAIN.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["language", "english", "was"], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
