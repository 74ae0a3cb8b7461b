"""Women and the young lured by who works for a mission or for aid, in words that name no act.

A village seldom writes "sexual exploitation". It writes that the man who hands out the oil gives
girls soap, that a driver promised work, that a house near the base is visited at night, that one is
pregnant and he has gone home. Each such row waits apart, with nothing of it shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutela.base.guards.patterns import gate
from tutela.reading.lexicon import concept

__all__ = ["tells_of_luring"]

_STAFF = (
    r"(?:staff|soldiers?|troops?|workers?|drivers?|m[ae]n|base|boss|officers?|employees?|guards?"
    r"|teams?|cars?|vehicles?|house|camp|compound|volunteers?|engineers?|doctors?|logisticians?"
    r"|contractors?|consultants?|coordinators?|managers?|advis[eo]rs?)"
)
_ORGANISATION = concept("luring.organisation")
_YOUNG_OR_WOMAN = concept("luring.young_or_woman")
_GOODS = (
    r"(?:money|cash|soaps?|phones?|telephones?|airtime|jobs?|work|employment|gifts?|presents?|food"
    r"|rations?|sugar|oil|rice|flour|clothes|dress(?:es)?|shoes|perfumes?|sweets|biscuits|milk"
    r"|tokens?|cards?|dollars?|shillings|argent|savons?|credit|emplois?|travail|boulot|embauche"
    r"|cadeaux?|vivres|sucre|huile|riz|farine|habits|pagnes?|parfums?|bonbons|lait|jetons?|cartes?"
    r"|coupons?|francs?|(?:و|ب|ال|لل)*(?:مال|نقود|فلوس|صابون\S*|هاتف\S*|هواتف|تلفون\S*|موبايل"
    r"\S*|وظيف\S*|عمل|شغل|هدي\S*|هدايا|غذاء|طعام|سكر|زيت|ارز|ملابس|حلوى|بطاق\S*|حص[هةص]\S*))"
)
_GIVES = (
    r"(?:giv\w+|gave|offer\w*|promis\w*|pa(?:y|ys|id|ying)|bought|buys?|brings?|brought|receiv\w*"
    r"|gets?|got|for|against|exchange|return|donn\w*|offr\w*|promet\w*|paie\w*|paye\w*|achet\w*"
    r"|recoi\w*|recu\w*|contre|echange|apport\w*|و?(?:ي|ت|ا)?عط\S*|و?وعد\S*|يعد\S*|و?[يت]?دفع\S*"
    r"|مقابل|[يت]هد\S*|اهد\S*|[يت]?شتر\S*|اشتر\S*)"
)
_SIGNS = (
    re.compile(rf"(?:^|\s){_GIVES}(?: \S+){{0,8}}? {_GOODS}(?=\s|$)"),
    re.compile(
        r"\b(?:hotels?|motels?|guest ?houses?|lodges?|(?:his|their|s) (?:rooms?|house|tent|place"
        r"|container|car|bed|home|quarters|tukuls?|huts?)|bedrooms?|a house|the house"
        r"|at night|by night|overnight|nights?|sle[ep]\w*|auberges?|chambres?|chez (?:lui"
        r"|eux)|(?:sa|leur|une) (?:maison|tente|voiture)|la nuit|le soir|nuits?|dor[tm]\w*)\b"
        r"|\S*(?:فندق|غرفت?[هةا]|استراح[هة])\S*|(?:الى |في )?(?:البيت|بيته|منزله|المنزل|خيمته"
        r"|سيارته)|ليلا|\S*الليل|تبيت\S*|[يت]بتن"
    ),
    re.compile(
        r"\b(?:pregnan\w*|enceintes?|grossesses?|bab(?:y|ies)|bebes?|fathers?|gone home|left the"
        r" country|rentre (?:chez|dans)|paternit\w*)\b|\S*حامل\S*|\S*حبلى|حملت|\S*مولود\S*"
    ),
)
_BOUGHT = concept("luring.bought")
"""Whom somebody buys, or asks for their body."""
_TO_CONDUCT = concept("luring.told_to_conduct")
"""To whom misconduct is told: a row that names them beside a woman or the young tells of it."""
_VIOLENCE = concept("luring.violence")
_HELPED = gate(
    r"\b(?:refer\w*|transfer\w*|orient\w*|treat\w*|soign\w*|pris\w* en charge|receiv\w* (?:care"
    r"|treatment)|admitted|according to|selon|inform\w*|report\w*|signal\w*|alert\w*)"
    r"(?: \S+){0,5}? (?:ngos?|ongs?|uno|onu|msf|icrc|cicr|unhcr|hcr|unicef|humanitaires?|partners?"
    r"|peace ?keep\w*|unpol|relief \w+|aid \w+)\b|(?:احيل|حول|ابلغ|افاد)\S*(?: \S+){0,3} \S*منظم\S*"
)
"""Where somebody was taken, or who told of it: these did nothing."""


def tells_of_luring(texts: Iterable[str], *, surely: bool = False) -> bool:
    """Whether words name who works for a mission or aid, a woman or the young, and what lures: a
    thing given or promised, a room or the night, a child expected. Beside violence it takes two of
    these, for aid and the night stand in many a row of others' harm.

    Takes   texts as compared, the UN told from the French article; surely, where one sign alone
            would ask about too much, as of free words: food that is given to women is aid.

    >>> tells_of_luring(["a driver of a relief organisation gives girls soap at the guest house"])
    True
    >>> tells_of_luring(["armed men attacked women on the way to the relief distribution at night"])
    False
    >>> tells_of_luring(["member found in a bar with young females, for conduct and discipline"])
    True
    >>> tells_of_luring(["girl pregnant after attack by militia referred to an ngo"])
    False
    """
    said = _HELPED.sub(" ", " | ".join(texts))
    if _TO_CONDUCT.is_in(said) and _YOUNG_OR_WOMAN.is_in(said):
        return True
    if not _ORGANISATION.is_in(said) or not _YOUNG_OR_WOMAN.is_in(said):
        return False
    signs = sum(bool(sign.search(said)) for sign in _SIGNS)
    signs += 2 * _BOUGHT.is_in(said)
    return signs >= (2 if surely or _VIOLENCE.is_in(said) else 1)
