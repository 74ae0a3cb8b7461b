"""What people call things in their own tables, and what may never be kept whatever it is called.

The words stand in `data/harm_synonyms.csv`: `*` is any rest of a word, `&` asks for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from tutela.base.guards.bounds import bound_text, is_too_long, part_runs
from tutela.base.guards.patterns import gate
from tutela.base.messages import say
from tutela.base.values import key
from tutela.incidents.compartments import closed_harms
from tutela.incidents.crosswalks import crosswalk
from tutela.incidents.exploitation_signs import tells_of_luring
from tutela.incidents.words import UNKNOWN, WORDS
from tutela.reading.lexicon import Index, Row, concept

CLOSED = closed_harms()
"""Harms whose words count wherever they stand in a phrase: their records are kept apart."""

CHANNEL = say("refer it to Conduct and Discipline, OIOS or the organisation's own channel")
"""Where allegations against UN or aid personnel belong (domain rule g22)."""

NEVER_KEPT = say("concerns aid or UN personnel, which is never stored here")

MAY_CONCERN_PERSONNEL = say("may tell of misconduct by UN or aid personnel: a person decides")
"""Why a row waits apart that neither surely tells of it nor surely does not."""


class Verdict(StrEnum):
    """Whether words tell of sexual exploitation or abuse by UN or aid personnel."""

    NO = "no"
    UNSURE = "unsure"
    TELLS = "tells"


@lru_cache(maxsize=4_096)
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


def closed_harm(text: str, harms: tuple[str, ...] = CLOSED) -> str | None:
    """The harm kept apart that any word of a phrase tells.

    Takes   harms, those that are looked for, the gravest first; those of files where none is said.

    >>> closed_harm("Recrutement d’enfants"), closed_harm("violence"), closed_harm("viols")
    ('child recruitment or use', None, 'crsv')
    >>> closed_harm("two arbitrarily detained at Kuri", ("arbitrary detention",))
    'arbitrary detention'
    """
    index, ways = _harms_said()
    said = index.said_in(key(text))
    if not said:
        return None
    return next((harm for harm in harms if any(way <= said for way in ways[harm])), None)


def first_harm_told(texts: Iterable[str], harms: tuple[str, ...]) -> str:
    """The harm kept apart that the first of some texts tells that tells any; else empty. A text
    with more signs than are read tells the gravest: its end may tell of anything.

    >>> first_harm_told(["two women at the well", "deux viols"], ("crsv",))
    'crsv'
    """
    for text in texts:
        if harm := closed_harm(bound_text(text), harms):
            return harm
        if is_too_long(text):
            return harms[0]
    return ""


def is_misconduct(kind: str) -> bool:
    """Whether words for what happened tell of misconduct by UN or aid personnel.

    >>> is_misconduct("SEA"), is_misconduct("Rape by peacekeeper"), is_misconduct("Rape of nurse")
    (True, True, False)
    """
    if _WRITTEN.search(kind) or _MISCONDUCT.is_in(key(kind)):
        return True
    if len(kind.split()) > _MOST_WORDS_OF_A_KIND:
        return tells_misconduct(kind)  # a narrative: who is named in it did not do all of it
    if closed_harm(kind) != "crsv" or not is_personnel(kind):
        return False
    return not _SUFFERED.search(_words(kind))


def names_misconduct(cell: str) -> bool:
    """Whether a cell holds nothing but a word for such misconduct."""
    return _MISCONDUCT.is_whole(key(cell)) or key(cell) in ("sea", "psea", "eas")


def tells_misconduct(text: str) -> bool:
    """Whether a text tells of sexual misconduct by UN or aid personnel.

    >>> tells_misconduct("A girl was raped by a UN peacekeeper near Luma.")
    True
    >>> tells_misconduct("Peacekeepers reached the girl who was raped by armed men.")
    False
    """
    text = part_runs(text)
    words = _words(text)
    if _is_of_conduct_office(text):
        return True
    if not _ACTS.search(words) or not _PERSONNEL.search(words):
        return False
    if _EXPLOITED.is_in(words):
        return True
    if any(map(_sentence_accuses, _SENTENCES.split(text))):
        return True
    acts = _BYSTANDER.sub(" ", words)
    if _DID.search(acts) or (_ASKED_FOR.search(acts) and tells_exploitation(text)):
        return True
    words = _HEARD.sub(" ", _words(_without_who_came(text)))  # who reported it did not do it
    before = (
        " ".join(words[: match.start()].split()[-_NEAR:]) for match in _BY_PERSONNEL.finditer(words)
    )
    return any(closed_harm(said) == "crsv" or tells_exploitation(said) for said in before)


_LETTERS = re.compile(r"[^\W\d_]{2}")
"""What a cell has that tells of anything: most of a wide table are numbers."""


def tells_any(texts: Iterable[str | None]) -> bool:
    """Whether any of these words, each by itself, tell of misconduct by UN or aid personnel.

    >>> tells_any(["A girl was raped by a UN peacekeeper."]), tells_any(["Armed men", None])
    (True, False)
    """
    return any(text and (names_misconduct(text) or tells_misconduct(text)) for text in texts)


def judge(
    texts: Iterable[str | None],
    *,
    doers: Iterable[str | None] = (),
    beside: Iterable[str | None] = (),
) -> Verdict:
    """Whether what somebody says, taken together, tells of misconduct by UN or aid personnel.

    The one rule for rows of a file, texts, forms and what programs send. Unsure is what tells of
    sexual harm and names personnel, where these are neither its victims nor those who help or
    report, and nobody else is named who did it. So is a text with more signs than are read: its
    end may tell of anything.

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
    >>> judge(["The UN peacekeepers buy girls behind the market"]).value
    'unsure'
    """
    said = [[text for text in part if text] for part in (texts, doers, beside)]
    verdict = _judge(*([bound_text(text) for text in part] for part in said))
    if verdict is Verdict.NO and any(is_too_long(text) for part in said for text in part):
        return Verdict.UNSURE
    return verdict


def _judge(texts: list[str], named: list[str], beside: list[str]) -> Verdict:
    words = [text for text in texts if _LETTERS.search(text)]
    others = [text for text in beside if _LETTERS.search(text)]
    if tells_any([*words, *others]):
        return Verdict.TELLS
    told = [*words, *others]
    sexual = any(closed_harm(text) == "crsv" or tells_exploitation(text) for text in told)
    if sexual and any(is_personnel(name) for name in named):
        return Verdict.TELLS
    if any(map(names_conduct_office, [*told, *named])) and any(map(tells_sexual_or_courted, told)):
        return Verdict.TELLS
    if any(_FAVOURS.search(_words(text)) or _AID_FOR_FAVOURS.search(key(text)) for text in words):
        return Verdict.UNSURE
    if any(map(_accuses_our_staff, words)):
        return Verdict.UNSURE
    nobody_else = all(_NOBODY.fullmatch(key(name)) or is_personnel(name) for name in named)
    if nobody_else and tells_of_luring(map(_words, words), surely=True):
        return Verdict.UNSURE
    courted = any(may_tell_exploitation(text) for text in told)
    if courted and any(is_personnel(name) for name in named):
        return Verdict.UNSURE
    if not courted and not any(_tells_harm_or_relation(text) for text in told):
        return Verdict.NO
    if any(not _NOBODY.fullmatch(key(name)) for name in named):
        return Verdict.NO
    if any(_names_another_doer(text) for text in told):
        return Verdict.NO
    perhaps = any(_PERSONNEL.search(_without_bystanders(text)) for text in words)
    return Verdict.UNSURE if perhaps else Verdict.NO


_OF_THEIRS = (
    r"(?:uno|onu|onusien\w*|unmiss|minusca|monusco|unamid|minusma|unisfa|ngos?|ingos?|ongs?"
    r"|contingent"
    r"|tcc|peace ?keep\w*|casques? bleus?|blue helmets?|humanitari\w+|humanitaires?|aid workers?"
    r"|relief workers?|agency staff|(?:of|de) la mission|mission staff|staff of the mission"
    r"|international (?:staff|contractors?|force|observers?|consultants?|volunteers?)"
    r"|registration agents?"
    r"|agents? enregistreurs?|unpol|wfp|pam|unhcr|hcr|unicef|iom|oim|msf|icrc|cicr"
    r"|\S*منظم\S+|\S*اممي\S*|\S*اغاث\S+|\S*بعث[هة]|القو[هة] الدولي[هة])"
)
_WENT_THERE = gate(
    rf"\b(?:refer\w*|inform\w*|report\w*|transfer\w*|notif\w*|alert\w*|assist\w*|support\w*"
    rf"|receiv\w*"
    rf"|recu\w*|care|treat\w*|orient\w*|pris\w* en charge|signal\w*|shared|handed|escort\w*"
    rf"|accompan\w*"
    rf"|document\w*|verif\w*|according|selon|sources?|told|dit a|aid\w*|help\w*|sheltered|heberg\w*"
    rf"|احيل\S*|ابلغ\S*|افاد\S*)(?: \S+){{0,4}}? {_OF_THEIRS}\b"
    rf"|\b{_OF_THEIRS}(?: \S+){{0,3}} (?:inform\w*|alert\w*|refer\w*|assist\w*|support\w*|escort\w*"
    rf"|treat\w*|soign\w*|help\w*|rescu\w*|report\w*|clinic|hospital|clinique|hopital|safe house"
    rf"|abducted|kidnapped|enleve\w*|killed|tue\w*|attacked|attaque\w*|robbed|looted|pille\w*)\b"
)
_YOUNG_OR_WOMAN = concept("misconduct.young_or_woman")


def hints_at_misconduct(texts: Iterable[str | None], doers: Iterable[str | None] = ()) -> bool:
    """Whether words name personnel, or their cars and bases, beside a woman or a child, and no
    violence, no other doer, and no help: what that hints at, a person says.

    >>> hints_at_misconduct(["Two sisters live in the house of the international contractor"])
    True
    >>> hints_at_misconduct(["The man who distributes the oil promised her a phone"])
    True
    >>> hints_at_misconduct(["Girl forced to marry, referred to UNICEF"])
    False
    >>> hints_at_misconduct(["Women attacked on the road near the UN base"])
    False
    """
    named = [name for name in doers if name and not _NOBODY.fullmatch(key(name))]
    told = [_words(text) for text in texts if text]
    if tells_of_luring([*told, *map(_words, named)]):
        return True
    if named:
        return False
    words = " | ".join(told)
    if not _YOUNG_OR_WOMAN.is_in(words) or _VIOLENCE.is_in(words):
        return False
    left = _WENT_THERE.sub(" ", words)
    return bool(re.search(rf"\b{_OF_THEIRS}\b", left) or _CONDUCT_TEAM.is_in(words))


_VIOLENCE = concept("misconduct.violence")
_CONDUCT_TEAM = concept("misconduct.conduct_team")


def _tells_harm_or_relation(text: str) -> bool:
    """Whether words tell of sexual harm or exchange; of a pregnancy only with whose it is."""
    if closed_harm(text) == "crsv":
        return True
    said = key(text)
    if not _FATHER.is_in(said):
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
    if _OTHERS_DID.is_in(words):
        return True
    for found in _BY_SOMEBODY.finditer(words):
        before = " ".join(words[: found.start()].split()[-_NEAR:])
        known = not _NOT_KNOWN.is_in(found[1]) and not _PERSONNEL.search(found[1])
        if known and closed_harm(before) == "crsv":
            return True
    return False


def _accuses_our_staff(text: str) -> bool:
    """Whether words tell of sex asked for or bought, and name staff of whoever writes.

    >>> _accuses_our_staff("Our driver asked two girls for sex")
    True
    >>> _accuses_our_staff("Our driver saw gunmen rob the shop")
    False
    """
    return (
        tells_exploitation(text)
        and bool(_OUR_STAFF.search(_words(text)))
        and not _names_another_doer(text)
    )


def names_conduct_office(text: str) -> bool:
    """Whether words name the office that allegations against personnel go to, and no lesson of it.

    >>> names_conduct_office("to CDT focal point"), names_conduct_office("OIOS informed")
    (True, True)
    >>> names_conduct_office("PSEA training held"), names_conduct_office("referred to a clinic")
    (False, False)
    """
    said = key(text)
    named = _CONDUCT_OFFICE.search(text) or _OFFICE.search(text) or _OFFICE_WORDS.is_in(said)
    return bool(named) and not _LESSON.is_in(said)


def tells_sexual_or_courted(text: str) -> bool:
    """Whether words tell of sexual harm, or may tell of somebody used or courted."""
    return closed_harm(text) == "crsv" or may_tell_exploitation(text)


def may_tell_exploitation(text: str) -> bool:
    """Whether words may tell of somebody used or courted, where a doer among personnel would make
    it misconduct: taken to a room, courted with gifts, a child of whom somebody is the father.

    >>> may_tell_exploitation("invites girls to his room"), may_tell_exploitation("gave women food")
    (True, False)
    """
    return tells_exploitation(text) or bool(_MAY_EXPLOIT.search(key(text)))


def tells_exploitation(text: str) -> bool:
    """Whether words tell of sex asked or paid for, or of a minor abused, whoever did it.

    >>> tells_exploitation("demande du sexe contre des vivres"), tells_exploitation("asks for food")
    (True, False)
    """
    said = key(text)
    return bool(_EXPLOITATION.search(said) or _EXCHANGE.search(said) or _COURTED.search(said))


def is_personnel(text: str) -> bool:
    """Whether a text names UN or aid personnel.

    >>> is_personnel("UNPOL officer"), is_personnel("Casques bleus"), is_personnel("LRA")
    (True, True, False)
    >>> is_personnel("Contingent"), is_personnel("agents of the intelligence agency")
    (True, False)
    """
    words = _words(text)
    if _PERSONNEL.search(words) or _ALONE.fullmatch(words):
        return True
    return len(words.split()) <= _WORDS_OF_A_DOER and _OF_AID.is_in(words)


_WORDS_OF_A_DOER = 4
_OF_AID = concept("misconduct.of_aid")
"""Names of organisations in a few words that say who did it: "cadre ONG"."""


_ALONE = gate(
    r"(?:an? |un |une )?(?:ngo|ingo|ong|contingent|peace ?keeping|humanitarians?|humanitaires?|aid"
    r" agency"
    r"|aid organi[sz]ation|mission|mission staff|onusiens?|منظم\S+|البعثة|بعثة)s?"
)
"""What a column of doers names by one word; within a text the word names many other things."""


def _words(text: str) -> str:
    """Text as compared, the UN told from the French article.

    >>> _words("par un homme"), _words("by a UN soldier")
    ('par un homme', 'by a uno soldier')
    """
    if not re.search(r"\bPAR UNE?\b", text):
        text = re.sub(r"\bUN\b|\bU\.N\.", "uno", text)
    return key(text)


_STAFF = (
    r"(?:staff(?: members?)?|soldiers?|soldats?|policiers?|militaires?|employees?|workers?"
    r"|personnel|members?|agents?|employee?s?|employes?"
    r"|drivers?"
    r"|chauffeurs?|guards?|gardiens?|gardes?|nurses?|infirmiere?s?|monitors?|moniteurs?"
    r"|distributors?"
    r"|distributeurs?|clerks?|officers?|managers?|interpreters?|interpretes?|teachers?|volunteers?"
    r"|contractors?|cooks?|cleaners?|officials?|responsables?|registrars?|logistic\w+|enumerators?"
    r"|supervisors?|doctors?|medecins?|focal points?|store ?keepers?|magasiniers?|camp managers?"
    r"|gestionnaires?|animateurs?|mobili[sz]ers?|observers?|observateurs?|advisers?|conseillers?)"
)
_AGENCY = (
    r"(?:wfp|pam|unhcr|hcr|unicef|iom|oim|ocha|msf|icrc|cicr|unfpa|undp|fao|who|ngos?|ingos?|ongs?"
    r"|onu|uno)"
)
_KIND_OF_EMPLOYER = (
    r"(?:international|local|partner|national|foreign|medical|implementing|humanitarian|aid|relief"
    r"|uno?) "
)
_KINDS_OF_EMPLOYER = (
    r"(?:(?:an?|the|une?|la|le|l|les|its|food|aid|refugee|relief|uno|international|local|partner"
    r"|national|foreign|medical|humanitarian) )*"
)
_EMPLOYER = (
    rf"(?:{_AGENCY}|(?:aid|relief|refugee|food|humanitarian|uno?) agenc(?:y|ies)|agence"
    rf" (?:humanitaire"
    r"|de l onu|des nations unies)|ong (?:internationale|locale|partenaire|nationale)"
    r"|(?:the|la) mission(?! cath| prot| evan)|mission (?:uno|onu)"
    r"|(?:uno?|onu) (?:mission|force|police|agency)|force onusienne|humanitarian organi[sz]ations?"
    r"|organisations? humanitaires?|battalion tcc)"
)
"""Who works for whom: of a state's own agencies nothing stands here."""
_WHO = (
    r"(?:(?:(?:uno|unmiss|minusca|monusco|monuc|unamid|minusma|unisfa|onu|united nations"
    r"|nations unies)(?! (?:base|camp|house|compound|poc|site|position|premises|office|protection))"
    r"|un (?:staff|personnel|police|soldiers?|troops)"
    r"|contingent (?:members?|soldiers?|troops?)|membres? (?:du|d un) contingent"
    r"|(?:soldats?|agents?|personnel|membres?) de la mission"
    r"|mission (?:staff|soldiers?|troops|personnel)"
    r"|unpol|unmo|unvs?|peace ?keep\w*|casques? bleus?|blue helmets?|onusiens?"
    r"|(?:soldats?|gardiens?|forces?|militaires?) (?:de |du )?(?:maintien )?(?:de )?(?:la )?paix"
    r"|(?:elements?|soldats?|militaires?) (?:onusiens|de la (?:mission|force)(?: internationale)?)"
    r"|forces? internationales?|international forces?"
    r"|(?:soldiers? of (?:the )?peace|peace soldiers?|contingents? [a-z]+(?:ais|ois|ien|an|ese|i))"
    r"|(?:aid|humanitarian|relief|ngo|ingo) (?:aid )?"
    r"(?:worker|staff|personnel|employee|actor|official)\w*"
    r"|(?:ngo|ingo) (?:driver|guard)\w*"
    r"|travailleurs? humanitaires?|personnel humanitaire|agents? humanitaires?"
    r"|(?:personnel|agents?|employes?) d une ong"
    r"|(?:wfp|unhcr|unicef|iom|ocha|msf|icrc) (?:staff|officers?|workers?|employees?|personnel)"
    r"|(?:ngo|ingo|ong|uno|aid|humanitarian|wfp|unhcr|unicef|iom|ocha|msf|icrc) (?:[a-z]+ )?"
    r"(?:drivers?|guards?|contractors?|teachers?"
    r"|nurses?|volunteers?|interpreters?|enumerators?|supervisors?)"
    r"|(?:agents?|employees?|employes?|personnel|staff|chauffeurs?|drivers?|gardes?|guards?"
    r"|membres?|members?|workers?|travailleurs?|officials?|logisticiens?|enqueteurs?"
    r"|distributeurs?|volontaires?|superviseurs?|enseignants?|professeurs?|medecins?|infirmiers?"
    r"|doctors?|teachers?|cuisiniers?|vigiles?)(?: (?!a |ont )[a-z]+)? "
    r"(?:d une|d un|d|de l|de la|de|du|des|of an?|of the|of|from an?|from the|from) "
    r"(?:ong|ngo|ingo|onu|hcr|unhcr|wfp|pam|unicef|iom|oim|ocha|msf|cicr|icrc"
    r"|organisation humanitaire|aid agency|agence)"
    rf"|{_STAFF}(?: (?!a |ont |was |were |is |who |and )[a-z]+){{0,2}}? (?:contracted by|hired by"
    rf"|paid by"
    rf"|working for|employed by|of|for|from|with|d|de|du|des|pour) {_KINDS_OF_EMPLOYER}{_EMPLOYER}"
    rf"|{_AGENCY} (?:[a-z]+ )?(?:s )?{_STAFF}"
    rf"|{_KIND_OF_EMPLOYER}(?:ngo|ingo|agency|organi[sz]ation)s?(?: s)? {_STAFF}"
    r"|contingent (?:soldiers?|members?|officers?|commanders?|troops)"
    r"|(?:military|peacekeeping|uno|onusien) contingents?|tcc (?:soldiers?|troops|members?)"
    r"|(?:soldiers?|soldats?|members?|membres?|militaires?|officers?|policiers?) (?:of|from|du|d un"
    r"|de)"
    r" (?:the |an? |le )?contingents?|troop contribut\w+(?: countr\w+)?(?: soldiers?| members?)?"
    r"|(?:uno|onu|international|elections?|human rights) (?:military |civilian )?observers?"
    r"|observateurs? (?:internationa\w+|de l onu|electora\w+)"
    r"|(?:uno|onu) (?:[a-z]+ ){0,2}(?:guards?|gardes?|units?|unites?|officers?|police|troops|base)"
    r"|military observers?|observateurs? militaires?|milobs?|mission (?:security )?(?:guards?"
    r"|interpreters?"
    r"|drivers?|contractors?|employees?)|(?:minurso|minustah|unifil|amisom|atmis|unsos|unmik|binuh)"
    r"|(?:employe\w*|acteurs?|agents?|volontaires?|chauffeurs?) humanitaires?|agents? de l aide"
    r"|(?:international|foreign|humanitarian|uno?) (?:volunteers?|contractors?|aid workers?"
    r"|drivers?"
    r"|nurses?|doctors?|teachers?|interpreters?|guards?)|peacekeeping (?:soldiers?|troops|forces?)"
    r"|(?:food |aid |un |uno )?agency (?:contractors?|staff)"
    r"|(?:base|camp|compound|poste) onusien\w*"
    r")\b|\S*(?:حفظ (?:ال)?سلام|الامم المتحدة|اغاثة|عامل انساني|العاملين في المجال الانساني"
    r"|يونيسفا|يوناميد|يونميس|مينوسكا|مونوسكو|مينوسما|القبعات الزرق|القبعه الزرقاء|قوات اممية"
    r"|(?:ل|ال)?لامم المتحد\S|قبع\S+ (?:ال)?زرق\S*|(?:جندي|جنود|شرطي|ضابط|قوات|القوات)"
    r" (?:ال)?(?:امم\S+|دولي\S*)|(?:جندي|جنود|ضابط|افراد) (?:من |في )?(?:ال)?قو\S+ (?:ال)?(?:امم"
    r"|دولي)\S*"
    r"|(?:موظف|مسوول|عامل|سايق|حارس|متطوع|مدير)\S* (?:(?:ال)?توزيع )?(?:في |لدى |تابع"
    r" ل)?(?:ال)?(?:منظم\S+"
    r"|اغاث\S+|بعث\S+|وكال\S+)|(?:افراد|فرد من|جندي من|عضو في|احد جنود) (?:ال)?(?:بعث\S+|قوة"
    r" الدولية)"
    r"|موظف (?:دولي|اممي)|منظم\S+ (?:دولي|انساني|غير حكومي)\S*))"
)
_PERSONNEL = gate(rf"\b{_WHO}")
_THEM = (
    r"(?:(?:an?|the|une?|la|les|des|du|deux|two|three|several|some|her|young|local|underage"
    r"|mineure?s?|jeunes?) )*(?:minors?|girls?|boys?|wom[ae]n|child(?:ren)?|teenagers?"
    r"|mineure?s?|filles?|fillettes?|garcons?|femmes?|enfants?)\b"
)
_BETWEEN = (
    r"(?: (?!was|were|is|been|est|a ete|ont ete|and|et|they|ils|please|svp|help|come|because)\S+)"
    r"{0,3}"
)
_DID = gate(
    rf"\b{_WHO}{_BETWEEN} (?:rap(?:ed|es|e|ing)|abus(?:ed|es|ing|ent|e)|violes?|violent"
    rf"|molest\w*|exploit\w*) (?:de |d )?{_THEM}"
)
"""Personnel who did it themselves, in the active voice."""
_ASKED_FOR = gate(
    rf"\b{_WHO}{_BETWEEN} (?:ask\w*|demand\w*|request\w*|exig\w*|want\w*|pa(?:y|ys|id|ying|ie|ient"
    r"|ye|yent)|giv\w*|gave|offer\w*|offr\w*|donn\w*|exchang\w*|echang\w*|made|mis|got|had|has"
    r"|buys?)\b"
)
_EXPLOITATION = gate(
    r"\bsex(?:e|ual favou?rs?)? (?:for|in exchange|in return|against|contre|en echange)\b"
    r"|\b(?:ask\w*|demand\w*|request\w*|exig\w*|want\w*|paid|pays?|paie\w*|paye\w*)"
    r"(?: \w+){0,4} sex\w*\b"
    rf"|\b(?:pays?|paid|paying|paie|paient|paye|payent) {_THEM}"
    r"|\b(?:transactional sex|survival sex|sexe transactionnel|faveurs sexuelles|sexual favou?rs)\b"
    r"|\b(?:forc|oblig|contrain|compel|coerc)\w*(?: \w+){0,3}? (?:a|to|into)"
    r" (?:(?:avoir|have|having|des|de) ){0,2}"
    r"(?:rapports?|relations?|sex\w*|intercourse|coucher|sleep)\b"
    r"|\b(?:rapports|relations) contre\b"
    r"|\b(?:exig|reclam|impos)\w*(?: \w+){0,3}? (?:des |de |d )?(?:rapports|relations)\b"
    r"|\b(?:relations? sexuelles?|sexual relations?(?:hips?)?|rapports? sexuels?)\b"
    rf"|\bpregnan\w*|\benceintes?\b|\babus\w* (?:(?:of|de|sur|on|d) )?{_THEM}"
    r"|\bsexual(?:ly)? (?:abus|exploit|harass|assault)\w*|\bprostitu\w*|\S*جنسي\S*|\bحامل\b"
)
_TOLD = (
    r"(?:report|document|confirm|verifi|receiv|record|monitor|investigat|treat|assist|rescu|refer"
    r"|visit|evacuat|escort|found|help|seen|heard|told|rapport|document|confirm|verifi|secour"
    r"|soign|evacu)\w* (?:by|to|par|a|from|on) (?:an? |the |la |le |les |l )?"
)
_BY_PERSONNEL = gate(
    rf"\b(?:by|par|de la part d\w*|من قبل|على يد|من طرف|allegations? against|involving) "
    rf"(?:(?!(?:of|against|near|in|at|outside|while|and|then|when|et|puis|tandis|alors|pres|devant"
    rf"|contre|dans|selon|vers|according|with|avec) )\S+ ){{0,5}}?{_WHO}"
)
_HEARD = gate(rf"\b{_TOLD}")
_NEAR = 6
_HARM_OF = (
    r"rap(?:e|es|ed|ing)|assaults?|abuses?|harassment|violences?|attacks?|viols?|agressions?"
    r"|abductions?"
    r"|kidnapp\w+|enlevements?|killings?|murders?|meurtres?|beatings?|harcelement|attempt\w*"
    r"|tentatives?"
)
_SUFFERED = gate(
    rf"\b(?:against|on|near|at|in|outside|contre|sur|(?:{_HARM_OF})(?: \S+){{0,2}}? (?:of|de|des"
    rf"|d)) "
    rf"(?:an? |the |un |une |female |male |local |two |three |\d+ )*{_WHO}"
    rf"|{_WHO}(?: (?:staff|members?|personnel|workers?|police|officers?|soldiers?))*"
    r" (?:was |were |is )?(?:gang )?(?:raped|assaulted)(?: by\b|$)"
    rf"|\b{_TOLD}{_WHO}"
)
_HEARD_WHO = gate(rf"\b{_TOLD}{_WHO}")
_HELPED = gate(
    rf"\b{_WHO}(?: (?!rap|abus|viol|molest|exploit)\S+){{0,3}}"
    r" (?:reach|found|rescu|sav|treat|evacuat|escort|document|report|confirm|verif|receiv|record"
    r"|monitor|investigat|assist|refer|visit|help|heard|told|saw|warn|patrol|respond|deploy"
    r"|interven"
    r"|secour|soign|rapport(?!s\b)|signal|inform|alert|constat|arriv|provid|attend|recueill|enquet"
    r"|appui"
    r"|أنقذ|ساعد|ابلغ|وثق)\w*"
)
"""Personnel who came to help, or told of it."""
_CALLED = gate(
    rf"\b(?:please|help|call|calling|send|need|come|tell|dites|appel\w*|aid(?:ez|e)|envoy\w*|venez"
    rf"|svp|demand\w* (?:a|de|of))(?: \S+){{0,2}}? {_WHO}"
    rf"|{_WHO}(?: \S+){{0,2}}? (?:please|svp|help|come|venez|aid(?:ez|e))\b"
    r"|(?<!by )(?<!by a )(?<!by the )(?<!par )(?<!par un )(?<!against )(?<!and a )(?<!et un )(?<!of"
    r" )"
    r"(?<!of the )(?<!vs )(?<!from )(?<!from a )(?<!with a )(?<!avec un )(?:uno|unmiss|minusca"
    r"|monusco"
    r"|monuc|unamid|minusma|unisfa|onu|casques bleus|peace ?keepers)$"
)
"""Personnel who are asked to come."""
_OTHERS = (
    r"(?:m[ae]n|gunm[ae]n|youths?|fighters?|militia\w*|rebels?|bandits?|attackers?|assailants?"
    r"|robbers?|kidnappers?|husband|neighbou?rs?|army|armed elements|hommes|jeunes|milicien\w*"
    r"|rebelles?|combattants?|assaillants?|agresseurs?|mari|voisins?|armee|مسلح\w*|رجال|جنود)"
)
_OTHERS_DID = concept("misconduct.others_did")
_BY_SOMEBODY = re.compile(r"\b(?:by|par|من قبل) ((?:\S+ ){0,3}\S+)")
_NOT_KNOWN = concept("misconduct.doer_not_known")
_NOBODY = re.compile(
    r"(?:unknown|unidentified|not known|not stated|no information|inconnue?s?|non identifie\w*|non"
    r" connue?s?|n a|na|nil|none|aucune?|other|autres?|مجهول\S*|غير معروف\S*)?"
)
"""What a column of perpetrators says where nobody is known."""
_FAVOURS = gate(
    rf"\b{_WHO}{_BETWEEN} (?:gives?|gave|pays?|paid|offers?|offered|donn\w*|offr\w*|paie\w*)"
    r"(?=.*\b(?:girls?|minors?|filles?|fillettes?|mineure?s?)\b)(?: \S+){0,5}"
    r" (?:money|gifts?|phones?|argent|cadeaux?|telephones?)\b"
)
"""Personnel who give girls money or gifts."""
_AID = (
    r"(?:food|rations?|cards?|kits?|tokens?|distributions?|registration|relief|aid|assistance|soap"
    r"|vivres|jetons?|coupons?|carte|bons?|aide|enregistrement|recensement|سل[هة]|بطاق\S+|قسيم\S+"
    r"|sorghum|maize|flour|rice|beans|lentils|cooking oil|oil|salt|sugar|blankets?|tarpaulins?"
    r"|plastic sheets?|sheeting|seeds|farine|riz|haricots?|huile|sel|sucre|savons?|baches?|sorgho"
    r"|couvertures?|semences|(?:on|to) (?:the )?lists?|register\w*|sur la liste|enregistr\w*"
    r"|مساعد\S+|حصص?|تسجيل\S*|دقيق|ذر[هة]|زيت|صابون|بطاني\S*|مشمع\S*)"
)
_GIVEN_FOR_IT = (
    r"(?:(?<!in )favou?rs?|(?<!en )faveurs?|sex|sexe|spend (?:the|a) night|sle(?:ep|eps|pt|eping)"
    r" with"
    r"|passer (?:la|une) nuit|coucher|des rapports|المبيت|تبيت|علاقة)"
)
_AID_FOR_FAVOURS = gate(
    rf"\b{_AID}(?: \S+){{0,6}}? {_GIVEN_FOR_IT}\b|\b{_GIVEN_FOR_IT}(?: \S+){{0,6}}? (?:ال)?{_AID}\b"
)
"""Aid against favours: who handed it out is personnel of somebody."""
_OUR_STAFF = gate(
    rf"\b(?:our|my|notre|nos|mon) (?:own )?(?:(?!own )[a-z]+ )?{_STAFF}\b|موظفينا|موظفنا"
)
"""Staff of whoever writes, who may be of an aid organisation."""
_PREGNANT = re.compile(r"\bpregnan\w*|\benceintes?\b|\bحامل\b")
_FATHER = concept("misconduct.father")
_WRITTEN = re.compile(r"\b(?:P?SEA|EAS)\b")  # in capitals: the sea is no misconduct
_EXPLOITED = concept("misconduct.exploited")
_MISCONDUCT = concept("misconduct.named")


