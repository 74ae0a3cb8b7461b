"""The field that a column's head names, in whatever order and with whatever words beside it.

`data/headers.csv` has the heads that offices use word for word, the lexicon what heads are made of:
"No. of persons killed", "Date de survenue", "Killed القتلى". A head with a word that is not known
here names no field: it may count something else.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tutela.base.layout import head_word
from tutela.reading.lexicon import concept, words_of

__all__ = [
    "HeadWords",
    "both_in_head",
    "bound_of_toll",
    "counts_a_group",
    "counts_backwards",
    "counts_killed_of_group",
    "counts_killed_of_kind",
    "counts_other_dead",
    "field_of_head",
    "is_of_other_calendar",
    "is_sex_or_age",
    "may_count_killed",
    "names_casualties",
    "names_day_of_report",
]


_FILLERS = words_of("head.fillers")
"""Words beside the one that says what a column holds."""
_DEAD = words_of("head.dead")
_LATER = words_of("head.later")
_CIVIL = words_of("head.civil")
_HURT = words_of("head.hurt")
_TAKEN = words_of("head.taken")
_DATE = words_of("head.date")
_OF_EVENT = words_of("head.of_event")
_WHEN = words_of("head.when")
_HAPPENED = words_of("head.happened")
_REPORTING = words_of("head.reporting")
_PLACE = words_of("head.place")
_OF_PLACE = words_of("head.of_place")
_ACTOR = words_of("head.actor")
_OF_ACTOR = words_of("head.of_actor")
_KIND = words_of("head.kind")
_WHAT = words_of("head.what")
_TEXT = words_of("head.text")
_OF_TEXT = words_of("head.of_text")
_LATITUDE, _LONGITUDE = words_of("head.latitude"), words_of("head.longitude")
_OF_POINT = words_of("head.of_point")
_NORTH, _EAST = words_of("head.north"), words_of("head.east")
_NEGATIVE = words_of("head.negative")
_POSITION = words_of("head.position")
_OF_POSITION = words_of("head.of_position")

_OF_LETTERS = words_of("head.of_letters")

_PHRASES = (
    (r"pertes? (?:en |de )?vies? humaines?|vies? (?:humaines? )?perdues?|lives? lost", "deaths"),
    (r"morts? d hommes?", "deaths"),
    (r"(?:total|all|tot) k|k (?:total|all)", "deaths"),
    (
        r"(?:(?:nb|nbre|nombre|total) (?:de |des )?)?corps(?: (?:recus?|ramasses?|trouves?))?",
        "deaths",
    ),
    (r"loss(?:es)? of lifes?|loss(?:es)? of human lifes?|pertes? humaines?", "deaths"),
)
_SENTENCES = (
    (r"(?:people |persons |children )?taken(?: away| by force)?|carried off|emmenes", "abducted"),
    (r"where (?:it |this |they )?(?:occurred|happened|took place|was|were|attacked)\b.*", "place"),
    (r"(?:died|killed|attacked|shot) (?:at|in)|ou (?:c est arrive|cela s est passe)", "place"),
    (r"(?:people )?(?:who )?lost (?:their|his|her) li(?:fe|ves)", "deaths"),
    (r"who (?:they say |people say |it is said )?(?:did|attacked|killed)\b.*", "side_a"),
    (r"qui l a fait|par qui", "side_a"),
    (r"(?:on )?(?:which|what) (?:day|date)|(?:le )?quel jour|(?:في )?اي يوم", "date_start"),
    (r"(?:in |at )?(?:which|what) (?:place|village|town|side|site|camp)", "place"),
    (r"(?:dans |a )?quel(?:le)? (?:lieu|village|site|localite)", "place"),
    (r"what (?:they did|was done|happened)(?: to \w+)?|ce qui (?:est arrive|s est passe)", "text"),
    (r"what (?:was|we|they|people|the \w+) (?:\w+ )?(?:told|said|say|heard|saw)\b.*", "text"),
    (
        r"ce qu?e?(?: \w+){0,3} (?:disent|dit|racontent?|rapportent?|vu|appris|entendu|note)\b.*",
        "text",
    ),
)
"""Heads that are parts of sentences."""


_OF_ENEMY = re.compile(r"^(?:en|enemy|eni|ennemis?) (?:kia|k|killed|tues|wia)$|^(?:kia|wia) en$")
"""Heads of a battalion that count its enemy: EN is no French "in" there."""


@lru_cache(maxsize=4_096)
def field_of_head(head: str) -> str | None:
    """The field that a head names by what its words mean; None where any word is strange.

    Takes   head: as a table writes it, or as `layout.head_word` does.

    >>> field_of_head("No. of persons killed"), field_of_head("Nombre de civils tués")
    ('deaths', 'civilian_deaths')
    >>> field_of_head("date_evt"), field_of_head("Date rapport"), field_of_head("Killed القتلى")
    ('date_start', None, 'deaths')
    >>> field_of_head("Town/Village, County"), field_of_head("Children abducted")
    ('place', None)
    >>> field_of_head("Victimes (†)"), names_casualties("Victimes (†)")
    ('deaths', False)
    >>> field_of_head("الضحايا (قتلى)"), field_of_head("Coordonnées X"), field_of_head("y_wgs84")
    ('deaths', 'longitude', 'latitude')
    """
    head = _with_cross_spelled(head)
    said = head_word(re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", head))
    if "(" in head and {_bare_arabic(word) for word in said.split()} <= _FILLERS:
        said = head_word(re.sub(r"[()]", " ", head))  # Victims (killed)
    if not said or len(said) > _LONGEST or is_of_other_calendar(head) or _OF_ENEMY.search(said):
        return None
    said = _in_full(said, head)
    if _NAMES.search(said):
        return None
    if year := re.fullmatch(r"(.*\D) (?:19|20)\d{2}|(?:19|20)\d{2} (\D.*)", said):
        named = field_of_head(year[1] or year[2])
        return named if named == "date_start" else None  # Date 2018
    by_script = [part for part in (_script(said, arabic=False), _script(said, arabic=True)) if part]
    if len(by_script) == 2:
        fields = [_field_of(part) for part in by_script]
        if any(names_day_of_report(part) for part in by_script):
            return None
        known = {field for field in fields if field}
        return known.pop() if len(known) == 1 else None
    return _field_of(said)


def _with_cross_spelled(head: str) -> str:
    """A head whose cross, the sign of the dead, is a word.

    >>> _with_cross_spelled("Civ †").split()
    ['Civ', 'killed']
    """
    return head.replace("†", " killed ")


_LONGEST = 80
_ABBREVIATED = re.compile(r"([^\W\d_]{3,})\.")


def _in_full(said: str, head: str) -> str:
    """A head's words, those cut short by a full stop as the one word for an event they begin.

    >>> _in_full("date even", "Date évén."), _in_full("no", "No.")
    ('date evenement', 'no')
    """
    cut = {head_word(match[1]) for match in _ABBREVIATED.finditer(head)}
    known = _OF_EVENT | _FILLERS
    return " ".join(
        next(
            (full for full in ("evenement", "incident", "survenue") if full.startswith(word)), word
        )
        if word in cut and word not in known
        else word
        for word in said.split()
    )


_LOW = words_of("head.low")
_HIGH = words_of("head.high")
_OTHER_DEAD = words_of("head.other_dead")


def bound_of_toll(head: str) -> str | None:
    """Whether a head names the least or the most of the killed, its remark in brackets counted.

    >>> bound_of_toll("CIV_K_LOW"), field_of_head("CIV_W")
    ('deaths_low', 'injured')
    >>> bound_of_toll("Deaths (low estimate)"), bound_of_toll("Tués max"), bound_of_toll("Tués")
    ('deaths_low', 'deaths_high', None)
    """
    words = {_bare_arabic(word) for word in head_word(re.sub(r"[()]", " ", head)).split()}
    told = words - _FILLERS
    if told & _CIVIL and "k" in told:  # CIV_K_LOW: killed
        told = (told - _CIVIL - {"k"}) | {"killed"}
    for bounds, field in ((_LOW, "deaths_low"), (_HIGH, "deaths_high")):
        if told & bounds and told & _DEAD and told <= bounds | _DEAD | {"range"}:
            return field
    return None


def counts_other_dead(head: str) -> bool:
    """Whether a head's remark says that its dead are fighters or animals.

    >>> counts_other_dead("Killed (soldiers)"), counts_other_dead("Killed (civ.)")
    (True, False)
    """
    remark = " ".join(re.findall(r"\(([^)]*)\)", head))
    return bool(set(head_word(remark).split()) & _OTHER_DEAD)


_SEXES = concept("head.sex_or_age")
_SIDES = concept("head.side")


def counts_a_group(head: str) -> bool:
    """Whether a head's remark says of which sex, age or side are those that it counts.

    >>> counts_a_group("Tués (femmes)"), counts_a_group("Killed (raiders)")
    (True, True)
    >>> counts_a_group("Killed (civ.)"), counts_a_group("Killed (per chief)")
    (False, False)
    """
    remark = re.findall(r"\(([^)]*)\)", head)
    words = [_bare_arabic(head_word(said)) for said in remark]
    return any(_SEXES.is_whole(said) or _SIDES.is_whole(said) for said in words)


def both_in_head(head: str) -> int:
    """Where the killed stand in a column that counts killed and injured: 1 first, 2 second, 0 in
    no such column.

    >>> both_in_head("Tués / Blessés"), both_in_head("Injured & killed"), both_in_head("Killed")
    (1, 2, 0)
    """
    words = [_bare_arabic(word) for word in head_word(head).split()]
    told = [word for word in words if word not in _FILLERS]
    of_people = {"casualties", "victims", "victimes", *_CIVIL}
    if set(told) & {"cas", "bilan", "toll"} | set(words) & of_people:
        letters = re.search(r"\b(k|t|m|d) ?[/&+-] ?(w|b|i)\b", head.casefold())
        if letters:
            return 1  # Casualties (K/W)
    if not set(told) & _DEAD or not set(told) & _HURT or not set(told) <= _DEAD | _HURT | _CIVIL:
        return 0
    if any(word in _DEAD for word in told[1:]) and any(word in _HURT for word in told[:-1]):
        return 2 if told[0] in _HURT else 1
    return 1


_OTHER_CALENDAR = re.compile(
    r"\b(?:hijri\w*|hegir\w*|hejira|lunar|lunaire|jalali|shamsi|solar|ethiop\w*|ethio|eth)\b"
    r"|\be\.? ?c\.?(?=\W|$)|\ba\.? ?h\.?(?=\)|$)|هجري|قمري|اثيوبي"
)


def is_of_other_calendar(head: str) -> bool:
    """Whether a head names days of another calendar than the Gregorian one.

    >>> is_of_other_calendar("Date (E.C.)"), is_of_other_calendar("Date (G.C.)")
    (True, False)
    >>> is_of_other_calendar("التاريخ الهجري"), is_of_other_calendar("Ethiopian forces")
    (True, False)
    """
    said = head.casefold()
    return bool(_OTHER_CALENDAR.search(said)) and bool(
        {_bare_arabic(word) for word in head_word(re.sub(r"[()]", " ", head)).split()} & _DATE
    )


_CASUALTY = words_of("head.casualty")
_DAMAGE = words_of("head.damage")
_HUMAN = words_of("head.human")


def names_casualties(head: str) -> bool:
    """Whether a head speaks of casualties or victims, and of nothing but people.

    >>> names_casualties("Bilan humain"), names_casualties("No. of victims")
    (True, True)
    >>> names_casualties("Pertes matérielles"), names_casualties("Victims' age")
    (False, False)
    """
    if _with_cross_spelled(head) != head:
        return False
    words = {_bare_arabic(word) for word in head_word(head).split()}
    beside = words - _FILLERS - _CASUALTY - _DAMAGE - _HUMAN - _CIVIL
    if not words or beside:
        return False
    return bool(words & _CASUALTY) or (bool(words & _DAMAGE) and bool(words & _HUMAN))


_GROUPS = words_of("head.groups")
_KINDS_OF_PEOPLE = words_of("head.kinds_of_people")


def counts_killed_of_group(head: str) -> bool:
    """Whether a head counts the killed of one sex, age or kind of people, and nobody else.

    >>> counts_killed_of_group("Students killed"), counts_killed_of_group("Mil KIA")
    (True, True)
    >>> counts_killed_of_group("Civilians killed: Men"), counts_killed_of_group("FatalitiesArmed")
    (True, True)
    >>> counts_killed_of_group("Killed"), counts_killed_of_group("Students killed or injured")
    (False, False)
    """
    said = head_word(re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", re.sub(r"[()]", " ", head)))
    words = {_bare_arabic(word) for word in said.split()} - (_FILLERS - _CIVIL)
    words -= {"من", "بين", "on"}
    groups = _GROUPS | _KINDS_OF_PEOPLE
    return bool(words & _DEAD) and bool(words & groups) and words <= _DEAD | groups


def counts_killed_of_kind(head: str) -> bool:
    """As `counts_killed_of_group`, where the group is a kind of people, as teachers or soldiers.

    >>> counts_killed_of_kind("Health personnel killed"), counts_killed_of_kind("Girls killed")
    (True, False)
    """
    said = set(head_word(re.sub(r"[()]", " ", head)).split())
    return counts_killed_of_group(head) and bool(said & _KINDS_OF_PEOPLE)


def is_sex_or_age(head: str) -> bool:
    """Whether a head says of whom a column is, and not what became of them.

    >>> is_sex_or_age("F"), is_sex_or_age("Enf."), is_sex_or_age("Men killed")
    (True, True, False)
    """
    return _SEXES.is_whole(head_word(head))


def _script(said: str, *, arabic: bool) -> str:
    return " ".join(w for w in said.split() if bool(re.search(r"[\u0600-\u06ff]", w)) is arabic)


def _bare_arabic(word: str) -> str:
    bare = re.match(r"و?ال([\u0600-\u06ff]{2,})", word)
    return bare[1] if bare else word


def _field_of(said: str) -> str | None:
    for pattern, field in _PHRASES:
        if re.fullmatch(rf"(?:\w+ )?(?:{pattern})", said):
            return field
    for pattern, field in _SENTENCES:
        if re.fullmatch(pattern, said):
            return field
    words = [_bare_arabic(word) for word in said.split()]
    for axis, field in ((_NORTH, "latitude"), (_EAST, "longitude")):
        others = set(words) - axis
        if axis & set(words) and others and others <= _POSITION | {"gps"}:
            return field
        if set(words) & {"n", "e"} & axis and others and others <= _OF_LETTERS:
            return field  # Location: N
    told = [word for word in words if word not in _FILLERS]
    if not told:
        return None
    every = set(told)
    for letter, field in (("k", "civilian_deaths"), ("w", "injured")):
        rest = every - {letter}
        if letter in every and rest & _CIVIL and rest <= _CIVIL | {"cas"}:
            return field  # CIV_K, CIV CAS: W
    for known, beside, field in (
        (_DEAD, _DEAD | _LATER, "deaths"),
        (_DEAD, _DEAD | _CIVIL, "civilian_deaths"),
        (_HURT, _HURT | _CIVIL, "injured"),
        (_TAKEN, _TAKEN | _CIVIL, "abducted"),
        (_DATE, _DATE | _OF_EVENT, "date_start"),
        (_WHEN, _WHEN | _HAPPENED, "date_start"),
        (_PLACE, _PLACE | _OF_PLACE, "place"),
        (_KIND, _KIND | _WHAT, "harm"),
        (_ACTOR, _ACTOR | _OF_ACTOR, "side_a"),
        (_TEXT, _TEXT | _OF_TEXT, "text"),
        (_LATITUDE, _LATITUDE | _OF_POINT, "latitude"),
        (_LONGITUDE, _LONGITUDE | _OF_POINT, "longitude"),
        (_POSITION, _POSITION | _OF_POSITION | _LATITUDE | _LONGITUDE, "position"),
    ):
        if every & known and every <= beside:
            return field
    axes = every & {"x", "y"}
    if axes and every - {"x", "y"} and every - {"x", "y"} <= _OF_POINT | _POSITION:
        return "position" if len(axes) == 2 else "longitude" if axes == {"x"} else "latitude"
    if every & _LATITUDE and every & _LONGITUDE and every <= _LATITUDE | _LONGITUDE | _OF_POINT:
        return "position"
    return None


def counts_backwards(head: str) -> bool:
    """Whether a head names degrees south or west, which are written without a sign.

    >>> counts_backwards("GPS S"), counts_backwards("Coordonnées N")
    (True, False)
    """
    words = set(head_word(head).split())
    return bool(words & _NEGATIVE) and words - _NEGATIVE <= _POSITION | _OF_POINT


def names_day_of_report(head: str) -> bool:
    """Whether a head names the day on which something was reported or written down.

    >>> names_day_of_report("Date rapport"), names_day_of_report("Reported on"),
    (True, True)
    """
    words = {_bare_arabic(word) for word in head_word(head).split()}
    return bool(words & _REPORTING) and (
        bool(words & _DATE) or bool(words & {"on", "at", "le"}) or len(words) == 1
    )


_KILLED = concept("head.speaks_of_dead")


_NAMES = re.compile(
    r"^(?:full )?(?:names?|noms?) (?:of|de|des|du|d)(?: (?:the|la|le|les|l))? (?:dead|victims?"
    r"|killed|deceased"
    r"|casualt\w*|victimes?|morts?|tues?|defunts?|personnes? tuees?)\b"
    r"|^(?:ال)?(?:اسم|اسماء) (?:ال)?(?:قتلى|ضحايا|ضحيه|ضحية|قتيل|متوفى|متوفين)"
)
"""Heads of columns that name the dead and count nobody."""


def may_count_killed(head: str) -> bool:
    """Whether a head speaks of the dead, in words that no field is known by; their names count
    nobody.

    >>> may_count_killed("Tués parmi la population"), may_count_killed("Cattle raided")
    (True, False)
    """
    said = head_word(re.sub(r"[()]", " ", _with_cross_spelled(head)))
    return _KILLED.is_in(said) and not _NAMES.search(said)


class HeadWords(dict[str, str]):
    """Heads word for word and the field each is; asked for another, what its words mean.

    >>> words = HeadWords({"date": "date_start"})
    >>> words["date"], words["date de survenue"], "colour" in words
    ('date_start', 'date_start', False)
    """

    def __missing__(self, head: str) -> str:
        field = field_of_head(head)
        if field is None:
            raise KeyError(head)
        return field

    def __contains__(self, head: str) -> bool:  # type: ignore[override]
        return super().__contains__(head) or field_of_head(head) is not None

    def get(self, head: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """As of a dict, what words mean included."""
        try:
            return self[head]
        except KeyError:
            return default
