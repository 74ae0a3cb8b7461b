"""What people call things in their own tables, and what may never be kept whatever it is called.

The words stand in `data/harm_synonyms.csv`: `*` is any rest of a word, `&` asks for both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from tutela.base.say import say
from tutela.incidents.compartments import closed_harms
from tutela.incidents.crosswalks import crosswalk
from tutela.incidents.words import UNKNOWN, WORDS

CLOSED = closed_harms()
"""Harms whose words count wherever they stand in a phrase: their records are kept apart."""

CHANNEL = say("refer it to Conduct and Discipline, OIOS or the organisation's own channel")
"""Where allegations against UN or aid personnel belong (domain rule g22)."""

NEVER_KEPT = say("concerns aid or UN personnel, which is never kept here")

MAY_CONCERN_PERSONNEL = say("may tell of misconduct by UN or aid personnel: a person decides")
"""Why a row waits apart that neither surely tells of it nor surely does not."""


class Verdict(StrEnum):
    """Whether words tell of sexual exploitation or abuse by UN or aid personnel."""

    NO = "no"
    UNSURE = "unsure"
    TELLS = "tells"


def key(text: str) -> str:
    """Text as compared: no case, no accents, no signs.

    >>> key("Date de l’incident"), key("ADMIN_1 ")
    ('date de l incident', 'admin 1')
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", bare.casefold()).strip()


def harm_meant(text: str) -> str | None:
    """The settled word for what a table says happened; None where it is not known.

    >>> harm_meant("Meurtre"), harm_meant("Gang-rape of two girls"), harm_meant("attack")
    ('killing', 'crsv', None)
    """
    if closed := closed_harm(text):
        return closed
    word = " ".join(text.casefold().split())
    if word in WORDS:
        return word if word != UNKNOWN else None
    return _plain().get(key(text))


def closed_harm(text: str) -> str | None:
    """The harm kept apart that any word of a phrase tells.

    >>> closed_harm("Recrutement d’enfants"), closed_harm("violence"), closed_harm("viols")
    ('child recruitment or use', None, 'crsv')
    """
    spaced = f" {key(text)} "
    for harm, patterns in _closed_harm_patterns():
        if any(all(part.search(spaced) for part in parts) for parts in patterns):
            return harm
    return None


def is_misconduct(kind: str) -> bool:
    """Whether words for what happened tell of misconduct by UN or aid personnel.

    >>> is_misconduct("SEA"), is_misconduct("Rape by peacekeeper"), is_misconduct("Rape of nurse")
    (True, True, False)
    """
    if _WRITTEN.search(kind) or _MISCONDUCT.search(key(kind)):
        return True
    if closed_harm(kind) != "crsv" or not is_personnel(kind):
        return False
    return not _SUFFERED.search(_words(kind))


def names_misconduct(cell: str) -> bool:
    """Whether a cell holds nothing but a word for such misconduct."""
    return bool(_MISCONDUCT.fullmatch(key(cell))) or key(cell) in ("sea", "psea", "eas")


def tells_misconduct(text: str) -> bool:
    """Whether a text tells of sexual misconduct by UN or aid personnel.

    >>> tells_misconduct("A girl was raped by a UN peacekeeper near Luma.")
    True
    >>> tells_misconduct("Peacekeepers reached the girl who was raped by armed men.")
    False
    """
    words = _words(text)
    if _EXPLOITED.search(words) and is_personnel(text):
        return True
    if _DID.search(words) or (_ASKED_FOR.search(words) and tells_exploitation(text)):
        return True
    words = _HEARD.sub(" ", words)  # who reported it did not do it
    return any(
        closed_harm(" ".join(words[: found.start()].split()[-_NEAR:])) == "crsv"
        for found in _BY_PERSONNEL.finditer(words)
    )


