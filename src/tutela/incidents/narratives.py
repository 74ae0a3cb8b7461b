"""Paragraphs of a report, "On 3 March 2018, in Luma (Uror county), ...", read as rows.

A paragraph is read where it names one day first, one place and a deed; each other one stands as
refused, with why, so that a person may look at it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tutela.base.errors import Rejection
from tutela.base.guards.patterns import gate
from tutela.base.later import pl
from tutela.base.messages import Sentence, say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words, toll_in_account, with_digits
from tutela.base.values import MONTH_IN_TEXT, plain, read_days
from tutela.incidents.accidents import tells_deed, tells_meeting, why_no_harm
from tutela.incidents.headings import Heading, heading_of
from tutela.incidents.misconduct_words import closed_harm
from tutela.incidents.refusals import refuse_text

__all__ = ["with_paragraphs_read", "with_places_of_accounts"]

_TO = r" ?(?:-|–|/|to|and|au|et|الى|إلى|و) ?"
_DAY = re.compile(
    rf"(?<![\w-])(?:(?:the )?night (?:of |between )?|(?:la )?nuit (?:du |entre le )?|ليلة )?"
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}"
    rf"|\d{{1,2}}(?:er|st|nd|rd|th)?(?:{_TO}(?:le )?\d{{1,2}}(?:er|st|nd|rd|th)?)? ?(?:of |de )?"
    rf"(?:{MONTH_IN_TEXT})\.?(?:,? (?:19|20)\d{{2}})?"
    rf"|(?:{MONTH_IN_TEXT})\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:19|20)\d{{2}})?"
    rf"|(?:early|mid|late|end of|start of|début|debut|mi|fin|أوائل|منتصف|أواخر)[ -](?:de "
    rf"|d')?(?:{MONTH_IN_TEXT})"
    rf"(?:,? (?:19|20)\d{{2}})?)(?![\w-])",
    re.IGNORECASE,
)
_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’À-ÿ-]*"
_NAME = rf"{_CAP}(?:[ -](?:{_CAP}|[Dd][eu]s?[ -]{_CAP}|al-{_CAP}|el-{_CAP})){{0,3}}"
_KIND = r"(?:town|camp|village|city|site|junction|bridge|ville|port|crossing|landing|settlement)"
_AREA = (
    r"(?:district|county|payam|state|province|territory|territoire|commune|cercle|department|région"
    r"|region|ward|locality|localité|prefecture|préfecture|sub-county|zone|sector|secteur"
    r"|governorate)"
)
_OF_WHAT = (
    r"(?:(?:the |la |le |l['’]|un |une )?(?:(?:village|town|camp|locality|localité|community"
    r"|site|ville"
    r"|settlement|hamlet|boma|quartier|outskirts|market|marché|centre|periphery|direction)s? "
    r"(?:of |de |d['’]|du )?)?)"
)
_PLACES = re.compile(
    rf"(?:(?<=\b)(?P<how>(?i:in|at|near|close to|behind|outside|around|inside|entered|attacked"
    rf"|raided|bombed|shelled|looted"
    rf"|bombarded|stormed|struck|from|to|on|à|au|aux|dans|en|près de|vers|attaqué|pillé|incendié"
    rf"|de|sur"
    rf"|of|for)) )"
    rf"(?P<what>{_OF_WHAT})(?P<place>{_NAME}(?: {_KIND}\b)?)(?P<area> ?\((?P<in>[^()]{{2,40}})\)"
    rf"|, (?:in )?(?P<then>{_NAME} {_AREA}))?"
)
_CAME_TO = gate(
    r"\b(?:(?i:raiders?|gunmen|bandits?|attackers?|soldiers|militia\w*|rebels|fighters|security"
    r"|police"
    r"|army|troops|armed (?:men|youths?)) (?:came|went|walked|drove|rode|marched) (?:in)?to"
    r"|(?:taken|abducted|kidnapped|stolen|carried off)(?: by force)? from"
    r"|(?i:attacks?|raids?|assaults?|attaques?|incursions?) (?:on|sur|contre|against)"
    r"|(?:woman|women|man|girls?|boys?|trader|farmer|family) of|(?i:clinic|school|church|market"
    r"|hospital|mosque|health (?:centre|center|post)|people|residents|villagers|chief) of"
    r"|(?i:habitants|villageois|centre de santé|chef|école|église|marché) (?:de|d['’]))"
    rf" (?P<place>{_NAME})"
)
"""Where armed people came to, from where people were taken, whose clinic it was."""
_ON_THE_WAY = gate(
    r"\b(?:on|in|with) (?:the |a |their |his |her )?(?:car|road|way|bus|truck|path|route|track)s?"
    rf" (?:\w+ )?(?:to|from) {_NAME}"
    rf"|\b(?:coming|travelling|returning|venant|revenant|en provenance) (?:from|de|d['’]) ?{_NAME}"
    rf"|\b(?:an?|one) (?:\w+ )?(?:man|woman|boy|girl|trader|farmer|youth|elder) from {_NAME}"
)
"""Where somebody was going, or is from."""
_ARABIC_FIRST = r"(?:[أا]بو|[أا]م|وادي|جبل|ود|عد|تل|خور|دار|شق|قوز|سرف|كفر|خزان) "
"""First words of Arabic names of places that take another."""
_ARABIC_PLACE = gate(
    r"(?:(?:في|ب|قرب|على)\s*|(?<!\w))(?:ال)?(?:قرية|مدينة|بلدة|معسكر|مخيم|منطقة|حي"
    rf"|سوق)\s+((?:{_ARABIC_FIRST})?[\u0621-\u064a]{{2,}}"
    r"(?: [\u0621-\u064a]{3,}(?= \())?)"
)
_ARABIC_NAME = gate(
    r"(?<!\w)(?:قرب|في|بالقرب من|على مشارف) (?!ال|\d|هجوم|كمين|اشتباك|حادث|طريق|سوق|منزل|بيت|مزرع"
    r"|مدرس|مستشف"
    r"|يوم|شهر|عام|سنة|ليل|صباح|مساء|منطق|نقط|حاج|معسكر|مخيم|كل|هذ|ذلك|نفس|حين|اثناء|أثناء|بداي"
    r"|نهاي|اول|أول"
    r"|اخر|آخر|حي |وسط|شمال|جنوب|شرق|غرب|داخل|مركز|موقع|مواقع|وقت|ظل|اطار|إطار|عملي|رحل|بئر|حقل"
    r"|حقول|مزارع"
    rf"|(?:{MONTH_IN_TEXT}))((?:{_ARABIC_FIRST}[\u0621-\u064a]{{2,}}"
    r"|[\u0621-\u064a]{3,})(?: [\u0621-\u064a]{3,}(?= في ))?)(?!\w)"
)
"""A place named after "near" or "in" alone, where the word is no common noun."""
_ARABIC_LEADS = gate(
    r"^في (?!ال(?:طريق|سوق|مدين|قري|مزرع|معسكر|مخيم|بيت|منزل|مدرس|مستشف|صباح|مساء|ليل|يوم|ساع"
    r"|[اأ]سبوع|شهر"
    r"|منطق|حقل|غاب|واد|ب[يئى]ر|بحر|نهر|مسجد|كنيس|محلي|ولاي|حي\b|عام|سنة|فجر|ظهر|حدود|شارع|مركز"
    r"|موقع))"
    r"(ال[\u0621-\u064a]{3,})(?= )"
)
"""A place with an article that an account begins with."""
_ARABIC_ATTACKED = gate(
    r"(?:هجوم|هجم\w*|هاجم\w*|(?:ا|أ)غار\w*|غارة)(?: \S+){0,3}? على "
    r"(?!ال|\d|قري|مدين|سوق|منزل|بيت|مزرع|مزارع|راع|رعا|قافل|سيار|شاحن|حافل|باص|مدني|تاجر|تجار|مركز"
    r"|معسكر|مخيم|نازح|نساء|رجال|رجل|مواطن|موقع|نقط|مستشف|مدرس|قوات|جنود|اهل|أهل|سكان|مجموع|احد"
    r"|أحد)"
    rf"((?:{_ARABIC_FIRST})?[\u0621-\u064a]{{3,}})(?!\w)"
    r"|(?:قصف\w*) (?:ال\S+ )([\u0621-\u064a]{3,})(?= و| ف|$|[،,.])"
)
"""A place that was attacked or bombed, by its name alone."""
_SURELY = frozenset(
    [
        "in",
        "at",
        "near",
        "close",
        "behind",
        "outside",
        "around",
        "inside",
        "entered",
        "attacked",
        "raided",
        "bombed",
        "shelled",
        "looted",
        "bombarded",
        "stormed",
        "struck",
        "à",
        "dans",
        "près",
        "de",
        "attaqué",
        "pillé",
        "incendié",
    ]
)
_NO_PLACE = re.compile(
    rf"(?:(?:{MONTH_IN_TEXT})|monday|tuesday|wednesday|thursday|friday|saturday|sunday|lundi|mardi"
    rf"|mercredi|jeudi"
    r"|vendredi|samedi|dimanche|un|un \w+|unmiss|minusca|monusco|hc|ngo|ong|idps?|the|general|no"
    r"|on|le"
    r"|police|army|government|governor|islam\w*|christian\w*|ramadan|easter|christmas"
    r"|dieu|god|allah|christ|jésus|jesus|pâques|paques|noël|noel|pentecôte|toussaint|assomption"
    r"|ascension|épiphanie|eid|aïd|tabaski|saints?(?: .*)?|sœur.*|soeur.*|père .*|abbé.*|mgr.*"
    r"|monseigneur.*)",
    re.IGNORECASE,
)
_OF_PART = re.compile(r"(?:quartier|market|marché|outskirts|centre|periphery)", re.IGNORECASE)
_FLED_TO = gate(
    r"\b(?:fui\w*|fuit|fled|flee\w*|ran|parti\w*|déplac\w*|displaced|réfugi\w*|escaped|moved)"
    r" (?:[^\s.]+ ){0,3}$"
)
_WORDS = 7
FEWEST, MOST = 2, 0.4
"""So many paragraphs, and so large a share of the filled lines, make a column a report."""


def with_paragraphs_read(table: Table) -> Table:
    """A table of which nobody knows the columns, its paragraphs as rows of Date, Place and
    Description.

    >>> from pathlib import Path
    >>> said = ["On 3 March 2018 armed men shot two traders dead in Luma (Uror county).",
    ...     "The office met the governor.", "On 5 March 2018, in Tera, bandits looted a shop."]
    >>> frame = pl.DataFrame({"Text": said})
    >>> found = with_paragraphs_read(Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4])))
    >>> found.frame.select("Date", "Place").rows(), found.lines.to_list()
    ([('3 March 2018', 'Luma'), ('5 March 2018', 'Tera')], [2, 4])
    >>> [str(one.why) for one in found.rejected]
    ['is no account of an incident']
    """
    if table.hidden or not table.frame.height:
        return table
    column = _column_of_paragraphs(table)
    if column is None:
        return table
    heading = heading_of([table.sheet or "", *table.titles, *table.frame.columns])
    heading = heading or _year_of_cells(table)
    lines = [int(line) for line in table.lines.to_list()]
    told = list(zip(lines, table.frame[column], table.frame.iter_rows(), strict=True))
    if _DAY.search(column) and len(column.split()) >= _WORDS and not heading_of([column]):
        told.insert(0, (max(lines[0] - 1, 1), column, (column,)))
    kept: list[tuple[int, str, str, str]] = []
    refused: list[Rejection] = []
    for line, text, row in told:
        if not text or len(text.split()) < _WORDS:
            above = heading_of([text]) if text else None
            if above and above.month:
                heading = above
                continue
            if text and _DAY_ALONE.fullmatch(plain(text).strip()):
                continue
            if any(row) and text and len(text.split()) > 2:
                refused.append(
                    refuse_text(table, line, column, text, say("is no account of an incident"))
                )
            continue
        when_and_where = _read_paragraph(plain(text), heading)
        if isinstance(when_and_where, tuple):
            kept.append((line, *when_and_where, text))
        else:
            refused.append(refuse_text(table, line, column, text, when_and_where))
    if len(kept) < FEWEST:
        return table
    frame = pl.DataFrame(
        [row[1:] for row in kept],
        schema=dict.fromkeys(("Date", "Place", "Description"), pl.String),
        orient="row",
    )
    note = say("{n} paragraphs read as rows", n=len(kept))
    return replace(
        table,
        shape="paragraphs",
        frame=frame,
        lines=pl.Series("line", [row[0] for row in kept], dtype=table.lines.dtype),
        rejected=(*table.rejected, *refused),
        notes=(*table.notes, note),
    )


_DAY_ALONE = re.compile(
    rf"(?:[^\W\d_]+,? (?:le |the )?)?(?P<day>\d{{1,2}}(?:er|st|nd|rd|th)? ?(?:of |de )?"
    rf"(?:{MONTH_IN_TEXT})\.?(?:,? (?:19|20)\d{{2}})?"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)[ :.–—-]*",
    re.IGNORECASE,
)


def _year_of_cells(table: Table) -> Heading | None:
    """The one year that the cells of a table name, where they name no other."""
    years = {
        year
        for row in table.frame.iter_rows()
        for cell in row
        for year in re.findall(r"(?<!\d)((?:19|20)\d{2})(?!\d)", plain(cell or ""))
    }
    return Heading(int(years.pop())) if len(years) == 1 else None


def with_places_of_accounts(table: Table, column: str | None) -> Table:
    """A table in which no column names a place, with the one place that each account names; an
    account that names none, or several, leaves its row without one, and it waits.

    Takes   column: that of the accounts.

    >>> from pathlib import Path
    >>> said = ["Men shot at Logri village at 2am.", "Girl taken in Nyolo.", "A letter was found."]
    >>> frame = pl.DataFrame({"Date": ["1", "2", "3"], "Brief": said})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4]))
    >>> with_places_of_accounts(table, "Brief").frame["Place"].to_list()
    ['Logri village', 'Nyolo', None]

    A name that other accounts of the table surely name is known where nothing else says "in".

    >>> said = ["في قولو قتل رجل وجرح اثنان", "في زالنجي خطفت طالبتان",
    ...     "هجم مسلحون ليلا وقولو تحترق"]
    >>> table = replace(table, frame=frame.with_columns(Brief=pl.Series(said)))
    >>> with_places_of_accounts(table, "Brief").frame["Place"].to_list()[2] == "قولو"
    True
    """
    if column is None or column not in table.frame.columns or "Place" in table.frame.columns:
        return table
    places = [
        _place_told(plain(text)) if text and len(text.split()) > _FEW_WORDS else None
        for text in table.frame[column].to_list()
    ]
    if sum(place is not None for place in places) < FEWEST:
        return table
    known = {place for place in places if place}
    places = [
        place or (_known_name_in(plain(text), known) if text else None)
        for place, text in zip(places, table.frame[column].to_list(), strict=True)
    ]
    note = say("places taken from the words of {name}", name=column)
    frame = table.frame.with_columns(pl.Series("Place", places, pl.String))
    return replace(table, frame=frame, notes=(*table.notes, note))


_FEW_WORDS = 3


def _known_name_in(text: str, known: set[str]) -> str | None:
    """The one of these names that stands in an Arabic text as a word of its own, if only one does.

    Elsewhere a capital and the word before it tell where people went or came from.

    >>> _known_name_in("هجم مسلحون ليلا وقولو تحترق", {"قولو", "بندسي"}) == "قولو"
    True
    >>> _known_name_in("Families fled to Luma", {"Luma"})
    """
    if not re.search(r"[\u0621-\u064a]", text):
        return None
    likely = [name for name in known if name in text]  # most are not: no pattern is made for them
    named = [name for name in likely if re.search(rf"(?<!\w)[وبل]?{re.escape(name)}(?!\w)", text)]
    return named.pop() if len(named) == 1 else None


def _column_of_paragraphs(table: Table) -> str | None:
    """The column whose cells are paragraphs, many of which name a day."""
    for name in table.frame.columns:
        cells = [cell for cell in table.frame[name].to_list() if cell]
        long = [cell for cell in cells if len(cell.split()) >= _WORDS]
        if len(long) < FEWEST:
            continue
        headed = any(h.month for cell in cells if cell not in long and (h := heading_of([cell])))
        dated = [
            cell
            for cell in long
            if _names_day(plain(cell)) or (headed and _DAY_OF_HEADING.match(plain(cell)))
        ]
        if len(dated) >= FEWEST and len(dated) >= MOST * len(cells):
            return name
    return None


def _names_day(text: str) -> bool:
    return any((_DAY.search(text), _SHORT_DAY.match(text), _DAY_IN_WORDS.match(text)))


def _read_paragraph(text: str, heading: Heading | None) -> tuple[str, str] | Sentence:
    """The day and the place of a paragraph, or why it is not read."""
    folded = fold_words(text)
    if why := why_no_harm(text):
        return why
    day = _day_told(text, heading)
    deed = tells_deed(folded) or closed_harm(text) is not None or bool(toll_in_account(text))
    if not deed:
        return say("tells of no harm that somebody did")
    if day is None:
        return say("names no day of its own, or several")
    if tells_meeting(folded):
        return say("tells of an activity of an office or a patrol, not of an incident")
    place = _place_told(text)
    if place is None:
        return say("names no one place")
    return day, place


_HEAD = 60
"""Letters from its beginning in which a paragraph names the day of what it tells."""


_SHORT_DAY = gate(
    r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>\d{4}))?(?= ?[-–—:,] ?[^\d\s])"
)
"""A day in figures that begins a paragraph: "22.01 - in Luma ..."."""
_DAY_IN_WORDS = re.compile(rf"^([A-Za-z]+(?:[ -][a-z]+)?)(?= (?:{MONTH_IN_TEXT})\b)", re.IGNORECASE)


_DAY_OF_HEADING = re.compile(
    r"(?:le |the |on (?:the )?|du |(?:dans )?la nuit du |(?:in )?the night of (?:the )?)(\d{1,2})"
    r"(?:er|st|nd|rd|th)?(?: (?:au|et|to|and) (\d{1,2})(?:er|st|nd|rd|th)?)?"
    rf"(?=[ ,:])(?! (?:{MONTH_IN_TEXT})\b)",
    re.IGNORECASE,
)
"""A day that leaves its month to the heading above it: "Le 4, à Luma ..."."""


def _day_told(text: str, heading: Heading | None) -> str | None:
    """The day that a paragraph names first, or alone.

    >>> heading = heading_of(["Notes of 2018"])
    >>> _day_told("22.01 - a hut burnt in Luma", heading), _day_told("Eight Jan: a raid", heading)
    ('22/01/2018', '8 Jan 2018')
    >>> _day_told("Dans la nuit du 12 au 13, huttes incendiées", heading_of(["MARS 2018"]))
    '2018-03-12 to 2018-03-13'
    """
    if heading and heading.month and (match := _DAY_OF_HEADING.match(text)):
        month = f"{heading.year}-{heading.month:02}"
        return " to ".join(f"{month}-{int(day):02}" for day in match.groups() if day)
    if heading and (match := _SHORT_DAY.match(text)):
        return f"{match['day']}/{match['month']}/{match['year'] or heading.year}"
    text = _DAY_IN_WORDS.sub(lambda found: with_digits(found[1].casefold()), text)
    spans: list[tuple[int, str]] = []
    for match in _DAY.finditer(text):
        for said in (match[0], f"{match[0]} {heading.year}" if heading else match[0]):
            days = read_days(said, "DMY")
            if isinstance(days, tuple) and (days[1] - days[0]).days < 27:
                spans.append((match.start(), said))
                break
        else:
            return None
    if not spans or (len({said for _at, said in spans}) > 1 and spans[0][0] > _HEAD):
        return None
    return spans[0][1]


def _place_told(text: str) -> str | None:
    """The one place that a paragraph names: the one with its area, or the one where it happened.

    >>> _place_told("On 4 May men burnt houses in Wamduko Kasa, Tasso district.")
    'Wamduko Kasa'
    >>> _place_told("Families arrived in Luma from Tera on 4 May."), _place_told("In May, at Luma")
    (None, 'Luma')
    >>> _place_told("Raiders came to Luma and killed two."), _place_told("Girls came to Luma")
    ('Luma', None)
    """
    if places := {match[1] for match in _ARABIC_PLACE.finditer(text)}:
        return places.pop() if len(places) == 1 else None
    if near := {match[1] for match in _ARABIC_NAME.finditer(text)}:
        return near.pop() if len(near) == 1 else None
    if leads := _ARABIC_LEADS.search(text.strip()):
        return leads[1]
    if hit := {match[1] or match[2] for match in _ARABIC_ATTACKED.finditer(text)}:
        return hit.pop() if len(hit) == 1 else None
    text = _DAY_IN_WORDS.sub(lambda found: with_digits(found[1].casefold()), text)
    text = _ON_THE_WAY.sub(" ", text)
    with_area: list[str] = []
    sure = [match["place"] for match in _CAME_TO.finditer(text)]
    parts: list[str] = []
    others: list[str] = []
    for match in _PLACES.finditer(text):
        name = re.sub(r"[’']s$", "", match["place"].strip(" ,.;-"))
        how = match["how"].casefold()
        if _NO_PLACE.fullmatch(name) or re.fullmatch(rf".* {_AREA}", name):
            continue
        if re.match(rf" {_AREA}\b", text[match.end("place") :]):
            continue  # in Balle district: the area alone
        if name.isupper() and not text.isupper():
            continue  # initials of a group
        if match["area"]:
            with_area.append(name)
        elif how in ("from", "vers", "to"):
            if name not in sure and not _FLED_TO.search(text[: match.start()]):
                others.append(name)  # people came from there, or went there
        elif how.split()[0] in _SURELY or (how in ("au", "aux") and match["what"]):
            (parts if _OF_PART.search(match["what"]) else sure).append(name)
    for names in (with_area, sure, parts):
        bare = {_bare(name): name for name in reversed(names)}
        if len(bare) == 1:
            return None if others and names is not with_area else next(iter(bare.values()))
        if len(bare) > 1:
            return None
    return None


def _bare(name: str) -> str:
    return re.sub(rf" {_KIND}$", "", name).casefold()
