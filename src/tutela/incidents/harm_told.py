"""What an account says was done, where no column names it: "two herders shot dead" is a killing.

Read are plain words for a deed, in English, French and Arabic, and only of what happened to
people or their things. Where an account tells of several, it is the one that offices name for such
a row: a killing before all others, a robbery before the blows it came with. What no word tells
stays unknown.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tutela.base.guards.patterns import gate
from tutela.base.tolls import fold_words

__all__ = ["harm_told"]

_NOT_DONE = gate(
    r"\b(?:no|not|nobody|no one|none|without|never|zero|0|aucune?|sans|pas(?: de)?|personne(?: n'a"
    r" ete)?"
    r"|ni)(?: \w+){0,2} (?:killed|deaths?|dead|casualt\w+|fatalit\w+|injur\w+|wounded|hurt|shots?"
    r"|fired"
    r"|victimes?|morts?|tuee?s?|deces|blessee?s?|enleve\w*|abducted|taken|looted|pille\w*)\b"
    r"|\b(?:ne|n')(?: ?\w+){0,3} (?:pas|rien|personne)\b"
    r"|(?:لا|لم|دون|بدون|غير)(?: \S+){0,2} (?:قتل\S*|جرح\S*|اصاب\S*|وفيات|ضحايا|خسائر)"
)
"""What an account says was not done."""
_HARMS = (
    (
        "child recruitment or use",
        r"(?:recruit\w*|enrol\w*|conscript\w*)(?: \w+){0,3} (?:boys?|girls?|child\w*|minors?)"
        r"|(?:boys?|girls?|child\w*|minors?)(?: \w+){0,4} (?:recruited|conscripted|enrolled)"
        r"|(?:recrut\w*|enrol\w*)(?: \w+){0,3} (?:enfants?|mineure?s?|garcons?|filles?)"
        r"|(?:enfants?|mineure?s?|garcons?|filles?)(?: \w+){0,4} (?:recrutee?s?|enrolee?s?)"
        r"|(?:تجنيد|جند\S*)(?: \S+){0,2} (?:\S*اطفال|\S*قاصر\S*|\S*صبي\S*)",
    ),
    (
        "killing",
        r"killed|killing of|shot dead|shot to death|murdered|murder of|massacred?|slaughtered"
        r"|executed|lynched|beheaded|gunned down|(?:hacked|beaten|stabbed|speared|burn(?:ed|t)"
        r"|tortured"
        r"|stoned|clubbed) to death|died of (?:his|her|their|bullet|gunshot) (?:\w+ )?wounds?"
        r"|found dead"
        r"|bodies (?:were )?found|\d+ (?:dead|killed)"
        r"|tuee?s?|tuant|abattue?s?|assassinee?s?|assassinat|meurtres?|executee?s?|egorgee?s?"
        r"|lynchee?s?"
        r"|massacree?s?|decapitee?s?|fusillee?s?|battue?s? a mort|retrouvee?s? morte?s?|\d+ morts?"
        r"|(?:مقتل|قتل(?:وا|ت|ه|هم)?|اغتيال|اغتيل|ذبح\S*|اعدام|اعدم\S*|استشهاد|استشهد\S*)(?!\w)",
    ),
    (
        "abduction",
        r"abduct\w*|kidnap\w*|taken hostage|held hostage|carried off|taken (?:away )?(?:by force"
        r"|into the"
        r" bush|to the (?:bush|forest))|marched (?:off|into)|ransom"
        r"|enlev(?:ee?s?|ement\w*|e)|kidnapp\w*|otages?|rapts?|emmenee?s? (?:de force|en brousse"
        r"|vers)|rancon"
        r"|(?:خطف\S*|اختطف\S*|اختطاف|اختطفت|رهائن|فدية)",
    ),
    (
        "torture",
        r"tortur\w*|supplici\w*|(?:تعذيب|عذب\S*)",
    ),
    (
        "mines, ied or erw",
        r"land ?mine|stepped on a mine|(?:hit|struck|drove over) a mine|ied|uxo|unexploded|booby"
        r"|(?:sur|une|par une) mines?|eei|engins? explosifs?|restes? explosifs?"
        r"|(?:لغم|الغام|عبوة ناسفة|ذخائر غير منفجرة)",
    ),
    (
        "indiscriminate fire",
        r"shell(?:ed|ing|s)|mortars?|air ?strikes?|bomb(?:ed|ing|ardment|s)|rockets?|artillery"
        r"|drone"
        r"|obus|bombard\w*|roquettes?|frappes? aeriennes?|pilonn\w*"
        r"|(?:قصف\S*|غارة|غارات|قذائف|قذيفة)",
    ),
    (
        "cattle theft",
        r"cattle (?:raid\w*|stolen|theft|rustl\w*|taken|driven off)|raid(?:ed)?(?: \w+){0,3}"
        r" (?:cattle|cows?"
        r"|goats)|(?:cows?|cattle|goats|camels|livestock)(?: \w+){0,3} (?:stolen|taken|raided"
        r"|driven (?:off"
        r"|away)|rustled)|(?:stole|took|drove off)(?: \w+){0,3} (?:cattle|cows?|goats|camels"
        r"|livestock)"
        r"|(?:vol|voles?|emporte\w*|razzi\w*)(?: \w+){0,3} (?:betail|boeufs?|vaches?|bovins?"
        r"|chevres|chameaux)"
        r"|(?:betail|boeufs?|vaches?|bovins?|chameaux)(?: \w+){0,3} (?:volee?s?|emportee?s?"
        r"|razziee?s?)"
        r"|(?:نهب|سرقة|سلب)(?: \S+){0,2} (?:\S*ابقار|\S*ماشية|\S*مواشي|\S*ابل|\S*جمال|\S*اغنام)",
    ),
    (
        "arson",
        r"burn(?:ed|t|ing)?(?: down)?(?: \w+){0,4} (?:houses?|huts?|tukuls?|homes?|shelters?"
        r"|village|market"
        r"|shops?|stores?|granar\w+|crops?)|(?:houses?|huts?|tukuls?|homes?|shelters?|village"
        r"|market|shops?"
        r"|granar\w+|crops?)(?: \w+){0,4} (?:burn(?:ed|t)|torched|set (?:on fire|ablaze))|torched"
        r"|set fire to"
        r"|set ablaze|incendi(?:ee?s?|ant|aires?)|incendie (?:de|d'|du|des|volontaire)|brulee?s?"
        r"|mis le feu"
        r"|(?:حرق|احراق|احرق\S*|حرقوا)",
    ),
    (
        "arbitrary detention",
        r"arrested|detained|detention of|locked up|jailed|detenue?s?|arrestations?|incarceree?s?"
        r"|gardee?s? a vue|(?:اعتقال|اعتقل\S*|احتجاز|احتجز\S*|توقيف)",
    ),
    (
        "looting",
        r"loot\w*|plunder\w*|ransack\w*|robb(?:ed|ery|ing)|stole|stolen|theft|burglar\w*|hold.?up"
        r"|mugged"
        r"|pill(?:ee?s?|age\w*|ant)|vol (?:a main armee|de|d')|volee?s?|braqu\w*|depouill\w*"
        r"|cambriol\w*"
        r"|saccag\w*|emporte\w*|(?:نهب\S*|سلب\S*|سرق\S*|سرقة)",
    ),
    (
        "extortion",
        r"extort\w*|racket\w*|illegal (?:tax\w*|checkpoint fees?)|forced to pay|made to pay"
        r"|extorqu\w*"
        r"|taxes? illegales?|forcee?s? a payer|(?:ابتزاز|ابتز\S*|اتاوات|جبايات)",
    ),
    (
        "maiming",
        r"(?:was|were|and) (?:shot|stabbed|wounded|injured|beaten|cut|hurt)|beat (?:up )?(?:a|an"
        r"|the|two|three"
        r"|four|his|her|people|men|women)|(?:shot and|gunshot) (?:wounded|injured|wounds?)|beaten"
        r"|wounded"
        r"|blessee?s?|battue?s?|tabass\w*|passage a tabac|poignardee?s?|(?:ont|a) (?:battu|frappe"
        r"|blesse)"
        r"|fouettee?s?|frappee?s?|(?:جرح|اصيب|اصابة|ضرب|طعن|جلد)\S*",
    ),
    (
        "forced displacement or return",
        r"(?:forced|driven|chased|expelled|evicted)(?: \w+){0,3} (?:from|out of) (?:their|the)"
        r" (?:homes?|houses?"
        r"|village|land|camp)|expuls(?:ee?s?|ion\w*)|chassee?s? de (?:leurs?|la|le)|deguerpi\w*"
        r"|(?:تهجير|طرد\S* من)",
    ),
)
"""Harms, in the order in which offices name one for a row, and the words of each in folded text."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((harm, re.compile(rf"(?<!\w)(?:{words})(?!\w)")) for harm, words in _HARMS)


def harm_told(account: str, *, killed: int | None = None) -> str | None:
    """The harm that an account tells of, a word of the glossary; None where it tells none.

    Takes   killed, how many died by the row's own column: where it says none, no killing is read.

    >>> harm_told("Two herders shot dead near the well"), harm_told("Boutique pillée, pas de mort")
    ('killing', 'looting')
    >>> harm_told("Patrol met the chief"), harm_told("خطف طالبتين من الطريق")
    (None, 'abduction')
    >>> harm_told("Trader killed his goat, shop looted", killed=0)
    'looting'
    """
    said = _NOT_DONE.sub(" ", fold_words(account))
    for harm, pattern in _patterns():
        if harm == "killing" and killed == 0:
            continue
        if pattern.search(said):
            return harm
    return None