def judge(
    texts: Iterable[str | None],
    *,
    doers: Iterable[str | None] = (),
    beside: Iterable[str | None] = (),
) -> Verdict:
    """Whether what somebody says, taken together, tells of misconduct by UN or aid personnel.

    The one rule for rows of a file, texts, forms and what programs send. Unsure is what tells of
    sexual harm and names personnel, where these are neither its victims nor those who help or
    report, and nobody else is named who did it.

    Takes   texts, what happened; doers, who is said to have done it; beside, words that name
            victims, or who reported it: personnel named there did nothing.

    >>> judge(["A girl was raped by a UN peacekeeper."]).value
    'tells'
    >>> judge(["A girl was raped at night. A peacekeeper left her house."]).value
    'unsure'
    >>> judge(["Peacekeepers reached the girl who was raped by armed men."]).value
    'no'
    >>> judge(["Rape of two girls"], doers=["UN soldiers"], beside=["NGO staff"]).value
    'tells'
    """
    words = [text for text in texts if text]
    others = [text for text in beside if text]
    if any(names_misconduct(text) or tells_misconduct(text) for text in [*words, *others]):
        return Verdict.TELLS
    named = [text for text in doers if text]
    told = [*words, *others]
    sexual = any(closed_harm(text) == "crsv" or tells_exploitation(text) for text in told)
    if sexual and any(is_personnel(name) for name in named):
        return Verdict.TELLS
    if any(_FAVOURS.search(_words(text)) for text in words):
        return Verdict.UNSURE
    if not any(_tells_harm_or_relation(text) for text in told):
        return Verdict.NO
    if any(not _NOBODY.fullmatch(key(name)) for name in named):
        return Verdict.NO
    if any(_names_another_doer(text) for text in told):
        return Verdict.NO
    perhaps = any(_PERSONNEL.search(_without_bystanders(text)) for text in words)
    return Verdict.UNSURE if perhaps else Verdict.NO


def _tells_harm_or_relation(text: str) -> bool:
    """Whether words tell of sexual harm or exchange; of a pregnancy only with whose it is."""
    if closed_harm(text) == "crsv":
        return True
    said = key(text)
    if not _FATHER.search(said):
        said = _PREGNANT.sub(" ", said)
    return bool(_EXPLOITATION.search(said))


def _without_bystanders(text: str) -> str:
    """Words without personnel who suffered, helped, reported or were called."""
    words = _words(text)
    for pattern in (_HEARD_WHO, _SUFFERED, _HELPED, _CALLED):
        words = pattern.sub(" ", words)
    return words


def _names_another_doer(text: str) -> bool:
    """Whether words say that somebody who is no personnel did it."""
    words = _HEARD.sub(" ", _words(text))
    if _OTHERS_DID.search(words):
        return True
    for found in _BY_SOMEBODY.finditer(words):
        before = " ".join(words[: found.start()].split()[-_NEAR:])
        known = not _NOT_KNOWN.search(found[1]) and not _PERSONNEL.search(found[1])
        if known and closed_harm(before) == "crsv":
            return True
    return False


def tells_exploitation(text: str) -> bool:
    """Whether words tell of sex asked or paid for, or of a minor abused, whoever did it.

    >>> tells_exploitation("demande du sexe contre des vivres"), tells_exploitation("asks for food")
    (True, False)
    """
    return bool(_EXPLOITATION.search(key(text)))


def is_personnel(text: str) -> bool:
    """Whether a text names UN or aid personnel.

    >>> is_personnel("UNPOL officer"), is_personnel("Casques bleus"), is_personnel("LRA")
    (True, True, False)
    """
    return bool(_PERSONNEL.search(_words(text)))


def _words(text: str) -> str:
    """Text as compared, the UN told from the French article.

    >>> _words("par un homme"), _words("by a UN soldier")
    ('par un homme', 'by a uno soldier')
    """
    if not re.search(r"\bPAR UNE?\b", text):
        text = re.sub(r"\bUN\b|\bU\.N\.", "uno", text)
    return key(text)


