"""From the names in event files to actors: who is a people and not an actor, who is a civilian.

An event file writes "Murle" or "Christians (CAR)" where it means some armed people of that
identity. To rank a people as a threat would be false and dangerous (domain rule g18): such names
become *communal armed elements*, and the name itself goes to the compartment group identity.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from tutela.base.later import pl

COMMUNAL = "communal armed elements"
"""What every identity-named actor is called."""

UNKNOWN = "unknown"

ARMED_GROUP = "non-state armed group"

STATE_TYPES = frozenset({"state force", "host military", "host police", "foreign force"})
"""Types that answer to a state, its own or another."""

_DATA = files("tutela.actors") / "data"


@dataclass(frozen=True, slots=True)
class Actor:
    """One name of an event file, identified.

    label       what people may read; None for civilians, who are no actor.
    type        domain reference section a: state force, non-state armed group, ...
    state       the country whose force it is, where it is one.
    identity    the people's name, for the compartment group identity only.
    guessed     whether it is only not known as a group, and no people's name we know.
    """

    label: str | None
    type: str
    state: str | None = None
    identity: str | None = None
    guessed: bool = False


def _table(name: str) -> pl.DataFrame:
    return pl.read_csv((_DATA / name).read_bytes(), infer_schema=False)


def communal_names() -> tuple[str, ...]:
    """Names of peoples, clans and confessions that event files use as actors.

    Source  UCDP Actor Dataset 22.1 (CC BY 4.0), organisation level 3, and other spellings.
    """
    return tuple(_table("communal.csv")["name"].to_list())


def fold_name(name: str) -> str:
    """A name as compared: no case, no accents, one apostrophe, blanks for hyphens.

    >>> fold_name("Foulbé-Mbororo"), fold_name("Ma’aliyah")
    ('foulbe mbororo', "ma'aliyah")
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    alike = bare.casefold().translate(_ALIKE)
    return " ".join(alike.split())


_ALIKE = str.maketrans(
    {**dict.fromkeys("’‘ʼʻ`´ʾʿ", "'"), **dict.fromkeys("-‐‑–_", " "), "ɓ": "b", "ɗ": "d", "ŋ": "n"}
)


