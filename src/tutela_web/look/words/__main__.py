"""The words of three languages: `make words DO='room joc'`.

(nothing)            collect, and bring both catalogues up to date
missing              what has no translation yet
rewrite OLD NEW      one string in better words, wherever it stands
again                the translations to read again; `again LANGUAGE ENGLISH` ends one
alike                strings that mean the same
unused               strings that nothing asks for
long                 buttons and headings over a telephone's line
latin-first          Arabic lines that begin with a Latin word
room NAME            a room's strings, most seen first, beside French and Arabic
offenders NAME       a room's strings that break a rule of wording
check, lower         hold the budget of wording, or write down what fell
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from tutela.base.errors import TutelaError
from tutela_web.look.words import collecting, finding, frequent_strings, rewriting, wording


def main(asked: list[str]) -> int:
    """Do what is asked; gives the exit code."""
    match asked:
        case []:
            write([f"lacking: {collecting.update()}"])
        case ["missing"]:
            for language in collecting.LANGUAGES:
                write(f"{language}: {text}" for text in collecting.missing(language))
        case ["rewrite", old, new]:
            done = rewriting.rewrite(old, new, wording.ROOT)
            write(f"changed  {name}" for name in done.changed)
            write(f"look at  {line}" for line in done.to_look_at)
        case ["again"]:
            write(
                f"{r['language']}: {r['english']} (was: {r['was']})" for r in rewriting.read_again()
            )
        case ["again", language, english]:
            rewriting.end_reading(language, english)
        case ["alike"]:
            write("\n    ".join(map(repr, group)) for group in finding.find_alike())
        case ["unused"]:
            write(map(repr, finding.find_unused()))
        case ["long"]:
            write(
                f"{len(said)} {language}: {said}" for language, _, said in finding.find_too_long()
            )
        case ["latin-first"]:
            write(finding.find_latin_first())
        case ["room", room]:
            write(
                f"{seen.pages:4d}  {seen.english}\n      {seen.fr}\n      {seen.ar}"
                for seen in frequent_strings.of_room(room)
            )
        case ["offenders", room]:
            write(f"{rule}: {english}" for rule, english in wording.offenders(room))
        case ["check"] | ["lower"]:
            counted = wording.count_wording()
            if risen := wording.over_budget(counted, wording.budget()):
                write([*risen, "Rewrite or delete strings until no sum rises."])
                return 1
            if asked == ["lower"]:
                wording.write_budget(counted)
        case _:
            write([__doc__ or ""])
            return 2
    return 0


def write(lines: Iterable[str]) -> None:
    """Print the lines."""
    for line in lines:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except TutelaError as refused:
        sys.exit(str(refused))
