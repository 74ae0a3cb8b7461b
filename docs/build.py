"""Pages made from the code and its tables, so that they cannot say what is no longer true.

Run by `make docs`; a test holds the committed pages to what this makes.
"""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

import click
import grimp

from tutela.base.documents.pdf import to_pages
from tutela.base.terms import terms
from tutela.cli import main
from tutela.cli.demo import ON
from tutela.cli.inputs import read_inputs
from tutela.reading import lexicon
from tutela_web.look.words.frequent_strings import most_seen

DOCS = Path(__file__).parent
ROOT = DOCS.parent


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV table's rows."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def cell(text: str) -> str:
    """Text that stays within its cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def requirements() -> str:
    """How many requirements of the seed documents hold, by room, and which do not."""
    asked = rows(DOCS / "requirements" / "requirements.csv")
    states = sorted({row["state"] for row in asked})
    counted = Counter((row["room"], row["state"]) for row in asked)
    lines = [
        "# Requirements",
        "",
        "*For anyone who asks whether Tutela does what the United Nations' own texts ask. A row",
        "is done when a person can do what its “where” says; “on files” means on the command line,",
        "without the platform.*",
        "",
        "[The table](requirements/requirements.csv) has each row with what is asked, how strongly,",
        "where to see it and the tests that do it as a person does.",
        "",
        "| room | " + " | ".join(states) + " |",
        "|---|" + "---|" * len(states),
    ]
    for room in sorted({row["room"] for row in asked}):
        numbers = " | ".join(str(counted[room, state] or "") for state in states)
        lines.append(f"| {room} | {numbers} |")
    total = " | ".join(str(sum(row["state"] == state for row in asked)) for state in states)
    lines += [f"| **all {len(asked)}** | {total} |", "", "## Not done, or partly", ""]
    for row in asked:
        if row["state"] != "done":
            where = row["where"] or row["how_to_see_it"]
            lines.append(
                f"- **{row['id']}** ({row['room']}, {row['strength']}, {row['state']}):"
                f" {cell(row['requirement'])} *{cell(where)}*"
            )
    return "\n".join(lines) + "\n"


def parameters() -> str:
    """Every constant of the suggested scores."""
    data = ROOT / "src" / "tutela" / "risk" / "data"
    lines = [
        "# Parameters",
        "",
        "*For those who calibrate the scores. [How to](../how-to/calibrate.md).*",
        "",
        "A value outside its range is refused.",
        "",
        "| name | value | range | unit | what it means | how it was chosen |",
        "|---|---|---|---|---|---|",
    ]
    for r in rows(data / "parameters.csv"):
        lines.append(
            f"| `{r['name']}` | {r['value']} | {r['least']} to {r['most']} | {r['unit']} |"
            f" {cell(r['means'])} |"
            f" {cell(r['chosen'])} |"
        )
    lines += [
        "",
        "## Gravity of each harm",
        "",
        "`gravity` is what one incident weighs; deaths and victims raise it, to at most",
        "`mass_gravity` or 3.",
        "",
        "| harm | gravity | mass_gravity | source |",
        "|---|---|---|---|",
    ]
    for r in rows(data / "gravity.csv"):
        lines.append(
            f"| {r['harm']} | {r['gravity']} | {r['mass_gravity']} | {cell(r['source'])} |"
        )
    lines += [
        "",
        "## What the choices of each factor mean",
        "",
        "0 is evidence that there is none; 2 and 4 lie between. What whole components mean stands",
        "in [the method](../method/risk.md).",
        "",
        "| factor | 1 | 3 | 5 | source |",
        "|---|---|---|---|---|",
    ]
    anchors: dict[str, list[dict[str, str]]] = {}
    for r in rows(data / "factor_anchors.csv"):
        anchors.setdefault(r["factor"], []).append(r)
    for factor, three in anchors.items():
        means = " | ".join(cell(r["means"]) for r in three)
        lines.append(f"| {factor} | {means} | {cell(three[0]['source'])} |")
    lines += [
        "",
        "## Tripwires",
        "",
        "| rule | observation | within | source |",
        "|---|---|---|---|",
    ]
    for r in rows(data / "tripwires.csv"):
        within = f"{r['within_km']} km, {r['within_days']} days"
        lines.append(f"| {r['rule']} | {r['observation']} | {within} | {cell(r['source'])} |")
    return "\n".join(lines) + "\n"


def glossary() -> str:
    """Every term of the field, with its UN term, its class and its French and Arabic."""
    lines = [
        "# Glossary",
        "",
        "*For everyone. The words of the field, as Tutela uses them everywhere; a new term enters",
        "here first.*",
        "",
        "Made from the table `src/tutela/base/data/terms.csv`, where a new term is written.",
        "Labels in French and Arabic that are exactly a term say what stands here. The UN term is",
        "what texts of the United Nations call it, with the text where a seed document or a",
        "standard has it. Second words for it, which no page may use, stand last; a test finds",
        "them. The table also names the model or function that holds each term.",
        "",
        "| Term | UN term | Meaning | French | Arabic | Not |",
        "|---|---|---|---|---|---|",
    ]
    for one in terms():
        word = f"{one.term} ({one.part})" if one.part == "verb" else one.term
        un_term = f"{one.un_term} ({one.source})" if one.source else one.un_term
        avoid = "; ".join(said.lstrip("=") for said in (*one.avoid, *one.avoid_fr, *one.avoid_ar))
        cells = (word, un_term, cell(one.meaning), one.fr, one.ar, avoid)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def limits() -> str:
    """What a file may hold at most."""
    lines = [
        "# Limits of files",
        "",
        "*For whoever is told that a file is too large, and for those who ask what a hostile file",
        "can do. [Import a file](../how-to/import-a-file.md); [reliability](../reliability.md).*",
        "",
        "One gate stands before every reader, of the platform and of the command line: tables",
        "(CSV, XLSX, Parquet, packed or not), GeoJSON, texts of resolutions. It counts before it",
        "lays out; what may still unfold to much is read in a child process with its own seconds",
        "and memory. A file beyond a limit is refused as a whole, with what, where and next; a row",
        "beyond one, by its line and column, and the rest comes in.",
        "",
        "| limit | most | of what, and why |",
        "|---|---|---|",
    ]
    for r in rows(ROOT / "src" / "tutela" / "base" / "data" / "limits.csv"):
        most = r["most"] if "year" in r["limit"] else f"{int(r['most']):,}"
        unit = "" if "year" in r["limit"] else f" {r['unit']}"
        lines.append(f"| `{r['limit']}` | {most}{unit} | {cell(r['chosen'])} |")
    return "\n".join(lines) + "\n"


COLUMNS = ("own", "area", "mission")


def access() -> str:
    """Who may read what and do what: the two tables of the policy."""
    data = ROOT / "src" / "tutela_web" / "access" / "data"
    roles, acts = rows(data / "roles.csv"), rows(data / "acts.csv")
    labels = {r["role"]: r["label"] for r in roles}
    marks = ("unclassified", "confidential", "strictly confidential")

    def listed(words: str) -> str:
        return ", ".join(word.replace("_", " ") for word in words.split())

    lines = [
        "# Who may do what",
        "",
        "*For the Chief of Staff who gives roles and posts, and for anyone who asks. Made from the",
        "two tables the program itself asks; [who sees what](../explanation/who-sees-what.md) says",
        "how to read them.*",
        "",
        "## What each role reads",
        "",
        "*Own*: what the person made. *Area*: what lies in the areas of the role or post.",
        "*Mission*: everywhere. Each reads up to its clearance. A compartment stands here where",
        "the role opens it; to others it opens by a named grant.",
        "",
        "| role | up to | own | area | mission | compartments |",
        "|---|---|---|---|---|---|",
    ]
    for r in roles:
        cells = [listed(r[column]) for column in (*COLUMNS, "compartments")]
        lines.append(
            f"| {cell(r['label'])} | {marks[int(r['clearance'])]} | " + " | ".join(cells) + " |"
        )
    lines += [
        "",
        "## What each post may do",
        "",
        "A role without a post reads and does none of this; one with an area does it there only.",
        "",
        "| act | posts |",
        "|---|---|",
    ]
    for r in acts:
        holders = ", ".join(labels[role] for role in r["roles"].split())
        lines.append(f"| {cell(r['label'])} | {cell(holders)} |")
    return "\n".join(lines) + "\n"


def commands() -> str:
    """The help of every command, as it prints."""
    lines = ["# Commands", "", "*For everyone at a terminal. Each page as `--help` prints it.*", ""]
    for context in _walk(main, "tutela", None):
        told = context.command.get_help(context).rstrip()
        lines += [f"## {context.command_path}", "", "```text", told, "```", ""]
    return "\n".join(line.rstrip() for line in "\n".join(lines).splitlines()) + "\n"


def _walk(
    command: click.Command, name: str, parent: click.Context | None
) -> Iterator[click.Context]:
    # As the program itself makes contexts: whatever is set for the top holds for all below.
    context = command.make_context(
        name, [], parent=parent, resilient_parsing=True, terminal_width=100
    )
    yield context
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from _walk(found, child, context)


SQUARE, MARGIN = 18, 120


def rooms(package: str) -> str:
    """Who imports whom between the rooms of a package, lowest room first, as a drawing: all marks
    lie below the diagonal, for a room imports only from those below it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c["layers"] for c in contracts["contracts"] if c.get("containers") == [package])
    names = [name.strip() for layer in reversed(layers) for name in layer.split("|")]
    graph = grimp.build_graph(package, cache_dir=None)
    here = [name for name in names if f"{package}.{name}" in graph.modules]
    for name in here:
        graph.squash_module(f"{package}.{name}")
    size = MARGIN + SQUARE * len(here)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-size="11"'
        f' font-family="sans-serif" role="img" aria-label="Which room of {package} imports which">',
        "<style>text{fill:#6b7280}rect{fill:none;stroke:#8886}circle{fill:#14618a}</style>",
    ]
    for at, name in enumerate(here):
        y = MARGIN + SQUARE * at
        lines.append(f'<text x="{MARGIN - 6}" y="{y + 13}" text-anchor="end">{name}</text>')
        lines.append(
            f'<text transform="translate({y + 13} {MARGIN - 6}) rotate(-60)">{name}</text>'
        )
        for other, imported in enumerate(here):
            x = MARGIN + SQUARE * other
            lines.append(f'<rect x="{x}" y="{y}" width="{SQUARE}" height="{SQUARE}"/>')
            if other != at and graph.direct_import_exists(
                importer=f"{package}.{name}", imported=f"{package}.{imported}"
            ):
                lines.append(f'<circle cx="{x + SQUARE / 2}" cy="{y + SQUARE / 2}" r="5"/>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def words_for_native_readers() -> str:
    """The strings that most pages show, in three languages, for a native reader's time."""
    lines = [
        "# Words for native readers",
        "",
        "*For native speakers of French and Arabic who know the field: the 100 strings most worth",
        "your time, because most pages show them. A better wording goes into",
        "`src/tutela_web/locale/fr` or `ar`; a term of the field into the table behind the",
        "[glossary](../glossary.md), from which labels take it.*",
        "",
        "Made by `python -m docs.build`. The count is over templates: for each page, the page with",
        "all it extends and includes. The strings of one room: `make words DO='room joc'`.",
        "",
        "| | English | French | Arabic | pages |",
        "|---|---|---|---|---|",
    ]
    for n, one in enumerate(most_seen(100), start=1):
        cells = (str(n), cell(one.english), cell(one.fr), cell(one.ar), str(one.pages))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def words_of_offices() -> str:
    """How much of the lexicon of the reading nobody who speaks the language has read."""
    lines = [
        "# Words of offices",
        "",
        "*For native speakers of English, French and Arabic who know the field. By these words the",
        "reading of a file knows a column, a kind of harm, whose staff somebody is. They stand in",
        "`src/tutela/reading/lexicon`, a line a word.*",
        "",
        "Made by `python -m docs.build`. A cell says how many rows there are and, in brackets, how",
        "many a native speaker reviewed. Which language a word is of was told by where else",
        "it stands in our texts, by nobody who speaks it; `several`: more than one language writes",
        "it so. To review a row: correct its text, or write your name and the day beside it.",
        "",
        "| concept | English | French | Arabic | several | an example |",
        "|---|---|---|---|---|---|",
    ]
    for name, rows in groupby(lexicon.rows(), key=lambda row: row.concept):
        of_concept = list(rows)
        cells = [_reviewed([r for r in of_concept if r.language == at]) for at in LANGUAGES]
        example = next((r.text for r in of_concept if r.language != "ar"), of_concept[0].text)
        lines.append("| " + " | ".join([f"`{name}`", *cells, f"`{example}`"]) + " |")
    total = _reviewed(list(lexicon.rows()))
    return "\n".join([*lines, "", f"All rows, and those reviewed: {total}."]) + "\n"


LANGUAGES = ("en", "fr", "ar", "mul")


def _reviewed(rows: list[lexicon.Row]) -> str:
    return f"{len(rows)} ({sum(bool(row.reviewed_by) for row in rows)})" if rows else ""


PAGES: dict[str, Callable[[], str]] = {
    "pictures/rooms-core.svg": partial(rooms, "tutela"),
    "pictures/rooms-web.svg": partial(rooms, "tutela_web"),
    "glossary.md": glossary,
    "requirements.md": requirements,
    "reference/limits.md": limits,
    "reference/parameters.md": parameters,
    "reference/commands.md": commands,
    "reference/access.md": access,
    "reference/words-of-offices.md": words_of_offices,
}


NOW_AND_THEN = {"reference/words-for-native-readers.md": words_for_native_readers}
"""Pages that nearly every change of a template would change: made when somebody reads them."""


def picture() -> bytes:
    """Page one of the weekly report of South Sudan, from the demonstration's files."""
    data = ROOT / "demo" / "data"
    inputs = read_inputs(
        [data / "ged_SSD_to2018.csv.gz"], bases=data / "geopko_full_1994_2020.csv.gz"
    )
    report = inputs.weekly(ON, area="South Sudan")
    return to_pages(report, dots_per_inch=100)[0]


def build() -> None:
    """Write every page and the picture of the README."""
    for name, made in (PAGES | NOW_AND_THEN).items():
        (DOCS / name).write_text(made(), encoding="utf-8")
    (DOCS / "pictures" / "weekly-SSD.png").write_bytes(picture())


if __name__ == "__main__":
    build()