@lru_cache(maxsize=1)
def _peoples() -> re.Pattern[str]:
    # "Muslims (CAR)" is also written "Muslims", and "Iyeke (Batwa)" names two.
    bare = {re.sub(r"(?<!\s)\s*+\(.*\)$", "", name) for name in communal_names()}
    names = sorted({fold_name(name) for name in (*communal_names(), *bare)}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(" + "|".join(map(re.escape, names)) + r")(?:e?s|x)?(?!\w)")


_COMMUNITY = re.compile(
    r"\b(muslims?|musulmans?|christians?|chretiens?|hindus?|buddhists?|copts?|animists?|animistes?"
    r"|clans?|subclan|trib(?:e|es|al|esmen)|tribus?|herd(?:er|ers|smen)|eleveurs?|bergers?"
    r"|transhumants?|farm(?:ers|ing)|agriculteurs?|cultivateurs?|pastoralists?|pasteurs"
    r"|autochtones?|communautes?|ethnies?|(?:ethnic|communal|clan|identity)\s+(?:group|militia)s?"
    r"|قبيل[ةه]|قبائل|رعا[ةه]|مزارع\w*|المسلم\w*|المسيحي\w*)\b"
)

_ORGANISED = re.compile(
    r"army|armee|force|front|movement|mouvement|brigade|battalion|bataillon|coalition|alliance"
    r"|union|council|conseil|party\b|parti\b|liberation|resistance|republic|government"
    r"|gouvernement|state\b|\betat|police|gendarme|guard|garde|military|militaire|soldier|soldat"
    r"|command|faction|wing\b|branch|regiment|corps\b|unit\b|legion|patriot|revolution|opposition"
    r"|organi[sz]ation|congress|congres|network|reseau|company|gang|bandit|criminal|group"
    r"|mai ?mai|mayi ?mayi|balaka|qaida|qaeda|\baqmi|daesh|islamic|jama'?a"
    r"|جيش|قوات|حركة|جبهة|مجموعة"
)
"""Words of organisations: what has one in its name is no bare name of a people."""

_GENERIC = re.compile(
    r"\b(?:the|les?|la|des?|du|d'|of|armed|armes?|armees?|men|hommes?|people|fighters?|combattants?"
    r"|elements?|militias?|milices?|militiam[ae]n|miliciens?|militants?|youths?|jeunes?|rebels?"
    r"|rebelles?|warriors?|guerriers?|raiders?|attackers?|assailants?|assaillants?|gunm[ae]n"
    r"|suspected|presumes?|presumed|alleged|unidentified|inconnus?|self defen[cs]e|autodefense"
    r"|مسلح\w*|ميليشيا\w*|شباب)(?!\w)"
)
"""Words that may stand beside the name of anybody."""


def names_a_people(text: str) -> bool:
    """Whether a text names a people, clan or confession that event files use as an actor.

    >>> names_a_people("raids by Murle men"), names_a_people("raids by armed men")
    (True, False)
    """
    return _peoples().search(fold_name(text)) is not None


def may_be_a_people(name: str) -> bool:
    """Whether a name an analyst wrote, not known as an organised group, may be that of a people.

    One bare word, or one beside words that suit anybody ("armed", "youth", "militia"). A short
    name in capitals, or with a figure in it, is taken for the letters of a group.

    >>> may_be_a_people("Foulata armés"), may_be_a_people("CODECO"), may_be_a_people("3R")
    (True, False, False)
    """
    whole = fold_name(name)
    plain = re.sub(r"(?<!\s)\s*+\(.*\)", "", whole)
    if _ORGANISED.search(whole) or {whole, plain} & _groups():
        return False
    words = _GENERIC.sub(" ", plain).split()
    if len(words) != 1 or re.search(r"\d", words[0]):
        return False
    return not any(len(w) <= 8 and w.isupper() and fold_name(w) == words[0] for w in name.split())


_IDENTITY = re.compile(
    r"\b(?:muslims?|musulmane?s?|christians?|chretien(?:ne)?s?|hindus?|buddhists?|copts?|animistes?"
    r"|animists?|catholi(?:c|que)s?|protestante?s?|jew(?:s|ish)?|juif(?:s|ve|ves)?|islam"
    r"|(?:sub)?clans?|clanique|trib(?:e|es|al|esmen)|tribus?|ethnic\w*|ethni(?:e|es|que|ques)"
    r"|races?|racial\w*|religions?|confessions?"
    r"|religi(?:ous|eu(?:x|se|ses)) (?:group|groups|identity|minority|minorities|community)"
    r"|(?:minorite|communaute|identite|groupe)s? religieu(?:x|se|ses))\b"
    r"|قبيل[ةه]|قبائل|قبلي|عرقي|اثني|(?:ال)?طائفي|مسلم(?:ين|ون|ات)?\b|مسيحي|ديانت?[ةه]"
)

_ORDINARY = frozenset({"ale", "ari", "black", "fur", "indian", "pan", "highlanders", "dawa"})
"""Names of peoples that are words like others where they stand in small letters."""


def names_an_identity(words: str) -> bool:
    """Whether words name a people, a clan, a faith or who somebody is by birth: what exposes people
    is told by what they do, where they are and how they live, never by that.

    >>> names_an_identity("Murle women on the road"), names_an_identity("because of their religion")
    (True, True)
    >>> names_an_identity("displaced women who carry water, a pan on the head")
    False
    """
    plain = fold_name(words)
    if _IDENTITY.search(plain):
        return True
    named = {match[1] for match in _peoples().finditer(plain)}
    capital = {fold_name(word) for word in re.findall(r"\w+", words) if word[:1].isupper()}
    return any(name not in _ORDINARY or name in capital for name in named)


@lru_cache(maxsize=1)
def _livelihoods() -> dict[str, frozenset[str]]:
    """Words of livelihoods, of arms, and those that may stand beside them, in every language."""
    held: dict[str, set[str]] = {"livelihood": set(), "armed": set(), "beside": set()}
    for _language, part, words, _reviewer in _table("livelihoods.csv").rows():
        held[part] |= {fold_name(word).rstrip("'") for word in words.split()}
    return {part: frozenset(words) for part, words in held.items()}


def is_armed_livelihood(name: str) -> bool:
    """Whether a name says what armed men live by, and nothing else: no people, nor a group.

    A livelihood alone is not enough: herders as such are no threat, and a source that names them
    without a word of arms often means a people.

    >>> is_armed_livelihood("Armed herders"), is_armed_livelihood("éleveurs armés")
    (True, True)
    >>> is_armed_livelihood("Herders"), is_armed_livelihood("armed Fulani herders")
    (False, False)
    """
    words, known = re.split(r"[\s']+", fold_name(name)), _livelihoods()
    return (
        any(word in known["livelihood"] for word in words)
        and any(word in known["armed"] for word in words)
        and not set(filter(None, words)) - frozenset.union(*known.values())
    )


_CIVILIANS = re.compile(
    r"^(Civilians?\b.*|Camp Residents?|Refugees(/IDPs)?|IDPs?|Beneficiaries|Aid [Ww]orkers?.*"
    r"|Health [Ww]orkers?|Staff Worker|Employee|Family|Patient.*|Journalists?.*)$"
)

_STATE = re.compile(r"^(?:Government|Military Forces|Police Forces|Republic) of (.+?)(?: \(\d.*)?$")


@lru_cache(maxsize=1)
def _types() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(p, re.IGNORECASE), t) for p, t, _ in _table("types.csv").rows())