_ACTS = re.compile(
    r"rap|viol|sex|abus|molest|exploit|agress|harcel|harass|attouch|touch|fondl|grop|impregn"
    r"|enceinte"
    r"|pregnan|favou?r|faveur|prostitu|brothel|relation|rapport|intercourse|couch|sle[ep]|gbv|vbg"
    r"|vslc"
    r"|crsv|sodom|genital|nudity|marri|mari|pa[yi]|girl|fill|ne[es]?\b|born|father|pere|paternit"
    r"|[\u0600-\u06ff]"
)
"""Words without any of which no text tells of such misconduct."""
_MOST_WORDS_OF_A_KIND = 6
_SENTENCES = re.compile(r"(?<![.;!?؟\n])[.;!?؟\n]+(?:\s|$)")
_YOUNG = (
    r"(?:(?:an?|the|une?|la|les|des|de|du|d|his|her|sa|two|deux|three|trois|young|jeunes?|local"
    r"|displaced|underage|\d+) )*(?:minors?|mineure?s?|girls?|filles?|fillettes?|boys?|garcons?"
    r"|school ?(?:girl|boy)s?|ecoliere?s?|lyceenne\w*|collegienne\w*|adolescent\w*|teen\w*"
    r"|child(?:ren)?|enfants?|eleves?|students?|\d+ (?:years?|ans|yr)\b)"
)
_ANYBODY = (
    rf"(?:{_YOUNG}|(?:(?:an?|the|une?|la|les|des|de|d|two|deux|displaced|local) )*(?:wom[ae]n"
    r"|femmes?|beneficia\w*|refugee\w*|refugiee?s?|idps?|deplacee?s?|residents?|survivor\w*|them"
    r"|her))"
)
_FAVOUR = r"(?:sex\w*|favou?rs?|faveurs?)"
_EXCHANGE = gate(
    r"\bsex(?!ual(?:ly)? (?:viol|assault|abus|crime|harass)|uelles? )\w*(?: \w+){0,3} (?:for|in"
    r" exchange|in return|against|contre|en echange|moyennant)\b"
    r"|\b(?:for|against|contre|en echange d\w*|moyennant) (?:\w+ ){0,2}(?:sex|faveurs|favou?rs"
    r"|relations sexuelles|rapports)\b"
    rf"|\b(?:solicit|ask|demand|request|exig|want|propos|offr|offer|reclam|negoci|trad|echang"
    rf"|exchang|pay|paid|paie|paye)\w*(?: \w+){{0,4}} {_FAVOUR}\b"
    rf"|\b{_FAVOUR}(?: \w+){{0,6}} (?:contre|en echange|for food|for money|for aid|in exchange)\b"
    r"|\b(?:transactional|survival|commercial) sex\b|\bsexe (?:transactionnel|de survie)\b"
    rf"|\b(?:sex|intercourse) (?:with|avec) {_ANYBODY}|\bsex(?:ual)? (?:services?|acts?)\b"
    r"|\bprestations sexuelles\b|\bprostitu\w*|\bbrothels?\b"
    r"|\b(?:relations?|rapports?|liaisons?) (?:sexuel\w*|intimes?|inappropri\w*)\b"
    r"|\b(?:sexual|intimate|inappropriate) (?:relations?|relationships?|intercourse)\b"
    rf"|\b(?:eu|avoir|avait|entretien\w*|entretenu\w*|had|has|having|have) (?:\w+ ){{0,2}}"
    rf"(?:relations?|rapports?|sex|intercourse)(?: \w+){{0,2}} (?:with|avec) {_YOUNG}"
    rf"|\b(?:couch\w*|sleep\w*|slept) (?:with|avec) {_ANYBODY}"
    r"|(?:الجنس|جنسي\S*|معاشر\S+)(?: \S+){0,5} مقابل|مقابل (?:\S+ ){0,3}(?:الجنس|جنسي\S*)"
    r"|علاق\S+ (?:\S+ ){0,3}(?:قاصر\S*|فتا\S+|طفل\S*|نازح\S*)|تحرش\S*"
)
"""Sex asked for, bought or paid, or had with a minor: whoever did it."""
_COURTED = gate(
    rf"\b(?:living|lives?|cohabit\w*|vit|vivant|vivre|habite) (?:together )?(?:with|avec) {_YOUNG}"
    rf"|\b(?:relation\w*|affair|liaison)(?: \S+){{0,5}}? (?:with|avec|and|et) {_YOUNG}"
    r"|\b(?:brothels?|maisons? closes?|bordels?|attouch\w*|paternit\w+|intimac\w+)\b"
    rf"|\b(?:demand\w*|ask\w*|exig\w*|reclam\w*|request\w*) (?:for |des |du )?(?:girls|filles"
    rf"|schoolgirls"
    r"|rapports|sexe)\b"
    r"|علاق\S+ (?:\S+ ){0,2}(?:قاصر|فتا|طفل|بنت)\S*|تحرش\S*|حمل\S* (?:\S+ ){0,2}من (?:جندي|موظف"
    r"|عامل)\S*"
)
"""A minor courted or kept, paternity, a touch: of personnel it is misconduct in any words."""
_GIRLS = (
    r"(?:girls?|filles?|fillettes?|minors?|mineure?s?|school ?girls?|wom[ae]n|femmes?|widows?"
    r"|veuves?"
    r"|beneficiar\w*|underage)"
)
_MAY_EXPLOIT = gate(
    rf"\b(?:took|takes?|taken|brings?|brought|invit\w*|lur\w*|attir\w*|amen\w*|emmen\w*|keeps?"
    rf"|kept)"
    rf"(?: \S+){{0,4}}? {_GIRLS}(?: \S+){{0,4}}? (?:rooms?|hotels?|house|home|container|tents?|bar"
    rf"|car|vehicle"
    r"|night|bed|chambre|tente|voiture|domicile|maison|conteneur|chez lui)\b"
    rf"|\b(?:pa(?:y|ys|id|ying|ie|ient|ye|yent|yer)|offer\w*|offr\w*|propos\w*|promis\w*|gives?"
    rf"|gave|donn\w*)"
    rf"(?: \S+){{0,5}}? {_GIRLS}(?: \S+){{0,4}}? (?:money|cash|gifts?|phones?|dollars?|argent"
    rf"|cadeaux?|job"
    r"|emploi|travail|for|contre)\b"
    rf"|\b(?:money|cash|gifts?|phones?|dollars?|argent|cadeaux?|job|emploi)(?: \S+){{0,4}}? (?:to|a"
    rf"|aux|pour) "
    rf"(?:\S+ )?{_GIRLS}\b|\bseen(?: \S+){{0,4}}? with (?:an? |two |some )?{_GIRLS}"
    r"|\b(?:vu|vus|vue|surpris)(?: \S+){0,4}? avec (?:une? |des )?(?:filles?|mineure?s?)"
    r"|\b(?:is|as|est|comme) (?:the )?(?:father|pere)\b|\bfather(?:ed|ing|s)? (?:is|a|of|the"
    r"|child)\b"
    r"|\b(?:father is|le pere est|pere (?:de|d un) (?:l )?enfant|fils d un|enfant d un|enfant ne"
    r" d)\b"
    rf"|\bleft (?:an? |the |her )?{_GIRLS} (?:with (?:an? )?(?:baby|child)|pregnant)"
    rf"|\b(?:grop|fondl|touch|toucher|undress|deshabill|strip|film)\w*(?: \S+){{0,4}}? (?:{_GIRLS}"
    rf"|her|breasts?"
    r"|naked|nude|nues?|sex)\b|\bforced to undress\b|\bpa(?:id|ys?) (?:her|him|them)\b"
    rf"|\b{_GIRLS}(?: \S+){{0,3}}? (?:taken|brought|invited|lured|amenee?s?|emmenee?s?|attiree?s?)"
    r"(?: \S+){0,4}? (?:rooms?|hotels?|house|container|tents?|bar|car|vehicle|chambre|conteneur)\b"
    r"|\bsex\w*\b|\bpregnan\w*|\benceintes?\b"
    rf"|\b(?:abus|exploit|harass|harcel|molest)\w*(?: \S+){{0,4}}? (?:{_GIRLS}|patients?|idps?"
    rf"|refugees?|boys?"
    r"|child\w*|garcons?|enfants?|deplacee?s?|by|par)\b|\b(?:sexual|sexuel\w*)\b"
    r"|\b(?:ration cards?|registration|card|kits?|food|vivres|carte|coupons?)(?: \S+){0,3}?"
    r" (?:against|for sex"
    r"|contre (?:du |des )?(?:sexe|rapports|faveurs))"
    r"|استغلال|استغل\S*|ابتزاز|قاصر\S*|مقابل الحص\S+|طلب (?:\S+ ){0,2}علاقة"
)
_FATHERED = gate(
    rf"\b(?:ne|nee|nes|born|fathered|pere|paternite|enceinte|pregnant)(?: \S+){{0,4}} {_WHO}"
    rf"|\b{_WHO}(?: \S+){{0,3}} (?:fathers?|fathered|paternity)\b"
    rf"|\b{_WHO}(?: \S+){{0,4}} (?:with|avec) {_YOUNG}(?: \S+){{0,3}}"
    r" (?:hotel|bar|night|nuit|chambre|room|bed|lit|domicile)\b"
    rf"|\b{_WHO}(?: \S+){{0,3}} (?:اغتصب|استغل|تحرش|اعتدى)\S*"
)
_ABUSED = gate(
    rf"\b{_WHO}(?: (?!(?:was|were|is|est|been|ete|by|par|et|and|they|ils|please|svp|help|come) )"
    r"\S+){0,4} (?:rap(?:ed|es|e|ing)"
    r"|viole(?:e|s)?|abus\w*|sexually \w+|agress\w*|harcel\w*|harass\w*|molest\w*|attouch\w*"
    rf"|touch\w*|fondl\w*|grop\w*|impregnat\w*|mis enceinte)(?: \S+){{0,3}}? {_ANYBODY}"
)
_SOMEWHERE = (
    r"\b(?:near|outside|at|close to|in front of|pres d\w*|devant|dans|in|inside|around|autour d\w*"
    r"|behind|next to|a proximite d\w*|from|aux|aupres d\w*)"
    r" (?:an? |the |la |le |les |l |un |une )*"
)
_TOLD_TO = (
    r"\b(?:according to|as per|sources?|selon|d apres|report\w* (?:to|by)|signale\w* (?:a|par)"
    r"|rapporte\w* (?:a|par)|refer\w* (?:to|a|au)|alert\w*|inform\w*|notifi\w*|transmi\w* a"
    r"|shared with|saisi\w*|complaint to|plainte aupres d\w*|verifi\w* (?:by|par)"
    r"|(?:assist|treat|receiv|help|rescu|support|soign|secour|recue?|prise? en charge|referre"
    r"|transfer|evacu)\w* (?:by|to|par|a|au|vers)"
    r"|confirm\w* (?:by|par)|document\w* (?:by|par))(?: \S+){0,2}? "
)
_CAME = (
    r"(?: (?:patrols?|hrd|hro|team|equipe|human|rights|droits|de|l|homme|poc|unit|unite|section"
    r"|division|police|force|staff|was|were|has|have|been|a|ont|ete|est|sont))* "
    r"(?:informed|alerted|notified|patrol(?:s|led|ling)?|patrouill\w*|sur place|on site|deploy\w*"
    r"|rescu\w*|reach\w*|found|freed|evacuat\w*|secour\w*|liber\w*|escort\w*|receiv\w*|assist\w*"
    r"|treat\w*|soign\w*|protect\w*|help\w*|arriv\w*|came"
    r"|responded|intervened|intervenue?s?|informee?s?|alertee?s?|saisie?s?|avisee?s?|investigat\w*"
    r"|enquet\w*|verifi\w*|confirm(?:s|ed|e|ent)?|reports?|reported(?! to have| for)|documented"
    r"|arrest(?:s|ed)?|arrete(?:nt)?|detained|interpelle|apprehended|handed over"
    r"|condemn\w*|condamn\w*"
    r"|rapporte|signale)\b"
)
_BYSTANDER = gate(rf"{_SOMEWHERE}{_WHO}|{_TOLD_TO}{_WHO}|\b{_WHO}{_CAME}")
"""Personnel who tell of it, came to it, or give a place its name."""
_ACCUSED = gate(
    rf"\b{_WHO}(?: \S+){{0,5}} (?:accus|suspect|soupconn|mis en cause|alleged|allegue|implicat"
    rf"|impliqu|متهم)\w*|\b(?:accus\w*|implicat\w*|impliqu\w*|soupcon\w*|suspicion\w*)"
    rf"(?: \S+){{0,4}}? {_WHO}|\b(?:allegations?|plaintes?|complaints?|cases?|dossiers?"
    rf"|accusations?|ادعاء\w*|شكوى)(?: \S+){{0,8}} (?:against|contre|visant|ضد)(?: \S+){{0,4}}?"
    rf" {_WHO}"
)
_OFFICE = re.compile(r"\bP?SEA\b(?= |$|[-/)])|\bEAS\b|\bPEAS\b")
_CONDUCT_OFFICE = re.compile(r"\b(?:CDT|CDU|OIOS|BSCI|EDD)\b")
_OFFICE_WORDS = concept("misconduct.office")
_LESSON = concept("misconduct.lesson")