_WHO = (
    r"(?:(?:(?:uno|unmiss|minusca|monusco|monuc|unamid|minusma|unisfa|onu|united nations"
    r"|nations unies)(?! (?:base|camp|house|compound|poc|site|position|premises|office|protection))"
    r"|un (?:staff|personnel|police|soldiers?|troops)"
    r"|contingent (?:members?|soldiers?|troops?)|membres? (?:du|d un) contingent"
    r"|(?:soldats?|agents?|personnel|membres?) de la mission"
    r"|mission (?:staff|soldiers?|troops|personnel)"
    r"|unpol|unmo|unvs?|peace ?keep\w*|casques? bleus?|blue helmets?"
    r"|(?:aid|humanitarian|relief|ngo|ingo) (?:aid )?"
    r"(?:worker|staff|personnel|employee|actor|official)\w*"
    r"|(?:ngo|ingo) (?:driver|guard)\w*"
    r"|travailleurs? humanitaires?|personnel humanitaire|agents? humanitaires?"
    r"|(?:personnel|agents?|employes?) d une ong"
    r")\b|\S*(?:حفظ السلام|الامم المتحدة|اغاثة|عامل انساني|العاملين في المجال الانساني))"
)
_PERSONNEL = re.compile(rf"\b{_WHO}")
_THEM = (
    r"(?:(?:an?|the|une?|la|les|des|du|deux|two|three|several|some|her|young|local|underage"
    r"|mineure?s?|jeunes?) )*(?:minors?|girls?|boys?|wom[ae]n|child(?:ren)?|teenagers?"
    r"|mineure?s?|filles?|fillettes?|garcons?|femmes?|enfants?)\b"
)
_BETWEEN = (
    r"(?: (?!was|were|is|been|est|a ete|ont ete|and|et|they|ils|please|svp|help|come|because)\S+)"
    r"{0,3}"
)
_DID = re.compile(
    rf"\b{_WHO}{_BETWEEN} (?:rap(?:ed|es|e|ing)|abus(?:ed|es|ing|ent|e)|violes?|violent"
    rf"|molest\w*|exploit\w*) (?:de |d )?{_THEM}"
)
"""Personnel who did it themselves, in the active voice."""
_ASKED_FOR = re.compile(
    rf"\b{_WHO}{_BETWEEN} (?:ask\w*|demand\w*|request\w*|exig\w*|want\w*|pa(?:y|ys|id|ying|ie|ient"
    r"|ye|yent)|giv\w*|gave|offer\w*|offr\w*|donn\w*|exchang\w*|echang\w*|made|mis|got|had|has|buys?)\b"
)
_EXPLOITATION = re.compile(
    r"\bsex(?:e|ual favou?rs?)? (?:for|in exchange|in return|against|contre|en echange)\b"
    r"|\b(?:ask\w*|demand\w*|request\w*|exig\w*|want\w*|paid|pays?|paie\w*|paye\w*)"
    r"(?: \w+){0,4} sex\w*\b"
    rf"|\b(?:pays?|paid|paying|paie|paient|paye|payent) {_THEM}"
    r"|\b(?:transactional sex|survival sex|sexe transactionnel|faveurs sexuelles|sexual favou?rs)\b"
    r"|\b(?:relations? sexuelles?|sexual relations?(?:hips?)?|rapports? sexuels?)\b"
    rf"|\bpregnan\w*|\benceintes?\b|\babus\w* (?:(?:of|de|sur|on|d) )?{_THEM}"
    r"|\bsexual(?:ly)? (?:abus|exploit|harass|assault)\w*|\bprostitu\w*|\S*جنسي\S*|\bحامل\b"
)
_TOLD = (
    r"(?:report|document|confirm|verifi|receiv|record|monitor|investigat|treat|assist|rescu|refer"
    r"|visit|evacuat|escort|found|help|seen|heard|told|rapport|document|confirm|verifi|secour"
    r"|soign|evacu)\w* (?:by|to|par|a|from|on) (?:an? |the |la |le |les |l )?"
)
_BY_PERSONNEL = re.compile(
    rf"\b(?:by|par|من قبل|allegations? against|involving) "
    rf"(?:(?!of |against |near |in |at |outside )\S+ ){{0,3}}?{_WHO}"
)
_HEARD = re.compile(rf"\b{_TOLD}")
_NEAR = 6
_SUFFERED = re.compile(
    rf"\b(?:of|against|on|near|at|in|outside|de|des|d|contre|sur) "
    rf"(?:an? |the |un |une |female |male |local )*{_WHO}"
    rf"|{_WHO}(?: (?:staff|members?|personnel|workers?|police|officers?|soldiers?))*"
    r" (?:was |were |is )?(?:gang )?(?:raped|assaulted)(?: by\b|$)"
    rf"|\b{_TOLD}{_WHO}"
)
_HEARD_WHO = re.compile(rf"\b{_TOLD}{_WHO}")
_HELPED = re.compile(
    rf"\b{_WHO}(?: (?!rap|abus|viol|molest|exploit)\S+){{0,3}}"
    r" (?:reach|found|rescu|sav|treat|evacuat|escort|document|report|confirm|verif|receiv|record"
    r"|monitor|investigat|assist|refer|visit|help|heard|told|saw|warn|patrol|respond|deploy|interven"
    r"|secour|soign|rapport|signal|inform|alert|constat|arriv|provid|attend|recueill|enquet|appui"
    r"|أنقذ|ساعد|ابلغ|وثق)\w*"
)
"""Personnel who came to help, or told of it."""
_CALLED = re.compile(
    rf"\b(?:please|help|call|calling|send|need|come|tell|dites|appel\w*|aid(?:ez|e)|envoy\w*|venez"
    rf"|svp|demand\w* (?:a|de|of))(?: \S+){{0,2}}? {_WHO}"
    rf"|{_WHO}(?: \S+){{0,2}}? (?:please|svp|help|come|venez|aid(?:ez|e))\b|{_WHO}$"
)
"""Personnel who are asked to come."""
_OTHERS = (
    r"(?:m[ae]n|gunm[ae]n|youths?|fighters?|militia\w*|rebels?|bandits?|attackers?|assailants?"
    r"|robbers?|kidnappers?|husband|neighbou?rs?|army|armed elements|hommes|jeunes|milicien\w*"
    r"|rebelles?|combattants?|assaillants?|agresseurs?|mari|voisins?|armee|مسلح\w*|رجال|جنود)"
)
_OTHERS_DID = re.compile(
    rf"\b{_OTHERS}(?: \S+){{0,2}}? (?:rap(?:ed|e|es|ing)|sexually|viol(?:e|ent|es|aient)"
    rf"|abus\w*|molest\w*|اغتصب\w*)|\b{_OTHERS} who (?:rap|abus|molest)"
)
_BY_SOMEBODY = re.compile(r"\b(?:by|par|من قبل) ((?:\S+ ){0,3}\S+)")
_NOT_KNOWN = re.compile(
    r"\b(?:unknown|unidentified|not known|inconnue?s?|non identifie\w*|somebody|someone|quelqu un"
    r"|a (?:foreign|white)\w*|foreigners?|etrangers?|uniform\w*|an? (?:wo)?man|un homme)\b|مجهول\S*"
)
_NOBODY = re.compile(
    r"(?:unknown|unidentified|not known|not stated|no information|inconnue?s?|non identifie\w*|non"
    r" connue?s?|n a|na|nil|none|aucune?|other|autres?|مجهول\S*|غير معروف\S*)?"
)
"""What a column of perpetrators says where nobody is known."""
_FAVOURS = re.compile(
    rf"\b{_WHO}{_BETWEEN} (?:gives?|gave|pays?|paid|offers?|offered|donn\w*|offr\w*|paie\w*)"
    r"(?=.*\b(?:girls?|minors?|filles?|fillettes?|mineure?s?)\b)(?: \S+){0,5}"
    r" (?:money|gifts?|phones?|argent|cadeaux?|telephones?)\b"
)
"""Personnel who give girls money or gifts."""
_PREGNANT = re.compile(r"\bpregnan\w*|\benceintes?\b|\bحامل\b")
_FATHER = re.compile(r"\b(?:father|paternity|pere|paternite|relation\w*|lover|boyfriend|والد)\b")
_WRITTEN = re.compile(r"\b(?:P?SEA|EAS)\b")  # in capitals: the sea is no misconduct
_EXPLOITED = re.compile(
    r"\b(?:sexual exploitation|exploitation sexuelle|exploitation et abus sexuels"
    r"|sexual misconduct)\b|استغلال\S* (?:\S+ )?\S*جنسي"
)
_MISCONDUCT = re.compile(
    r"(?:\bsexual exploitation(?: and (?:sexual )?abuse)?\b|\b(?:un |sexual |staff )?misconduct\b"
    r"|\bsafeguarding\b|\bsexual(?:ly)? (?:abuse|harassment|assault)\w* by (?:\S+ )?staff\b"
    r"|\bexploitation (?:et abus )?sexuel\w*|\babus sexuels? (?:\S+ )?par (?:du |le )?personnel\b"
    r"|\binconduite\w*|\S*استغلال\S* (?:\S+ )?\S*جنسي\S*|\bسوء السلوك)"
)


@lru_cache(maxsize=1)
def _plain() -> dict[str, str]:
    lines = crosswalk("harm_synonyms").rows(named=True)
    return {line["said"]: line["harm"] for line in lines if line["harm"] not in CLOSED}


@lru_cache(maxsize=1)
def _closed_harm_patterns() -> tuple[tuple[str, tuple[tuple[re.Pattern[str], ...], ...]], ...]:
    lines = crosswalk("harm_synonyms").rows(named=True)
    return tuple(
        (
            harm,
            tuple(
                tuple(_pattern(part) for part in line["said"].split(" & "))
                for line in lines
                if line["harm"] == harm
            ),
        )
        for harm in CLOSED
    )


def _pattern(said: str) -> re.Pattern[str]:
    """A phrase between spaces; a star is any rest of a word."""
    return re.compile(" " + re.escape(said).replace(r"\*", r"\S*") + " ")