@lru_cache(maxsize=1)
def _aliases() -> dict[str, tuple[str, str]]:
    return {name: (label, kind) for name, label, kind, _ in _table("aliases.csv").rows()}


@lru_cache(maxsize=1)
def _organised_names() -> frozenset[str]:
    return frozenset(fold_name(name) for name in _table("organised.csv")["name"].to_list())


@lru_cache(maxsize=1)
def _groups() -> frozenset[str]:
    """Names and labels that stand for an organised group in our own tables."""
    named = (word for name, (label, _) in _aliases().items() for word in (name, label))
    return _organised_names() | {fold_name(word) for word in named}


@lru_cache(maxsize=65536)
def identify(name: str | None, code: int | None = None, *, own: bool = False) -> Actor:
    """Who a single name of an event file is.

    Takes   the name as the source writes it; ACLED's inter code, where it has one; `own`: whether
            an analyst wrote it freely, so that what may be a people is never ranked as a group.
    Gives   an Actor; a blank or an unnamed party is "unknown", civilians have no label.
    Source  domain rule g18; UCDP Actor Dataset 22.1.

    >>> identify("SPLM/A - IO").label, identify("SPLM/A - IO").type
    ('SPLM/A - IO', 'non-state armed group')
    >>> identify("Muslims (CAR)").label, identify("Peuhl militia (Zemio)").label
    ('communal armed elements', 'communal armed elements')
    >>> identify("Foulbé").label, identify("Kestrels", own=True).label, identify("Kestrels").label
    ('communal armed elements', 'communal armed elements', 'Kestrels')
    >>> identify("armed herders").label, identify("Fulani herders").label
    ('armed herders', 'communal armed elements')
    >>> identify("Civilians").label is None, identify("XXX1004").label
    (True, 'unknown')
    """
    name = " ".join(name.split()) if name else ""
    if _CIVILIANS.match(name) or code == 7:
        return Actor(None, "civilians")
    if alias := _aliases().get(name):
        label, alias_kind = alias
        state = _STATE.match(label)
        named = name if name != label and _peoples().search(fold_name(name)) else None
        return Actor(label, alias_kind, state[1] if state else None, named)
    kind = next((t for pattern, t in _types() if pattern.search(name)), None)
    if not name or kind == UNKNOWN:
        return Actor(UNKNOWN, UNKNOWN)
    if kind in STATE_TYPES:
        state = _STATE.match(name)
        return Actor(name, kind, state[1] if state else None)
    if is_armed_livelihood(name):
        return Actor(name, "communal militia or self-defence")
    plain = fold_name(name)
    if plain not in _organised_names() and (
        code == 4 or _peoples().search(plain) or _COMMUNITY.search(plain)
    ):
        return Actor(COMMUNAL, "communal militia or self-defence", identity=name)
    if own and not kind and may_be_a_people(name):
        return Actor(COMMUNAL, "communal militia or self-defence", identity=name, guessed=True)
    return Actor(name, kind or _BY_CODE.get(code or 0, ARMED_GROUP))