_CAME_ALONE = gate(rf"(?:(?:la|le|les|the|l) )?{_WHO}{_CAME}")


def _without_who_came(text: str) -> str:
    """A text without the parts that only say who came, or was told.

    >>> _without_who_came("Two women raped by soldiers, UNMISS patrol informed")
    'Two women raped by soldiers'
    """
    parts = re.split(r"[.,;](?:\s+|$)", text)
    return " ".join(part for part in parts if not _CAME_ALONE.match(_words(part)))


def _is_of_conduct_office(text: str) -> bool:
    """Whether a text names the office that such allegations go to, and no lesson that it gave.

    >>> _is_of_conduct_office("A woman complained; referred to the PSEA network")
    True
    >>> _is_of_conduct_office("PSEA training held"), _is_of_conduct_office("A boat at sea")
    (False, False)
    """
    said = key(text)
    if _LESSON.is_in(said):
        return False
    if _OFFICE.search(text):
        return True
    return _OFFICE_WORDS.is_in(said) and (closed_harm(text) == "crsv" or tells_exploitation(text))


def _sentence_accuses(sentence: str) -> bool:
    """Whether a sentence says that personnel bought sex, abused somebody, or are accused of it.

    >>> _sentence_accuses("un agent de MINUSCA a eu des rapports avec une mineure")
    True
    >>> _sentence_accuses("According to MINUSCA, armed men demanded sex for passage")
    False
    """
    if not is_personnel(sentence):
        return False
    words = _words(sentence)
    acts = _BYSTANDER.sub(" ", words)
    if _ABUSED.search(acts) or _FATHERED.search(acts):
        return True
    sexual = closed_harm(sentence) == "crsv" or tells_exploitation(sentence)
    if not sexual:
        return False
    if _ACCUSED.search(acts):
        return True
    return bool(_EXCHANGE.search(words) and _PERSONNEL.search(acts))


@lru_cache(maxsize=1)
def _plain() -> dict[str, str]:
    lines = crosswalk("harm_synonyms").rows(named=True)
    return {line["said"]: line["harm"] for line in lines if line["harm"] not in CLOSED}


@lru_cache(maxsize=1)
def _harms_said() -> tuple[Index, dict[str, list[frozenset[str]]]]:
    """Where each part of a way to tell a harm is looked up; and by harm its ways: all parts of one
    of them stand in a text that tells it."""
    lines = crosswalk("harm_synonyms").rows(named=True)
    ways = {
        harm: [
            frozenset(said.split(" & "))
            for said in (harm, *(line["said"] for line in lines if line["harm"] == harm))
        ]
        for harm in WORDS
    }
    parts = sorted(frozenset[str]().union(*(way for of_harm in ways.values() for way in of_harm)))
    return Index(Row(part, "", "phrase", part, *[""] * 4) for part in parts), ways
