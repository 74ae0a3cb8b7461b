"""An invented strategy, written from A to J: its text, what of the Framework it answers, what was
said of it.

The mission of the text, its places and people are invented; its figures are those of the public
events of the mission.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files

import polars as pl
from django.db import transaction

from tutela.base.documents.layout import shipped_layouts
from tutela.strategy.elements import CLOSED, elements
from tutela.strategy.quoted import sentences
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.values import FieldValue
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.models import Unit
from tutela_web.crisis.papers.layout_kind import LAYOUT
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.forum.models import Forum
from tutela_web.partners.roles import verbs as roles
from tutela_web.partners.roles.kind import HOST_NOTE, ROLE
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.drafting import verbs
from tutela_web.strategy.edition.models import Section, SectionTranslation, Strategy

TITLE = "Strategy of UNMIKA for the protection of civilians (invented)"
WORST = 3
"""Areas the text names."""

Who = Callable[[str], Standing]


@transaction.atomic
def add(mission: Mission, events: pl.DataFrame, who: Who) -> None:
    """Write it once.

    Takes   events, the mission's, from which the figures of the text come; who, the standing of an
            account by its last part.
    """
    if Strategy.objects.filter(mission=mission).exists():
        return
    _plant_records_behind(mission, who)
    adviser, chief = who("adviser"), who("chief")
    ahead = "The Council asks for a strategy within ninety days; hearings go on beside the text."
    strategy = verbs.open_strategy(
        {"title": TITLE, "language": "en", "ahead_why": ahead}, by=adviser
    )
    _mark_invented(strategy, by=adviser)
    told = figures(events, clock.today(mission).year)
    written, in_short = _texts("strategy", told), _texts("strategy_in_short", told)
    for section in strategy.sections.order_by("letter"):
        by = chief if section.letter in CLOSED else adviser
        _mark_invented(section, by=by)
        verbs.save_section(section, written[section.letter], version=section.version, by=by)
        verbs.sum_up(section, in_short[section.letter], version=0, by=by)
    _comments(strategy, who)
    _write_in_french(strategy, told, by=adviser)
    sections = {section.letter: section for section in strategy.sections.all()}
    for one in elements():
        if one.key in _begins():
            by = chief if one.section in CLOSED else adviser
            section = sections[one.section]
            quotes = _sentences_cited(one.key, section.text)
            verbs.mark_element(section, one.key, answered=True, quotes=quotes, by=by)


@cache
def _begins() -> Mapping[str, list[str]]:
    """How the sentences begin that answer each element, question by question."""
    file = files("tutela_web.demo") / "texts" / "strategy_cited.csv"
    begins: dict[str, list[str]] = {}
    for row in csv.DictReader(file.read_text("utf-8").splitlines()):
        begins.setdefault(row["element"], []).append(row["begins"])
    return begins


def _sentences_cited(element: str, text: str) -> list[str]:
    said = sentences(text)
    return [next(one for one in said if one.startswith(first)) for first in _begins()[element]]


def figures(events: pl.DataFrame, year: int) -> Mapping[str, str]:
    """The figures of the text: of a year's public events, as the text words them.

    Gives   year, events, against, died, areas; died counts only those the source counted.
    """
    seen = events.filter(pl.col("date_end").dt.year() == year)
    against = seen.filter(pl.col("violence") == "one-sided")
    worst = (
        against.filter(pl.col("adm1") != "")
        .group_by("adm1")
        .len()
        .sort("len", "adm1", descending=[True, False])
        .head(WORST)
    )
    named = [str(name) for name in worst["adm1"]]
    return {
        "year": str(year),
        "events": str(seen.height),
        "against": str(against.height),
        "died": str(seen["civilian_deaths"].sum() or 0),
        "areas": " and ".join(filter(None, [", ".join(named[:-1]), *named[-1:]])) or "no area",
    }


def _texts(name: str, told: Mapping[str, str]) -> dict[str, str]:
    """The text of each section by its letter, with the figures in it."""
    text = (files("tutela_web.demo") / "texts" / f"{name}.txt").read_text("utf-8")
    _head, *parts = re.split(r"^\[([A-J])\]\n", text, flags=re.MULTILINE)
    return {
        letter: words.strip().format_map(told)
        for letter, words in zip(parts[::2], parts[1::2], strict=True)
    }


def _write_in_french(strategy: Strategy, told: Mapping[str, str], *, by: Standing) -> None:
    """The sections that are written in French too."""
    sections = {section.letter: section for section in strategy.sections.all()}
    for letter, text in _texts("strategy_fr", told).items():
        fields: verbs.TranslationInput = {"text": text, "says_all": True}
        made = verbs.translate_section(sections[letter], "fr", fields, version=0, by=by)
        _mark_invented(made, by=by)


def _mark_invented(record: Strategy | Section | SectionTranslation, *, by: Standing) -> None:
    records.edit(record, {"invented": True}, version=record.version, by=by.person)
    record.refresh_from_db()


def _comments(strategy: Strategy, who: Who) -> None:
    """A suggestion taken up, one declined for a reason, and one that waits."""
    section = {one.letter: one for one in strategy.sections.all()}
    taken = verbs.comment(
        section["E"],
        {
            "body": "Runners carried two of the last five warnings.",
            "suggests": True,
            "passage": "by call, message or a runner to the base",
            "proposed": "by call, by message, or by a runner, whom the gate lets in at any hour",
        },
        by=who("analyst"),
    )
    refused = verbs.comment(
        section["C"],
        {
            "body": "The escort of convoys is missing.",
            "suggests": True,
            "passage": "the Force patrols it twice a week",
            "proposed": "the Force patrols it daily",
        },
        by=who("commander"),
    )
    verbs.comment(
        section["I"],
        {"body": "Who answers when people ask on the radio why nobody came?"},
        by=who("rights"),
    )
    by = who("adviser")
    verbs.decide_comment(taken, accept=True, version=1, by=by)
    verbs.decide_comment(
        refused, accept=False, version=1, by=by, why="Two platoons cannot; section F says so."
    )


# --- what stands behind the text


ROLES: tuple[tuple[str, str, str, str], ...] = (
    # who, its name, what it does, in its own words
    ("head", "", "decides", "answers for this strategy and for what is left undone"),
    ("political", "", "engages", "leads the first tier: authorities, armed groups, mediation"),
    ("humanitarian", "", "close", "speaks for partners and keeps their work apart from operations"),
    ("force", "", "protects", "plans patrols, shows presence, acts against who attacks civilians"),
    ("police", "", "protects", "holds Osila camp day and night, patrols market towns"),
    ("component", "Human rights", "informs", "watches, verifies, speaks with those responsible"),
    ("component", "Civil affairs", "warns", "keeps the community alert network with the villages"),
    ("support", "", "supports", "roads, fuel and the helicopter go to patrols first"),
    (
        "host",
        "Police of the county",
        "protects",
        "answers calls by day and patrols with the mission",
    ),
    ("community", "Protection committee of Luma", "warns", "keeps watch and chooses whom to call"),
    ("un", "Protection Cluster", "close", "shares trends, advises on sites and referrals"),
    ("ngo", "Mine action partner", "apart", "marks and clears; never rides with a patrol"),
)


def _plant_records_behind(mission: Mission, who: Who) -> None:
    """Roles, what is seen of the host state, and the channels to others the text speaks of."""
    adviser, today = who("adviser"), clock.today(mission)
    _plant_layouts(mission, who)
    _plant_caveats(mission, who)
    for actor, name, what, says in ROLES:
        create_record(
            ROLE,
            {
                "who": actor,
                "name": name,
                "what": what,
                "says": says,
                "agreed_on": today - timedelta(days=40),
            },
            by=adviser,
            invented=True,
        )
    seen: dict[str, FieldValue] = {
        "institution": "Police of the county",
        "seen_on": today - timedelta(days=20),
        "classification": 1,
    }
    willing = create_record(
        HOST_NOTE,
        seen
        | {
            "side": "strength",
            "of": "will",
            "what": "Come when they are called.",
            "evidence": "Five of six calls of the last month were answered.",
        },
        by=adviser,
        invented=True,
    )
    create_record(
        HOST_NOTE,
        seen
        | {
            "side": "weakness",
            "of": "ability",
            "what": "One vehicle for the county.",
            "evidence": "Seen at the visit; the second has no wheels.",
        },
        by=adviser,
        invented=True,
    )
    roles.clear_note(
        willing,
        "The police of the county answers when people call.",
        version=willing.version,
        by=who("hom"),
    )
    for name, kind, level in (
        ("Meeting with the county commissioner", Forum.Kind.HOST, Forum.Level.LOCAL),
        ("Local protection committees", Forum.Kind.COMMUNITY, Forum.Level.LOCAL),
        ("Protection Cluster", Forum.Kind.CLUSTER, Forum.Level.HEADQUARTERS),
    ):
        create_record(
            FORUM,
            {
                "name": name,
                "kind": kind,
                "level": level,
                "rhythm_days": 14,
                "classification": 0,
            },
            by=adviser,
            invented=True,
        )


LETTERHEAD = "United Nations\nUnited Nations Mission in Karuna (UNMIKA) (invented)"

LAYOUTS: dict[str, dict[str, FieldValue]] = {
    "strategy": {
        "symbol": "UNMIKA/POC/2018/1",
        "distribution": "Heads of components\nUnited Nations country team\nProtection Cluster",
    },
    "summary": {"symbol": "UNMIKA/POC/2018/1/Summary"},
    "matrix": {"symbol": "UNMIKA/POC/2018/1/Annex I"},
}
"""What papers of a kind have beside the letterhead, which all papers of the mission have."""


def _plant_layouts(mission: Mission, who: Who) -> None:
    """How the papers of the invented mission are laid out."""
    for kind, shipped in shipped_layouts().items():
        create_record(
            LAYOUT,
            {
                "kind": kind,
                "letterhead": LETTERHEAD,
                "numbered": shipped.numbered,
                "contents": shipped.contents,
                "abbreviations": shipped.abbreviations,
                **LAYOUTS.get(kind, {}),
            },
            by=who("adviser"),
            invented=True,
        )


CAVEATS: tuple[tuple[str, str], ...] = (
    ("night", "May not drive after dark without leave from its capital."),
    ("geographic", "May not leave its county."),
)
"""National caveats of the invented units, in their order, as section F words them."""


def _plant_caveats(mission: Mission, who: Who) -> None:
    units = Unit.objects.filter(mission=mission, invented=True).order_by("code")
    for unit, (kind, wording) in zip(units, CAVEATS, strict=False):
        create_record(
            CAVEAT,
            {"kind": kind, "wording": wording, "no_night": kind == "night"},
            beside=unit,
            by=who("commander"),
            invented=True,
        )
