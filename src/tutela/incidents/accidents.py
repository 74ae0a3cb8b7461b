"""Rows of a log that tell of no harm that somebody did: accidents, meetings, plans. They wait."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from tutela.base.guards.patterns import gate
from tutela.base.later import pl
from tutela.base.layout import head_word
from tutela.base.messages import Sentence, day_said, say
from tutela.base.tables import Table
from tutela.base.tolls import fold_words
from tutela.base.values import Toll, plain, read_days, read_toll
from tutela.incidents.misconduct_words import harm_meant
from tutela.incidents.narrative_columns import tells_what_followed
from tutela.reading.lexicon import concept

__all__ = [
    "days_after_closing",
    "tells_deed",
    "tells_meeting",
    "why_no_harm",
    "with_other_rows_doubted",
]

_ROAD = (
    r"(?:road|traffic|car|truck|bus|lorry|boat|motor\w*|vehicle|transport|work(?:place)?|hunting)"
)
_ROUTE = r"(?:la )?(?:circulation|route|voiture|moto|camion|pirogue|travail|chasse|trafic)"
_ANIMAL = (
    r"(?:an? |une? |the |la |le |des |wild )?(?:hyena|crocodile|hippo\w*|lion|snake|elephant"
    r"|buffalo|dog|bee|serpent|hyene|chien|abeille|scorpion)s?\b"
)
_ACCIDENT = gate(
    rf"\brtas?\b|\brtc\b|\b{_ROAD} (?:traffic )?(?:accident|crash|collision)s?\b|\baccident\w*"
    rf"(?: d[e'] ?{_ROUTE})?\b|\bran over\b|\bby mishap\b|\b(?:overturned|capsized|drown(?:ed"
    rf"|ing)?|shipwreck|collided|run"
    rf" over)\b|\b(?:truck|lorry|bus|car|van|vehicle|boat|canoe|tanker)s?\b.{{0,25}}\b(?:turned"
    rf"|tipped) over\b"
    rf"|\b(?:truck|lorry|bus|car|van|boda|moto\w*)s?\b.{{0,25}}\bcrash(?:ed|es)?\b"
    rf"|\b(?:truck|lorry|bus|car|van)s?\b.{{0,25}}\bfell in(?:to)?\b"
    r"|\b(?:died in childbirth|mort\w* en couches?)\b|\b(?:car|truck|lorry|bus|tanker"
    r"|vehicle|van|moto\w*) knocked\b"
    r"|\bplunge[sd]? into\b|\bbrake failure\b|\beffondre\w* (?:apres|a cause de|sous) la pluie\b"
    r"|\b(?:bus|camion|moto|vehicule|taxi) renverse\w*|\bhit by (?:an? |the )?(?:lorry|truck|car"
    r"|bus)\b"
    r"|\b(?:camion|moto|bus|voiture) / (?:moto|pieton|velo|camion|voiture)\b|\bfeux? de brousse\b"
    r"|\bburn(?:t|ed|s) by (?:a |the )?cooking\b|\btunnel fell in\b"
    r"|\b(?:moto|camion|voiture|taxi) contre (?:moto|camion|voiture|taxi|ane|velo)\b|\bavp\b"
    r"|\bself[ -]inflicted\b|\bsuicid\w*|\bfeu\b.{0,20}\bmal eteint\b|كوليرا|عطشا|(?:في|اثناء)"
    r" (?:ال)?ولادة|(?:^| )غرق\S*"
    r"|\b(?:cows?|cattle|goats?|sheep|camels?)\b.{0,12}\bdied of\b|\bfell in after rain\b"
    r"|\b(?:detruit\w*|emporte\w*) par (?:la |le |les )?(?:pluie|vent|eaux|inondation)\w*"
    r"|\bpersonne d'autre en cause\b|\bmaternal deaths?\b|\bmorts? maternelle?s?\b|\bfreins"
    r" (?:casses|laches|rompus)"
    r"|\b(?:camion|bus|vehicule|taxi)\b.{0,20}\bs'est (?:couche|renverse)"
    r"|\b(?:slid|skidded|slipped|veered|rolled over|bogged|got stuck|stuck in|pothole|ditch|flat"
    r" tyre"
    r"|breakdown|broke down|fell (?:from|off|into)|electrocut\w*|snake ?bites?|quicksand"
    r"|derap\w*|enlis\w*|embourb\w*|en panne|tombe\w* (?:de|dans|du)|electrocut\w*|morsure)\b"
    r"|\b(?:cholera|measles|rougeole|epidemi\w+|outbreak|disease|maladie|famine|malnutrition"
    r"|drought)\b"
    r"|\b(?:died in (?:his |her |their )?sleep|sudden death|natural (?:death|causes)|mort (?:subite"
    r"|naturelle))\b"
    r"|\bgas (?:bottle|cylinder|tank)s?\b|\bbouteilles? de gaz\b|\b(?:kitchen|cooking) (?:fire"
    r"|accident)s?\b"
    r"|\bcollision\b|\bsank\b|\b(?:struck by |by )?lightning\b|\bbrakes? failed\b"
    r"|\b(?:naufrage|noyade|foudr\w+|chavir\w+|noye\w*|renverse\w* par|percute\w*|ecrase\w* par)\b"
    r"|\b(?:flash |heavy )?flood(?:s|ing|ed)?\b|\binondations?\b|\blandslides?\b|\beboulements?\b"
    r"|\btrees? (?:fell|came down|collapsed)\b|\barbres? (?:est |etait )?tombe\w*"
    r"|\b(?:car|truck|lorry|bus|vehicle|motorbike) (?:has )?hit (?:an? |the )?(?:\w+ )?(?:cart"
    r"|tree|cow"
    r"|goat|wall|pedestrian|child)\b|\btamponnement\b|\bcarambolage\b"
    r"|دهس|حادث قطار|\bemporte\w* par le vent\b|\bsickness\b|\btempete\b|\bnot a violation\b"
    r"|\bobstructed labou?r\b|\baccouchement\b|\bfievre\b.{0,40}\b(?:mort|dece)"
    r"|\bfever\b.{0,40}\b(?:died|dead)"
    r"|\b(?:truck|car|bus|lorry|motor\w*|bike) hit (?:a |an |the )?(?:boda|moto\w*|bike|bicycle"
    r"|lorry"
    r"|truck|bus|car)\b|\b(?:generator|engine|motor|pump|power|network|battery) failures?\b"
    r"|\bpannes? (?:de|du|d'|seche)|\bchutes? (?:de|dans|du|d'un)\b(?! tirs)"
    r"|قضاء وقدر|عطل (?:ال)?(?:فني|كهربا\S*)|(?:شاحن|سيار|حافل)\w* انقلب\w*|سقوط في بئر"
    r"|\bpannes? technique\w*|\bcontraventions?\b"
    r"|\bhead[ -]on (?:crash|collision)\b|\bengine fires?\b"
    r"|\bglissements? de terrain\b|\bheat ?strokes?\b|\bhit (?:an? |the )?(?:pole|post|rock"
    r"|stone)\b"
    r"|\b(?:camion|vehicule|bus|moto|pirogue)\b.{0,30}\brenverse\w*"
    r"|\b(?:rod|pump|engine|axle|tyre|mast) (?:was |is )?broken\b"
    r"|\b(?:effondrement|ecroulement)s? (?:de|d'|du|des|de la)\b"
    r"|\b(?:collapsed?|cave[ds]? in|collapse of (?:a|the)) ?(?:shaft|mine|pit|tunnel|wall|roof"
    r"|gallery)?\b"
    r"|\bfires? from (?:a |the )?(?:cooking|kitchen|stove|candle|lamp)\b|\bdiarrh\w+|اسهال"
    r"|\bmordue?s? par (?:un|une|des) \w+|\bpiqure de\b|\bmalaria\b|\bpaludisme\b|\bmeningit\w+"
    r"|\bheart (?:attack|failure|disease)\b|\bcrise cardiaque\b|\bstruck by a (?:falling )?(?:tree"
    r"|branch|wall)\b|\b(?:left|forgotten|oublie\w*) (?:in|on|dans|sur) (?:a|the|un|une|le"
    r"|la) (?:taxi"
    r"|bus|moto\w*|car|boda)\b"
    r"|\b(?:negligent|accidental|unintentional) discharge\b|\bnd of\b|\btirs? accidentels?\b"
    r"|\b(?:perte|lost|loss of|egare\w*)(?: (?:de|d'|of|sa|son|his|her|a|an|une?|la|le|the))* ?"
    r"(?:carte|piece|passe?port|documents?|identity|id|telephone|phone|papers|papiers|cle|keys?)\b"
    r"|حادث (?:ال)?(?:مرور\w*|سير|حركة)|حوادث (?:ال)?(?:مرور\w*|سير)|انقلاب (?:حافل|شاحن|سيار|مركب"
    r"|باص|بص|عرب|لوري|بوكس|ركش)\w*|لدغ\w*|ملاريا|سحائي|وفاة طبيعية|بعد مرض|مرض طويل|نوبة قلبية"
    r"|سقوط (?:جدار|حائط|شجر|سقف)\w*|انهيار (?:جدار|منجم|ب[يئى]ر|سقف)\w*|بسبب (?:ال)?(?:كهرباء|مطر"
    r"|امطار)"
    r"|(?:اثناء|عند|خلال) (?:ال)?ولادة|وفاة طبيعي\w*|بال?(?:مرض|كوليرا|حمى)|حريق (?:مطبخ|طبخ)"
    r"|\bfeu de (?:cuisine|cuisson)\b|حصب[هة]|سوء (?:ال)?تغذي[هة]"
    rf"|\b(?:by|from|par|d'|of) {_ANIMAL}"
    r"|غرق|صاعق[هة]|سيول|فيضان\w*|تصادم"
)
"""What befalls people without anybody meaning it, folded."""
_DEED = gate(
    r"\b(?:attack|attaq|shot|shoot|fired|gun|armed|armes?\b|ambush|embusc|raid|rob(?:b|s)|loot|pill"
    r"|bomb|grenad|shell|obus|mine\b|mines\b|explo|stab|poignard|machet|beat|batt|abduct|kidnap"
    r"|enlev"
    r"|threat|menac|murder|meurtr|assassin|massacr|execut|tortur|rape|raped|viol|arson"
    r"|burnt by(?! (?:a |the )?(?:cooking|kitchen|candle|electric))"
    r"|tue[es]? par|killed by|fus[ie]l|balle|fight|fought|clash|affront|lynch|revenge|veng|reprisal"
    r"|represail|tirs? (?:de|sur|contre)|assault|agress|braqu|hit and|chas(?:e|ing)|poursui)\w*"
    r"|هجوم|هاجم|اطلاق نار|اطلق|مسلح|قصف|لغم|نهب|خطف|طعن|اغتيال|اعتداء|قنبل|قناب|تفجير|انفجار"
)
_WHOSE = r"(?:own|our|un|lp|ldp|lrp|srp|qrf|fpu|ldrp|joint|unpol|unmo|mission|nos|notre)"
_ACTIVITY = gate(
    rf"(?:(?:a|the|une|la|le|{_WHOSE}|day|night|foot|routine|vehicle|air|mobile|mounted|long range"
    rf"|short"
    r"|integrated|robust|weekly|monthly|daily|regular|field|technical|security|protection|civil"
    r" affairs"
    r"|human rights|de nuit|de jour) ?)*"
    r"(?:patrols?|patrouilles?|meetings?|reunions?|assemblees?|distributions?|rencontres?|key"
    r" leader engagements?"
    r"|kle"
    r"|workshops?"
    r"|ateliers?|trainings?|formations?|visit(?:s|e|es|ed)?|remise|handovers?|handing over|qips?"
    r"|quick impact"
    r"|sensiti[sz]ations?|sensibilisations?|assessment missions?|briefings?|debriefings?|seances?"
    r"|ceremon(?:y|ies)|ceremonies?|inaugurations?|courtesy call|visite de courtoisie|peace"
    r" conference"
    r"|conference|escorts? (?:of|to|for)|escorte|(?:joint |field )?mission|focus group|sitrep|radio"
    r" check)\b"
    r"(?!(?: (?!after|following|about|suite|apres|sur)[^\W\d]+){0,3} (?:attack|ambush|fired|shot"
    r"|hit|ston|rob|loot|block|stop|denied|detain"
    r"|disrupt"
    r"|dispers|broken|attaqu|embusc|bloqu|empech|refus|arret|caillass|pill|interdi|seiz|abduct)\w*)"
    r"|(?:\w+ ){0,3}(?:meetings?|reunions?|workshops?|trainings?|vaccinations?|assemblee)(?: day)?$"
    r"|(?:دورية|اجتماع|زيارة|ورشة|تدريب|جلسة|لقاء|احتفال|مؤتمر|موتمر)(?!\w)"
)
"""What an office or a patrol did, at the beginning of an account."""
_MET = gate(r"^(?:[^\W\d]+ ){1,4}(?:met|meets|visited|briefed|rencontre|a rencontre|a visite)\b")
_PLANNED = gate(
    r"^(?:to[ -]?do|todo|to be done|planned|plan|plans|a faire|a prevoir|prevue?s?|planifie\w*"
    r"(?! (?:to |d'|de )?(?:attack|raid|kill|assault|attaq|tuer))|next steps?|upcoming|scheduled"
    r"|مخطط|مقرر)\b|\bteam to (?:visit|deploy|go)\b"
    r"|^(?:joint |protection |mission |patrol )*(?:team|mission|equipe|patrol) (?:to|va|doit"
    r"|will)\b"
)
_WITHDRAWN = gate(
    r"(?:^|[-–—:;,.(] ?|\b(?:was|is|and|later|then|a ete|est) )(?:cancell?ed|annulee?s?|retracted"
    r"|withdrawn"
    r"|retiree?s?|false (?:alarm|report|alert|rumou?r|info\w*)|fausses? (?:alerte|rumeur"
    r"|information)s?"
    r"|rumou?rs? (?:found |proved )?(?:to be )?false|found (?:to be )?false|hoax|canular"
    r"|dementie?s?|debunked"
    r"|unfounded|infondee?s?|erroneous entry|duplicate entry|doublon)\s*(?:[-–—;:,.!)]|$)"
    r"|\((?:carried (?:over|forward)|repeat(?:ed)?|already (?:reported|recorded|counted)"
    r"|deja (?:signale|rapporte|compte)\w*|reporte\w* (?:de|du)|rappel)\b[^)]*\)"
    r"|[(\[](?:repeat(?:ed)? entry|entered twice|duplicate\w*|copie|copy|en double|recopi\w*)\b"
    r"|\b(?:recopie\w*|copie) ?[-–—:(,]+ ?(?:a )?(?:annuler|supprimer|effacer)\b|\bidem \(copie\)"
    r"|\balready (?:counted|recorded|entered|reported) (?:as|under|in|at|above)\b|\bsent again\b"
    r"|\b(?:repeated|copied) from (?:our|the|my)\b|\blate report\b.{0,120}\bsee (?:ser|no|row"
    r"|line)\b"
    r"|\bsame (?:incident|event|killing|attack|case) as (?:no|n|ser|row|line|in|above)\b"
    r"|\bmeme (?:evenement|incident|fait|attaque) que (?:le |la |n|du )"
    r"|\bsame (?:\w+ ){1,3}as above\b|\bsame entry\b|\bvoir plus haut\b|\bsee above\b"
    r"|\bmemes faits que\b|\bfiche refaite\b|\(بلاغ (?:ثان|اخر)\w*\)|\bopened twice\b"
    r"|\((?:second|2nd|deuxieme) (?:monitor|source|report|driver|rapport|statement)\b"
    r"|\bmeme (?:cas|fait|incident|evenement) (?:raconte|rapporte|signale|vu)\b"
    r"|\bdeja (?:saisi|inscrit|enregistre|compte)\w*\b|\b(?:2nd|second|another) statement\b"
    r"|^rappel ?:"
    r"|\brappel (?:de la )?(?:fiche |f-)|\b(?:deuxieme|second) temoin (?:du|de la|de l')"
    r"|تكرار (?:لل|ال|ل)?بلاغ|نسخة من (?:ال)?بلاغ|نفس (?:ال)?(?:بلاغ|حادث\w*|واقعة) رقم"
    r"|سبق (?:تسجيل|ذكر)"
    r"|\bplease ignore\b|^test(?: test)*\b|\ba ignorer\b"
    r"|^(?:a )?(?:annuler|supprimer)$|^(?:to be )?(?:deleted?|void)$"
    r"|(?:^|[-–—:؛،.(] ?)(?:ملغ\w*|(?:ا|إ)شاع[هة] كاذب[هة]|خبر كاذب|بلاغ كاذب)"
)
"""What withdraws a row within its account."""
_CLASS_HEADS = gate(
    r"(?:(?:event|record|entry|report|row|activity|log) )?(?:class|classe|cat|category|categorie"
    r"|code"
    r"|kind|type|genre|nature|rubrique|tag|label|flag|fiche)(?: (?:of|d'|de|du) ?\w+)?"
    r"|(?:ال)?(?:فئة|نوع|تصنيف)"
)
_INCIDENT = concept("row.class_incident")
MOST = 0.4
"""So large a share of a column of classes says "incident" where the other classes are none."""
_LONGEST_CLASS = 24


def with_other_rows_doubted(
    table: Table,
    *,
    kinds: Collection[str] = (),
    accounts: Collection[str] = (),
    doers: Collection[str] = (),
    counts: Collection[str] = (),
) -> Table:
    """A table with a doubt on each row that tells of no harm somebody did.

    A row waits whose own words withdraw it; an accident where no word of the row tells of a deed;
    an office's own activity, or what is planned, where the row counts nobody and names no doer; and
    what a column of classes calls something else than an incident.

    Takes   kinds, accounts, doers and counts: columns that say what happened, tell of it, name who
            did it, and count people.

    >>> from pathlib import Path
    >>> said = ["Armed men shot a trader", "Foot patrol, calm", "Bus overturned", "TO DO: visit"]
    >>> dead, doers = ["1", None, "4", None], ["bandits", None, None, None]
    >>> frame = pl.DataFrame({"What": said, "Dead": dead, "By": doers})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series([2, 3, 4, 5]))
    >>> found = with_other_rows_doubted(table, accounts=["What"], doers=["By"], counts=["Dead"])
    >>> list(found.doubts)
    [3, 4, 5]
    """
    names = table.frame.columns
    told = [name for name in dict.fromkeys([*kinds, *accounts]) if name in names]
    told = [name for name in told if name in kinds or not tells_what_followed(name)]
    counted = [name for name in counts if name in names]
    named = [name for name in doers if name in names]
    doubts: dict[int, str] = dict(table.doubts)
    classes = _classes(table, told)
    for row, line in zip(table.frame.iter_rows(named=True), table.lines.to_list(), strict=True):
        why = _class_doubted(row, classes) or _row_doubted(row, told, counted, named)
        if why is not None:
            doubts.setdefault(int(line), why)
        for other in _rows_corrected(table, row, told):
            why = say("line {line} corrects it, as that says", line=int(line))
            doubts.setdefault(other, why)
    doubts |= _of_other_list(table, doubts, named) if told else {}
    return replace(table, doubts=doubts) if len(doubts) > len(table.doubts) else table


_FEWEST_OF_LIST, _LEAST_DEEDS, _ROWS_LOOKED_AT = 5, 0.3, 300
"""Of so many rows of a list so large a share tells of a deed, where it lists incidents: of 170
lists by strangers the least 0.44, of those of births, burials, floods and roads 0.16 at most."""


def _of_other_list(
    table: Table, doubts: Collection[int], doers: Sequence[str]
) -> dict[int, Sentence]:
    """A doubt on each row that has none yet, where hardly any of them tells of a deed or names who
    did it: the table seems to list something else than incidents.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Village": ["Luma"] * 6, "Cause": ["fever", "old age", "a raid"] * 2})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series(range(2, 8)))
    >>> _of_other_list(table, [], [])
    {}
    >>> table = replace(table, frame=frame.with_columns(Cause=pl.lit("fever")))
    >>> sorted(_of_other_list(table, [4], []))
    [2, 3, 5, 6, 7]
    """
    undoubted = [line for line in map(int, table.lines.to_list()) if line not in doubts]
    looked_at = set(undoubted[:_ROWS_LOOKED_AT])
    telling = sum(
        any(_names_somebody(row[name]) for name in doers)
        or any(cell and _may_tell_deed(cell) for cell in row.values())
        for line, row in zip(table.lines.to_list(), table.frame.iter_rows(named=True), strict=True)
        if line in looked_at
    )
    if len(looked_at) < _FEWEST_OF_LIST or telling >= _LEAST_DEEDS * len(looked_at):
        return {}
    why = say("hardly a row of this table tells of what somebody did: does it list incidents?")
    return dict.fromkeys(undoubted, why)


def _may_tell_deed(cell: str) -> bool:
    folded = fold_words(cell)
    return tells_deed(folded) or harm_meant(folded) is not None


_NUMBER_CORRECTED = gate(
    r"\b(?:ser|serial|no|n|ob|ref|entry|ligne|incident|inc|رقم)[ .:°º#]{0,3}(\d{1,5}[a-z]?)\b"
)


def _rows_corrected(table: Table, row: dict[str, str | None], told: list[str]) -> list[int]:
    """The lines of rows whose number a row names that brings another up to date.

    >>> from pathlib import Path
    >>> said = {"Ser": ["8", "9"], "Event": ["Bus ambushed, 3 dead", "Update ser 8: now 5 dead"]}
    >>> table = Table(Path("a.csv"), "csv", None, pl.DataFrame(said), pl.Series([2, 3]))
    >>> _rows_corrected(table, table.frame.row(1, named=True), ["Event"])
    [2]
    """
    said = [fold_words(cell) for name in told if (cell := row[name])]
    numbers = {
        match[1]
        for text in said
        if _CORRECTS.match(text) and (match := _NUMBER_CORRECTED.search(text))
    }
    if not numbers:
        return []
    first = table.frame.columns[0]
    return [
        int(line)
        for line, cell in zip(table.lines.to_list(), table.frame[first].to_list(), strict=True)
        if cell and fold_words(plain(cell)).lstrip("0") in {n.lstrip("0") for n in numbers}
    ]


def _row_doubted(
    row: dict[str, str | None], told: list[str], counts: list[str], doers: list[str]
) -> Sentence | None:
    said = [fold_words(cell) for name in told if (cell := row[name])]
    if not said:
        return None
    if why := _why_no_deed(said):
        return why
    of_kind = [*said, *(fold_words(cell) for name in doers if (cell := row[name]))]
    kinds_alone = [text for text in of_kind if _ACCIDENT_ALONE.fullmatch(text.strip(" ./-"))]
    if kinds_alone and not any(_DEED_OF_ARMS.is_in(text) for text in said):
        return say("tells of an accident or a loss, not of harm that somebody did")
    if any(len(text.split()) <= _WORDS_OF_A_REMARK and _KIND_OF_NONE.is_in(text) for text in said):
        return say("tells of no harm that somebody did")
    if any(map(_THREAT_WITHOUT_ACT.search, said)):
        return say("tells of what somebody threatens, not of what they did")
    if any(map(_IN_JOY.search, said)):
        return say("tells of no harm that somebody did")
    if any(map(_CORRECTS.search, said)):
        return say("speaks of a row before it, which it may correct")
    tolls = [fold_words(cell) for name in counts if (cell := row[name])]
    if any(map(_OF_FIGHTERS_ONLY.search, tolls)):
        return say("tells of fighters only, not of harm to civilians")
    beside_a_fight = any(map(_FIGHT.is_in, said)) or any("(" in toll for toll in tolls)
    if (
        any(_COUNT_OF_FIGHTERS.fullmatch(toll.strip()) for toll in tolls)
        and beside_a_fight
        and not any(
            _counts_somebody(toll) and not _COUNT_OF_FIGHTERS.fullmatch(toll.strip())
            for toll in tolls
        )
    ):
        return say("tells of fighters only, not of harm to civilians")
    blank = all(not row[name] for name in counts)
    if blank and any(_CALM.fullmatch(text) or _CALM_BESIDE.search(text) for text in said):
        return say("tells that nothing happened")
    nobody = not any(_counts_somebody(row[name]) for name in counts)
    if nobody and any(_CALM.fullmatch(text) or _NOT_YET.is_in(text) for text in said):
        return say("tells that nothing happened")
    if (
        nobody
        and any(_ACTIVITY.match(text) for text in said)
        and not any(_DEED.search(text) or harm_meant(text) for text in said)
    ):
        return say("tells of an activity of an office or a patrol, not of an incident")
    if nobody and any(map(_PEACEFUL.is_in, said)) and not any(map(_DEED.search, said)):
        return say("tells of no harm that somebody did")
    if nobody and _tells_verbal_threat_alone(said):
        return say("tells of what somebody threatens, not of what they did")
    if not nobody or any(_names_somebody(row[name]) for name in doers):
        return None
    if any(_PLANNED.search(text) for text in said):
        return say("tells of what is planned, not of what happened")
    if any(map(_MADE_SAFE.search, said)):
        return say("tells of a device made safe, not of harm that somebody did")
    if any(map(_RUMOUR.search, said)):
        return say("tells of what nobody has confirmed: say whether it happened")
    left = [_THREAT_ALONE.sub(" ", text) for text in said]
    if left != said and not any(map(harm_meant, left)):
        return say("tells of what somebody threatens, not of what they did")
    at_peace = any(map(_OF_PEACE.search, said)) and not any(map(_DEED.search, said))
    if at_peace or (any(map(_BRAWL.is_in, said)) and not any(map(_DEED_OF_ARMS.is_in, said))):
        return say("tells of no harm that somebody did")
    told_at_length = max(len(text.split()) for text in said) >= _WORDS_OF_A_DEED
    if told_at_length and not any(_ANY_DEED.search(text) or harm_meant(text) for text in said):
        return say("tells of no harm that somebody did")
    if any(_ACTIVITY.match(text) or (doers and _MET.match(text)) for text in said) and not any(
        _is_deed_alone(text) for text in said
    ):
        return say("tells of an activity of an office or a patrol, not of an incident")
    return None


def _tells_verbal_threat_alone(said: Collection[str]) -> bool:
    """Whether what a row tells begins with a threat in words, and nothing follows it.

    >>> _tells_verbal_threat_alone(["menace verbale d'un policier, sans suite"])
    True
    >>> _tells_verbal_threat_alone(["verbal threats, then two men beaten"])
    False
    """
    left = [_VERBAL.sub(" ", text) for text in said if not harm_meant(text) or _VERBAL.match(text)]
    return (
        len(left) == len(said)
        and any(map(_VERBAL.match, said))
        and not any(_DEED.search(text) or harm_meant(text) for text in left)
    )


_ACCIDENT_ALONE = gate(
    r"(?:(?:road|traffic|domestic|work|vehicle|car) )?accident\w*(?: (?:de|d')? ?\w+)?|rta|rtc"
    r"|(?:road )?traffic|circulation(?: routiere)?"
    r"|drowning"
    r"|noyade|naufrage|incendie accidentel|fire accident|natural disasters?|catastrophe naturelle"
    r"|illness|disease|maladie|epidemi\w+|حادث (?:مرور\w*|سير)|غرق|حادث عرضي"
)
"""A kind that is no deed."""
_THREAT_WITHOUT_ACT = gate(
    r"(?:menac|threat|warn|letter|lettre|تهديد).*\b(?:aucune? (?:fait|acte|passage|suite)|sans"
    r" (?:suite"
    r"|passage)|menaces seulement|pas de coups|no (?:action|act) (?:was )?(?:followed|taken)"
    r"|nothing (?:further|followed|more|happened)|not carried out|rien (?:de plus|d'autre|de"
    r" commis))|تهديد.*دون (?:اعتداء|تنفيذ)"
)
"""A threat of which its own words say that nothing followed it."""
_WORDS_OF_A_REMARK = 8
_KIND_OF_NONE = concept("row.kind_of_no_harm")
"""What a kind, or a remark of as few words, says of a row that is no incident."""
_DEED_OF_ARMS = concept("row.deed_of_arms")
_FIGHTERS = r"(?:fighters|combatants|soldiers|military|belligerents|combattants|militaires|soldats)"
_OF_FIGHTERS_ONLY = gate(
    rf"\b{_FIGHTERS} (?:only|uniquement|seulement|among themselves|entre eux)\b"
    rf"|\bonly (?:armed )?{_FIGHTERS}\b|\bque des {_FIGHTERS}\b|\buniquement des {_FIGHTERS}\b"
    r"|\b(?:tous|all) (?:des |of them |were )?(?:combattants|militaires|soldiers|fighters"
    r"|combatants)\b"
    r"|\bcivils? a l'abri\b|\bno civs?\b|\bno civilians? (?:(?:were|was) )?(?:told|reported|named"
    r"|present|involved|harm\w*|hurt"
    r"|casualt\w*|affected"
    r"|touched)\b"
    r"|\bcivilians? (?:had|have) (?:all |already )?(?:left|fled|gone)\b"
    r"|\bonly (?:armed )?(?:men|youth|fighters|soldiers) (?:died|were killed|killed|dead)\b"
    r"|\bno (?:reports?|news|word) of (?:any )?civilians? (?:harmed|hurt|killed|casualt\w*)\b"
    r"|\b(?:aucun|pas de|sans) civils?[ .]*$|\bsans victimes? civiles?\b"
    r"|(?:دون|بدون|بلا|لا|ولا) (?:اصاب[هة]|اصابات|خسائر|ضحايا|تضرر)? ?(?:من |بين |في )?(?:ال)?مدني"
    r"|من (?:ال)?(?:طرفين|جانبين) فقط"
    r"|\bno civilians?[ .]*$|\b(?:pas de|aucun|sans) civils? (?:touche|present|concerne|atteint)\w*"
    r"|\b(?:pas de|aucune|sans|ni) victimes? (?:ni degats? )?(?:(?:parmi|dans) (?:les"
    r"|la) )?(?:civil\w*"
    r"|population)|\(?pas de civils?\)|قتال بين .{0,40} فقط"
    r"|(?:القتلى|الضحايا|كلهم) (?:كلهم |جميعهم |من )?(?:ال)?(?:عسكري\w*|مقاتل\w*|جنود|مسلحين)"
    r"|(?:لم|ولم) (?:يصب|يتضرر|يتاثر) (?:اي )?(?:احد من )?(?:ال)?مدني\w*"
    r"|(?:بدون|دون|لا|ولا) (?:ضحايا|اصابات|خسائر) (?:من |بين |في )?(?:ال)?مدني\w*"
)
"""What says that nobody but fighters came to harm."""
_COUNT_OF_FIGHTERS = gate(
    rf"[\w-]+ ?\(?(?:des |elements? )?(?:{_FIGHTERS}|elements armes|fama|fardc|faca|fds|spla"
    rf"|sspdf|rsf"
    r"|saf|(?:ال)?(?:مقاتلين|جنود|عسكريين|مسلحين))\)?"
)
_FIGHT = concept("row.fight")
_DEAD_FIGHTERS = gate(
    rf"\b(?:\w+ )?{_FIGHTERS} (?:\w+ )?(?:dead|killed|died|kia|tues|morts)\b"
    r"|\b(?:tue|killed) (?:\w+ ){1,2}(?:combattants|militaires|soldats|fighters|soldiers)\b"
    r"|(?:قتل|مات|مقتل) \w+ (?:من )?(?:ال)?(?:مقاتلين|جنود|عسكريين)"
)
_OTHERS_THAN_FIGHTERS = concept("row.others_than_fighters")
_PEOPLE = gate(
    r"\b(?:\d+|two|three|four|five|several|some|many|deux|trois|quatre|plusieurs|des) (?:people"
    r"|persons"
    r"|personnes|gens|habitants|residents)\b"
)
_OPEN_RUMOUR = gate(
    r"\b(?:cannot|can not|could not|unable to) (?:be )?confirm\w*|\bno source seen\b"
    r"|\b(?:nobody|no one|no-one|none) (?:has )?(?:saw|seen|confirm\w*|knows)\b"
    r"|\bpersonne (?:ne (?:le |l'a )?confirm\w*|n'a (?:rien )?(?:vu|confirme)|ne sait)\b"
    r"|\b(?:not (?:yet )?|un|non |pas (?:encore )?)(?:confirmed|confirmee?s?) (?:rumou?rs?"
    r"|rumeurs?|bruits?)"
    r"|\b(?:sources?|versions?|reports?|accounts?|temoignages?) (?:se )?(?:contradictoires?"
    r"|contradict\w*|contredisent)\b|\bdepending on who\b|\b(?:a|to be) (?:clarifier|clarified)\b"
    r"|\baucune source (?:directe|fiable)\b"
    r"|\b(?:one|another|second) (?:source|report) (?:says no|denies)\b"
    r"|\bsays? (?:there was )?no (?:attack|incident|raid|clash)\b"
    r"|\bdit qu'il n'y a (?:rien|pas) eu\b"
    r"|\b(?:aucun mort|no (?:dead|deaths?)) (?:selon|according to)\b"
    r"|\b(?:talk|word) (?:of|in) the market\b|\bmarket talk\b"
    r"|\bon raconte que\b.{0,60}\bserai(?:t|ent)\b"
    r"|(?:لا|ولا) (?:مصدر|احد (?:راى|شاهد|اكد|يؤكد))|كلام (?:في )?(?:ال)?سوق"
)
"""What says that nobody stands for a report."""
_RUMOUR = gate(
    r"\b(?:firing|shots?|gunfire|shooting|explosions?|tirs?|coups de feu)\b.{0,20}\b(?:heard"
    r"|entendus?)\b(?!.*\b(?:hit|hurt|killed|wounded|injured|dead|tue|bless))"
    r"|\b(?:rumou?rs?|rumeurs?|bruits?) (?:of|that|d'|de |que |selon|persist\w*|non|not|open)"
    r"|(?:ا|إ)شاع(?:ة|ه|ات) (?:عن|بان|ان)|(?<!\w)يقال (?:ان|إن)|\b(?:rumeur|rumou?r) de\b"
    r"|\brumou?rs? (?:at|in|on|around)\b|\b(?:third|second)[ -]hand\b|اخبار متداول\w*"
    r"|\bon (?:parle|entend parler|raconte) (?:d'|de|que|qu')|\baurai(?:t|ent) (?:ete vu"
    r"|disparu)\w*"
)
"""What says so of a row that counts nobody."""
_MADE_SAFE = gate(
    r"\b(?:found|discovered|decouvert\w*|trouve\w*|signale\w*"
    r"|reported)\b.{0,40}\b(?:neutrali[sz]\w*"
    r"|defused|made safe|destroyed by|removed by|desamorc\w*|detruit\w* par|enleve\w* par)\b"
    r"|\b(?:found|discovered|reported)\b.{0,30}\b(?:marked|cordoned|reported to (?:the"
    r" )?(?:deminers"
    r"|unmas))\b"
    r"|(?:تفكيك|ابطال|نزع) (?:ال)?(?:لغم|عبوة|قنبلة|قذيفة)"
)
"""What says so of a row that counts nobody."""
_NO_DEED = gate(
    r"\b(?:nobody|no one) (?:was )?(?:attacked|shot|harmed)\b|\bno (?:attacks?|fighting|violence"
    r"|assaults?|shooting|shots)\b"
    r"|\b(?:pas|sans|aucune?) (?:d'|de |eu d[e'] ?)?(?:attaques?|violences?|combats?|tirs?)\b"
)
"""A deed that an account says was not done."""
_VERBAL = gate(
    r"(?:verbal|oral|written|death) threats?\b|(?:messages? de )?menaces? (?:au telephone"
    r"|verbales?|orales?|ecrites?|de mort|sans"
    r" suite)\b"
    r"|تهديد (?:لفظي|شفهي|شفوي)"
)
_THREAT_ALONE = gate(
    r"^(?:menaces? (?:d[e']|ecrite|verbale)|threat(?:s|ened)? (?:of|to)\b)|\b(?:will|would|sera"
    r"|seront|serait)"
    r" (?:be )?(?:attaque\w*|attacked|burn\w*|brule\w*)\b"
    r"|\bletters? (?:telling|ordering|warning|asking)\b|تهديد\w* (?:بال|عبر ال)(?:هاتف|تلفون)"
    r"|\b(?:letters?|lettres?|tracts?|leaflets?) (?:was |were )?(?:left|dropped|laisse|jete"
    r"|depose)\w*\b"
    r"|\bmay attack\b|\b(?:tracts?|lettres?) (?:annonc|menac)\w*|\bmenace\w* par (?:lettre"
    r"|telephone|tract|sms)"
    r"|\b(?:say|said|says|claim\w*|warn\w*|announc\w*) (?:that )?(?:they|he|it) (?:will|would"
    r"|shall|are going to"
    r"|is going to)\b|\bwill (?:come|attack|return|burn|kill)\b"
    r"|\b(?:disent|dit|disant|annonc\w*|previen\w*) (?:qu'ils? |que )(?:\w+ )?(?:vont|va"
    r"|viendr\w+|attaquer\w+)\b"
    r"|(?:احتمال|خطر) (?:ال)?هجوم|قد (?:يهاجم|تهاجم|يهجم)\w*"
    r"|\b(?:attack|raid|attaque)s? (?:may|might|could|is expected to|pourrait|risque de)\b"
    r"|تهديد\w* (?:ال\w+ )?(?:بان|بال|ب)\S*|يتوعد|تتوعد|توعد|سيحضرون|سيهاجم|سوف (?:يهاجم|يحرق|يقتل)"
)
"""What somebody may do, not what they did."""
_CALM = gate(
    r"(?:nothing (?:significant )?to report|nstr|ntr|ras|r\.a\.s\.?|rien a signaler|no incidents?"
    r"(?: reported)?|aucun incident(?: signale| rapporte)?|calm(?: day)?|(?:situation )?calme?"
    r"|no significant (?:incident|event)s?(?: reported)?|لا (?:يوجد|جديد|شيء)(?: يذكر)?)"
    r"(?: ?\(.*\))?[ .]*"
)


_NOT_YET = concept("row.not_yet")
_PLACE_IN_DOUBT = gate(
    r"\b(?:place|village|location|name|lieu|nom|localite) (?:is |was |est )?(?:not (?:known|sure"
    r"|clear)"
    r"|unknown|unclear|illegible|illisible|inconnue?|pas (?:sur|clair|connu))\b"
    r"|\b(?:lieu|place|county|cercle|territoire|district)\b.{0,25}\b(?:se contredisent"
    r"|contradict\w*)"
    r"|\b(?:did|do|does|could|can) ?(?:not|n't) (?:say|know|tell|remember) which (?:village|place"
    r"|town|side)\b"
    r"|\b(?:or|ou)\b.{0,60}\b(?:messages?|sources?|reports?|two|deux) (?:differ|disagree"
    r"|divergent|ne concordent)"
    r"|\b(?:lieu|village|localite|endroit) (?:\w+ )?(?:pas encore|encore pas|non) (?:connue?"
    r"|identifiee?|precisee?)\b"
    r"|\b(?:could|can) ?not (?:say|tell) where\b"
    r"|\b(?:n'a|n'ont) pas dit (?:quel|ou)\b|لم (?:يقولوا|يذكروا|يحددوا) (?:اي|ال)"
    r"|\b(?:place|village(?: name)?|location|localite|lieu)(?: name)? (?:is |was )?(?:missing"
    r"|illegible|not (?:given|recorded|named|stated|readable|legible|understood|specified))\b"
    r"|\bno (?:village|place|town|location)(?: name)? (?:named|given|recorded|stated|known)\b"
    r"|\b(?:would|did|could) not (?:name|give|tell) (?:the |a )?(?:place|village|location)\b"
    r"|\b(?:lieu|village|localite|endroit) (?:non |pas |a )(?:compris|communiquee?|precisee?"
    r"|preciser|confirmer|donnee?|indiquee?|notee?)\b"
    r"|\bsomewhere (?:between (?:two|the)|in the (?:county|district|area|bush|sector))\b"
    r"|\bquelque part (?:dans|entre)\b|\b(?:village|place|location) (?:skipped|left (?:empty"
    r"|blank))\b"
    r"|لم (?:يذكر|يحدد|تذكر|تحدد) (?:اسم )?(?:ال)?(?:قرية|مكان|موقع|مخيم|بلدة|منطقة)"
    r"|(?:مكان|موقع|قرية) غير (?:معروف|محدد|مذكور)"
    r"|\bnot sure which\b|\bon ne sait pas (?:quel|ou)\b|(?:لا نعرف|غير معروف) (?:اي |ال)?(?:قرية"
    r"|مكان|موقع)"
)
"""What says that its writer does not know where."""


_IN_JOY = gate(
    r"\b(?:weddings?|mariages?|noces|celebrat\w+|fete)\b.{0,60}\b(?:in the air|in air|en l'air"
    r"|no harm|no casualt\w+|nobody (?:hurt|harmed)|aucune? (?:victime|degat))"
    r"|\b(?:shots|fir(?:ed|ing)|tirs)\b.{0,60}\b(?:wedding|mariage|celebration)\b"
    r"|(?:زفاف|عرس).{0,60}(?:في الهواء|لا ضرر)"
)
_CALM_BESIDE = gate(
    r"[,;.] ?(?:ntr|nstr|ras)[ .]*$|^(?:all calm|rien cette|no crime reported|nothing happened"
    r"|tout va"
    r" bien|calme\b|pas de souci)|\b(?:nothing happened|rien a signaler|tout va bien|no security"
    r" (?:issues?|incidents?)|لم يحدث شيء|لا شيء)\b"
)
_CORRECTS = gate(
    r"^(?:update|updated|correction|corrects?|corrige\w*|mise a jour|maj|rectificatif|erratum|تصحيح"
    r"|تحديث)\b.{0,12}?\b(?:ser|serial|no|n|ob|ref|row|entry|line|ligne|incident|inc|du|de la|of|on"
    r"|رقم)\b|^(?:as|see|voir|cf) (?:ser|serial|ob|ref|n|no)\b"
)
"""What names the row before it whose toll or text it brings up to date."""
_BRAWL = concept("row.brawl")
_PEACEFUL = concept("row.peaceful")
"""What says so of a march, whoever marched."""
_OF_PEACE = gate(
    r"\b(?:weddings?|mariages?|noces|football|match(?:e?s)?|tournament|tournoi|baptism|bapteme"
    r"|graduation|parade|rehearsal|defile|drill|exercices? d|worship|church service|messe|culte"
    r"|priere"
    r" collective|repas|funeral|enterrement|funerailles|training|trained|formation\b|sensibilis\w*"
    r"|workshop|atelier|audience foraine|jugement|condamne\w* a|sentenced|trial|tribunal"
    r"|reconciliation|vaccination|distribution of|distribution de|market (?:was )?(?:good|normal)"
    r"|marche normal|prices?\b.{0,30}\b(?:high|low)|returnees? (?:came|arrived)|retour de \d+"
    r"|(?:food|soap|aid|seeds?|nfis?|cash|kits?) (?:distributions?|(?:handed|given) out"
    r"|distributed)"
    r"|distribution went|heritage|acte de naissance"
    r"|on their own"
    r"|celebrat\w*|fete\b|drunk\w*|ivresse|tapage|ivrogne\w*|rixe|bagarre|brawl|affray|quarrel\w*"
    r"|dispute\b.{0,40}\b(?:settled|regle)|sudden death|mort naturelle|natural (?:death|causes)"
    r"|died in (?:his |her )?sleep|lost property|objet perdu|vol simple|petty theft|pickpocket\w*"
    r"|sans violence|no suspect|without violence|no security issues?"
    r"|(?:heavy|continuous) rains?|(?:fortes|grosses) pluies|rats? in)\b"
    r"|\bpeaceful (?:demonstration|march|protest)s?\b"
    r"|\b(?:manifestation|marche) pacifique\b|مسيرة سلمي\w*|مظاهرة سلمي\w*"
    r"|امطار|مطر (?:شديد|غزير)|زفاف|عرس|حفل|تدريب|دورة|ورشة|جنازة|اسعار|سوق عادي|مشاجرة"
    r" عائلية|مباراة|صلاة|حريق طبخ|سرقت"
)
"""What people do in peace, or among themselves: weddings, matches, courts, brawls, petty theft."""
_WORDS_OF_A_DEED = 3
_ANY_DEED = gate(
    r"\b(?:kill|dead|death|die[ds]?\b|dying|fatal|bod(?:y|ies)|corps|cadavre|remains|grave"
    r"|fosse|victim"
    r"|casualt|hurt|injur|wound|harm|maim|taken|took|tak(?:e|ing)|seiz|captur|missing|disappear"
    r"|dispar|ransom|rancon|hostage|otage|conscript|forc|recruit|recrut|whip|lash|chicot|flog|gifl"
    r"|frapp|baston|tabass|coups?\b|saccag|destr|detrui|damag|degat|cass|broke|stone|jet|pelt|fire"
    r"|firing|feu\b|incend|warn|averti|letter|lettre|leaflet|tract|insult|harass|harcel|extort"
    r"|extor"
    r"|tax|checkpoint|barrage|block|bloqu|denied|deny|refus|empech|restrict|occup|evict|expuls"
    r"|chass"
    r"|fle[de]|flight|fui|fuit|ran\b|run\b|famil|household|menage|hh\b|idps?\b|deplac|displac|arriv"
    r"|escap|arrest|arret|detain|deten|jail|emprison|search|fouill|viol|rap[ei]|sexual|sexuel"
    r"|assault"
    r"|abus|agress|attouch|marri|mari[ea]|tir[se]?\b|tire|balle|bullet|shell|obus|bomb|mine|mining"
    r"|uxo|ied|engin|explo|drone|strike|frappe|helicop|gun|clash|fight|fought|combat|affront"
    r"|accroch"
    r"|attack|attaq|raid|incurs|loot|pill|vol\b|vols\b|vole|steal|stol|theft|rob|cattle|betail"
    r"|razzi"
    r"|burn|brul|torch|massac|assassin|lynch|decap|behead|tortur|egorg|poignard|cut\b|slit|stab"
    r"|machet|knife|couteau|axe\b|hache|kidnap|enlev|rapt|ravi|abduct|menac|threat|intimid|shot"
    r"|shoot|arm(?:ed|e|es|s)\b|militia|milic|rebel|bandit|ambush|embusc|murder|meurtr|homicid"
    r"|perpetr|beat|batt|punish|execut|tue[es]?|tuer|mort|dece[ds]|bless|civil|protest|riot|emeut"
    r"|crs?v|gbv|vbg|sgbv|attempt|tentativ|hit\b|struck|touch|lost|perd|suffer|evacu|hospital"
    r"|hopital"
    r"|crossfire|hold.?up|braqu|drag|bound|ligot|tied|withdr|troop|soldier|soldat|militair|herder"
    r"|eleveur|tension|mob\b|crowd|foule|besieg|siege|encercl|surround|blast|air ?strike|land|terre"
    r"|crop|champ|farm|house|maison|case[s]?\b|hut|tukul|village)"
    r"|قتل|مقتل|شهيد|استشه|وف[اي]|مات|ماتت|موت|جرح|جريح|اصيب|اصاب|خطف|اختط|اخذ|اغتص|اعتد|ضرب"
    r"|جلد|نهب"
    r"|سرق|سلب|حرق|احراق|هدد|تهديد|انذار|طرد|تهجير|نزح|نزوح|فر|هرب|هارب|هروب|هاجم|هجوم|قصف|اطلق"
    r"|اطلاق"
    r"|اشتب|لغم|انفج|اعتقل|اعتقال|احتجز|احتجاز|تعذيب|كمين|مسلح|تجنيد|جث[هةم]|عنف|تحرش|ابتز|طعن"
    r"|جنود|رصاص"
)
"""Words any of which may tell of harm, as stems; an account without one of them tells of none."""


_LIKE_A_DEED = gate(
    rf"\b(?:killed|attacked|mauled|tuee?s?|attaquee?s?) (?:by|par) {_ANIMAL}|"
    r"\b(?:a la|aux|at the) mines?\b|"
    r"\b(?:dans|in|at|of) (?:la |une |the |a )?(?:gold |old )?mines?\b|\bde (?:la )?mine\b"
    r"|\bmines? d'or\b|\bnot a violation\b|\bheart attacks?\b|\bminiere?s?\b"
)
"""What sounds like a deed of arms and is none: a mine that is dug, an attack of the heart."""


def _why_no_deed(said: list[str]) -> Sentence | None:
    if any(_WITHDRAWN.search(text) for text in said):
        return say("its own words may withdraw it")
    deeds = (_NO_DEED.sub(" ", _LIKE_A_DEED.sub(" ", text)) for text in said)
    if any(map(_ACCIDENT.search, said)) and not any(map(_DEED.search, deeds)):
        return say("tells of an accident or a loss, not of harm that somebody did")
    if any(map(_OF_FIGHTERS_ONLY.search, said)) or _counts_dead_fighters(said):
        return say("tells of fighters only, not of harm to civilians")
    if any(map(_PLACE_IN_DOUBT.search, said)):
        return say("its own words doubt the place")
    if any(map(_OPEN_RUMOUR.search, said)):
        return say("tells of what nobody has confirmed: say whether it happened")
    return None


def _counts_somebody(cell: str | None) -> bool:
    """Whether a count is of anybody, in figures or in words.

    >>> [_counts_somebody(said) for said in ("trois", "nil", "0", "?")]
    [True, False, False, False]
    """
    if not cell:
        return False
    if re.search(r"[1-9]", plain(cell)):
        return True
    toll = read_toll(cell)
    return isinstance(toll, Toll) and bool(toll.low or toll.best or toll.high)


def _counts_dead_fighters(said: list[str]) -> bool:
    """Whether words tell of a fight and dead fighters, and of nobody else."""
    return (
        any(map(_FIGHT.is_in, said))
        and any(map(_DEAD_FIGHTERS.search, said))
        and not any(_OTHERS_THAN_FIGHTERS.is_in(text) or _PEOPLE.search(text) for text in said)
    )


def why_no_harm(account: str) -> Sentence | None:
    """Why an account tells of no harm that somebody did; None where it may.

    >>> str(why_no_harm("RTA, lorry driver died"))[:22], why_no_harm("boat shot at, 1 dead")
    ('tells of an accident o', None)
    """
    said = [fold_words(account)]
    if _PLANNED.search(said[0]):
        return say("tells of what is planned, not of what happened")
    if _THREAT_ALONE.search(said[0]) and not harm_meant(said[0]):
        return say("tells of what somebody threatens, not of what they did")
    return _why_no_deed(said)


def tells_deed(folded: str) -> bool:
    """Whether folded words tell of harm that somebody did, or of people driven away.

    >>> tells_deed("houses set on fire by herders"), tells_deed("the market was busy")
    (True, False)
    """
    return bool(_DEED.search(folded) or _OTHER_DEEDS.is_in(folded))


_OTHER_DEEDS = concept("row.other_deeds")


def tells_meeting(folded: str) -> bool:
    """Whether the subject of folded words is an office that met, raised or planned something.

    >>> tells_meeting("on 3 may the head of office met the governor on the attack")
    True
    >>> tells_meeting("on 3 may gunmen attacked a meeting in luma")
    False
    """
    return bool(_OFFICE_MET.search(folded))


_OFFICE_MET = gate(
    r"\b(?:office|head of office|mission|team|delegation|hro|adviser|section|bureau|chef de"
    r" bureau|equipe"
    r"|ocha|unhcr|hcr|cluster|partners?|partenaires?|patrol|patrouille) (?:\w+ ){0,3}?"
    r"(?:met|meets|visited|discussed|raised|held|organi[sz]ed|conducted|attended|briefed|plans|a"
    r" rencontre"
    r"|ont rencontre|a visite|a tenu|a organise|a participe)\b"
    r"|\breunion\b.{0,40}\bs'est tenue\b|\bmeeting was held\b|\bune reunion\b"
)


def _is_deed_alone(said: str) -> bool:
    """Whether a cell of few words is the name of a deed: a kind, not the subject of a meeting."""
    few = len(said.split()) <= _WORDS_OF_A_KIND
    return few and bool(harm_meant(said) or _DEED.search(said)) and not _ACTIVITY.match(said)


_WORDS_OF_A_KIND = 3


def _names_somebody(cell: str | None) -> bool:
    if not cell or _NOBODY.is_whole(fold_words(cell).strip(" .-")):
        return False
    return bool(re.search(r"[^\W\d_]{2}", cell))


_NOBODY = concept("row.nobody")


def _classes(table: Table, told: list[str]) -> dict[str, frozenset[str]]:
    """By column of classes, what it says of rows that are none, where most others are incidents.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"Class": ["INC", "MTG", "INC", "Incident", "PTL"]})
    >>> table = Table(Path("a.csv"), "csv", None, frame, pl.Series(range(2, 7)))
    >>> sorted(_classes(table, [])["Class"])
    ['MTG', 'PTL']
    """
    others_by_column: dict[str, frozenset[str]] = {}
    for name in table.frame.columns:
        if name in told and not _is_short(table, name):
            continue
        if not _CLASS_HEADS.fullmatch(head_word(name)):
            continue
        cells = table.frame[name].drop_nulls().to_list()
        counted = Counter(cells)
        incidents = {cell for cell in counted if _INCIDENT.is_whole(head_word(cell))}
        if not incidents or sum(counted[c] for c in incidents) < MOST * len(cells):
            continue
        others = {cell for cell in counted if cell not in incidents and not harm_meant(cell)}
        others_by_column[name] = frozenset(o for o in others if not _DEED.search(fold_words(o)))
    return others_by_column


def _is_short(table: Table, name: str) -> bool:
    cells = table.frame[name].drop_nulls().unique().to_list()
    return all(len(cell) <= _LONGEST_CLASS for cell in cells)


def _class_doubted(
    row: dict[str, str | None], classes: dict[str, frozenset[str]]
) -> Sentence | None:
    for name, others in classes.items():
        if row[name] in others:
            return say("{column} says {value!r}, not an incident", column=name, value=row[name])
    return None


_CLOSING = gate(
    r"(?:\b(?:situation |status |data |list |log |extract )?(?:as (?:of|at|on)|up to|until|through"
    r"|last update\w*|updated(?: on| to)?|arrete\w* (?:au|a la date du|le)|jusqu'au|mis a jour(?:"
    r" le| au)?"
    r"|mise a jour(?: du| le| au)?|a la date du|situation au|etat au|donnees au|maj(?: du| le)?"
    r"|extrait au"
    r"|cut[- ]?off(?: date)?|reporting until|to)\b|حتى|محدث\w*|لغاية)\s*:?\s*(?:the |le )?"
    r"(\d{1,2}(?:er|st|nd|rd|th)?[ ./-]?(?:[^\W\d_]{3,10}|\d{1,2})\.?[ ./-]?(?:19|20)\d{2}"
    r"|\d{4}-\d{2}-\d{2})"
)


def closing_day(said: Collection[str]) -> date | None:
    """The day of which a list says that it goes no further; None where it names none, or several.

    >>> closing_day(["Log", "Situation as of 31 August 2025"]), closing_day(["Updated 3 times"])
    (datetime.date(2025, 8, 31), None)
    """
    days = set()
    for text in said:
        for match in _CLOSING.finditer(fold_words(plain(text))):
            span = read_days(_apart(match[1]), "DMY")
            if isinstance(span, tuple) and span[0] == span[1]:
                days.add(span[0])
    return days.pop() if len(days) == 1 else None


def _apart(day: str) -> str:
    """A day with its month apart: 31aug2025."""
    return re.sub(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", day)


MOST_AFTER = 0.34
"""Where more of a list's rows lie after the day it names, that day is not the list's."""


def days_after_closing(
    table: Table, days: pl.Series, lines: Collection[int]
) -> dict[int, Sentence]:
    """By line, what to say of a day after the one on which the list itself says that it ends.

    Takes   days: the first of each row; lines: where each row stands.
    """
    closing = closing_day([table.sheet or "", table.path.stem, *table.titles])
    if closing is None or days.is_empty():
        return {}
    after = {
        line: day
        for line, day in zip(lines, days.to_list(), strict=True)
        if day is not None and day > closing
    }
    if len(after) > MOST_AFTER * len(days):
        return {}
    return {
        line: say(
            "{day} is after the day to which the list goes: {closing}",
            day=day_said(day),
            closing=day_said(closing),
        )
        for line, day in after.items()
    }
