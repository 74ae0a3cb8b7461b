"""Help within the application: the how-to of a page, the glossary, the keys.

The how-tos are those of the docs, shipped with the package; they are in English, and say so. A
reader of French or Arabic has their titles and what each is about in the own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tutela.base.data_tables import shipped_rows
from tutela.base.terms import Term, terms
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing

if TYPE_CHECKING:
    from markdown_it.token import Token

SHIPPED = Path(__file__).parent / "how_to"
IN_THE_TREE = Path(__file__).parents[3] / "docs/how-to"

OF_ROOM = {
    "access": ("vault", "warning-mechanisms"),
    "accountability": ("violations", "justice-and-headquarters"),
    "actors": ("actors",),
    "adoption": ("your-own-words-posts-and-papers",),
    "capacity": (
        "travel-time",
        "share-means",
        "refusals-and-routes",
        "readiness-and-training",
        "what-if",
    ),
    "conduct": ("misconduct",),
    "crisis": ("alerts", "response-metrics", "refusals-and-routes"),
    "deployment": ("means", "share-means", "places-for-units", "options-for-a-gap", "what-if"),
    "engagements": ("engagements", "beside-a-risk"),
    "exercise": ("scenarios", "run-an-exercise", "exercise-findings"),
    "fora": ("fora",),
    "incidents": ("import-a-file", "reports-from-the-field"),
    "intake": ("reports-from-the-field",),
    "joc": ("duty-desk", "live-board"),
    "lessons": ("lessons",),
    "mandate": ("mandate", "progress-and-results"),
    "monitoring": ("indicators", "progress-and-results"),
    "outreach": (
        "communities",
        "hear-a-community",
        "what-people-are-told",
        "rumours-and-disputes",
        "surveys",
        "sites",
    ),
    "partners": ("partners",),
    "places": ("bring-your-own-places", "communities", "sites", "safety-of-sites"),
    "programme": ("strategy", "progress-and-results"),
    "questionnaires": ("forms-from-elsewhere", "own-fields"),
    "reporting": ("reports",),
    "review": ("strategy",),
    "risk": (
        "order-of-hotspots",
        "weekly-cycle",
        "joint-readings",
        "by-group",
        "questions",
        "threats",
        "beside-a-risk",
        "forecasts-of-others",
    ),
    "site": ("find-your-way", "duty-desk", "alerts"),
    "strategy": ("strategy", "guidance"),
    "submissions": ("forms-from-elsewhere",),
    "takeaway": ("take-data-away",),
    "warning": ("alerts", "network", "warning-mechanisms", "listen", "live-board"),
}
"""By the room of a page, the how-tos that tell of it."""

FOR_KEEPERS = frozenset(
    {
        "add-a-case",
        "add-a-kind-of-record",
        "add-an-act",
        "backup-and-restore",
        "containers",
        "events-on-a-lake",
        "forecast",
        "install",
        "many-machines",
        "release",
        "test",
        "upgrade",
        "write-a-plug-in",
    }
)
"""How-tos of those who keep the server or write code: a page of a mission does not list them."""


@dataclass(frozen=True)
class HowTo:
    """One how-to of the docs: its name in addresses, its title, its text in Markdown; its title and
    what it is about in other languages, by their codes."""

    name: str
    title: str
    text: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]

    @property
    def shown_title(self) -> str:
        """Its title in the language of the page; in English where there is none."""
        return self.titles.get(get_language() or "", self.title)

    @property
    def shown_summary(self) -> str:
        """What it is about in the language of the page; nothing in English, where its text says."""
        return self.summaries.get(get_language() or "", "")

    @property
    def title_language(self) -> str:
        """The language of the title that is shown."""
        return get_language() or "en" if self.shown_title != self.title else "en"


@cache
def how_tos() -> dict[str, HowTo]:
    """Every how-to for the people of a mission, by name."""
    folder = SHIPPED if SHIPPED.is_dir() else IN_THE_TREE
    translated = {row["name"]: row for row in shipped_rows("tutela_web.site", "how_tos.csv")}
    by_name = {}
    for path in sorted(folder.glob("*.md")):
        if path.stem not in FOR_KEEPERS:
            title, _, text = path.read_text("utf-8").partition("\n")
            row = translated.get(path.stem, {})
            by_name[path.stem] = HowTo(
                path.stem,
                title.removeprefix("# ").strip(),
                text,
                {code: row[code] for code in ("fr", "ar") if row.get(code)},
                {code: row[f"{code}_summary"] for code in ("fr", "ar") if row.get(code)},
            )
    return by_name


def _in_html(how_to: HowTo, code: str) -> SafeString:
    """A how-to as HTML: links to other how-tos lead to their pages, other links are words alone;
    the tables and code of the docs are drawn as the pages draw theirs."""
    from markdown_it import MarkdownIt  # a page of help is opened seldom

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(how_to.text)
    for token in tokens:
        if token.type == "table_open":
            token.attrSet("class", "table")
        if token.children:
            token.children = _with_links_inside(token.children, code)
    return SafeString(reader.renderer.render(tokens, reader.options, {}))  # nosec B703 # how-tos of ours; HTML in them is off


def _with_links_inside(tokens: list[Token], code: str) -> list[Token]:
    kept, closing = [], []
    for token in tokens:
        if token.type == "link_open":
            target = str(token.attrGet("href") or "").removesuffix(".md")
            known = target in how_tos()
            closing.append(known)
            if not known:
                continue
            token.attrSet("href", reverse("site:how_to", args=[code, target]))
        elif (token.type == "link_close" and not closing.pop()) or token.type == "image":
            continue
        kept.append(token)
    return kept


@mission_page()
def page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The how-tos, those of the page one comes from first; the glossary; the keys."""
    asked = request.GET.get("q", "").strip()[:100]
    of_room = OF_ROOM.get(request.GET.get("of", ""), ())
    every = how_tos()
    context = {
        "asked": asked,
        "of_page": [every[name] for name in of_room if name in every],
        "others": [one for name, one in every.items() if name not in of_room],
        "terms": _terms_with(asked),
        "language": get_language(),
    }
    return render(request, "site/help.html", context)


def _terms_with(asked: str) -> list[Term]:
    """The terms that hold some words in any of the three languages; all without words."""
    words = asked.casefold()
    return [
        term
        for term in terms()
        if words in f"{term.term} {term.un_term} {term.fr} {term.ar} {term.meaning}".casefold()
    ]


@mission_page()
def how_to(request: HttpRequest, standing: Standing, name: str) -> HttpResponse:
    """One how-to."""
    if name not in how_tos():
        raise Http404
    found = how_tos()[name]
    shown = _in_html(found, standing.mission.code)
    return render(request, "site/how_to.html", {"how_to": found, "shown": shown})