_BY_CODE = {1: "state force", 5: "crowd", 6: "crowd", 8: "foreign force"}
"""ACLED's inter codes where they say more than the name."""


def split_side(side: str) -> list[str]:
    """The actors of one side: "MLC, RCD-N" names two; a comma within brackets parts nothing.

    >>> split_side("Awlad Metanin clan (Misseriya), Rek Dinka"), split_side("Forces (A, B)")
    (['Awlad Metanin clan (Misseriya)', 'Rek Dinka'], ['Forces (A, B)'])
    """
    if identify(side).type == UNKNOWN:
        return [side]
    return [part.strip() for part in re.split(r",\s+(?![^(]*\))", side) if part.strip()]


def sides(names: pl.Series, codes: pl.Series | None = None, *, own: bool = False) -> pl.DataFrame:
    """Every different side of an event file, identified once.

    Takes   side names, repeated or not, in any order; null where a row names no side. ACLED's
            inter codes beside them, where there are any; `own` as for `identify`.
    Gives   one row a different name and code: side, code, actors (list, civilians left out, each
            label once), identities (list: names of peoples, for the compartment only), guessed
            (how many of them are only not known as groups).

    >>> told = sides(pl.Series(["LRA", "Civilians", "Rek Dinka, Panyar Dinka"]))
    >>> told.drop("guessed").sort("side").rows()
    [('Civilians', None, [], []), ('LRA', None, ['LRA'], []),
     ('Rek Dinka, Panyar Dinka', None, ['communal armed elements'], ['Rek Dinka', 'Panyar Dinka'])]
    """
    blank = pl.lit(None, pl.Int8)
    different = (
        pl.DataFrame({"side": names})
        .with_columns(code=blank if codes is None else codes.cast(pl.Int8))
        .filter(pl.col("side").is_not_null())
        .unique(maintain_order=True)
    )
    sides_found = [
        [identify(part, code, own=own) for part in (split_side(side) if code is None else [side])]
        for side, code in different.rows()
    ]
    return different.with_columns(
        pl.Series(
            "actors",
            [list(dict.fromkeys(a.label for a in actors if a.label)) for actors in sides_found],
            pl.List(pl.String),
        ),
        pl.Series(
            "identities",
            [[a.identity for a in actors if a.identity] for actors in sides_found],
            pl.List(pl.String),
        ),
        pl.Series("guessed", [sum(a.guessed for a in actors) for actors in sides_found], pl.Int64),
    )


def type_of(label: str, country: str | None = None) -> str:
    """The type of an actor by its label, as domain reference section a lists them.

    Takes   a label of the event table; the country of the event, where known.
    Gives   "host military" or "foreign force" where the country tells which, else "state force";
            "communal militia or self-defence", "non-state armed group", "unknown", ...

    >>> type_of("Government of Uganda", "South Sudan"), type_of("Government of Uganda", "Uganda")
    ('foreign force', 'host military')
    >>> type_of("communal armed elements"), type_of("LRA", "Uganda")
    ('communal militia or self-defence', 'non-state armed group')
    """
    if label == COMMUNAL:
        return "communal militia or self-defence"
    actor = identify(label)
    if actor.type == "state force" and actor.state and country:
        return "host military" if _same_state(actor.state, country) else "foreign force"
    return actor.type


def may_be_host(label: str, country: str | None = None) -> bool:
    """Whether an actor is a force of the host state, or of a state that nobody told apart from it.

    >>> may_be_host("Government of Uganda", "South Sudan"), may_be_host("Government of Uganda")
    (False, True)
    >>> may_be_host("Government of South Sudan", "South Sudan"), may_be_host("LRA", "Uganda")
    (True, False)
    """
    kind = type_of(label, country)
    return kind.startswith("host") or kind == "state force"


def is_state(label: str) -> bool:
    """Whether the actor answers to a state, its own or another.

    >>> is_state("Government of South Sudan"), is_state("LRA")
    (True, False)
    """
    return type_of(label) in STATE_TYPES


def _same_state(one: str, other: str) -> bool:
    """The UCDP writes "DR Congo (Zaire)" here and "DR Congo" there."""

    def bare(name: str) -> str:
        return re.sub(r"(?<!\s)\s*+\(.*\)$", "", name).strip().casefold()

    return bare(one) == bare(other)
