"""How many died, as people tell it in whole sentences: invented accounts in three languages."""

from __future__ import annotations

import pytest

from tutela.incidents.deaths_in_text import OPEN, dead_told

TOLD = {
    "1": (
        "A boda-boda rider was shot dead by unknown gunmen near the stadium.",
        "Gunmen took three children and shot their grandfather, who died on the spot.",
        "Three girls taken by raiders; one man who tried to stop them was killed.",
        "Trader stabbed by thieves, died at clinic.",
        "One of the four wounded later died in hospital.",
        "A girl of 12 died when she stepped on a mine; her sister lost a leg.",
        "Le corps d'un vendeur a été retrouvé près de la rivière, tué à l'arme blanche.",
        "Un militaire ivre a tiré sur un civil qui est mort sur le coup.",
        "قتل سائق شاحنة على يد مجهولين ونهبت حمولته.",
        "قتل جنود تاجراً في نقطة تفتيش ونهبوا ماله.",
        "عثر على جثة رجل قرب النهر وعليها آثار طلقات نارية.",
    ),
    "2": (
        "Ambush on a pick-up truck. The driver and a passenger were killed.",
        "Two cattle keepers were shot dead near the stadium.",
        "Raiders killed two cattle keepers and took their goats.",
        "Husband and wife killed at home by armed men.",
        "Two of the five abducted men were later found dead.",
        "Le conducteur et son aide sont morts sur place.",
        "Attaque d'un bus : le chauffeur et une passagère tués, dix blessés.",
        "هجوم على قطيع وسرقة مئتي بقرة، وقتل راعيان.",
    ),
    "3": (
        "A mother and her two children were killed when their tukul was set on fire.",
        "The attackers killed the chief, his brother and a guest.",
        "Un chef de village et ses deux fils ont été assassinés dans la nuit.",
        "Tirs au poste frontière, un policier tué, deux voleurs tués.",
        "Une famille de trois personnes a été massacrée.",
        "انفجر لغم في عربة كارو. قتلت امرأة وطفلاها.",
    ),
    "4": (
        "Un homme, son épouse et leurs deux enfants ont été tués à la machette.",
        "Fighting between two age sets in town, four killed and thirty homes burned.",
        "L'attaque a coûté la vie à quatre personnes.",
    ),
    "5": (
        "Gunmen killed two women and three men in their house.",
        "اشتباك بين مهربين وحرس الحدود قتل فيه خمسة من المارة.",
    ),
    "6": ("هاجم مسلحون قرية جنوب المدينة وقتلوا ستة مدنيين بينهم امرأتان.",),
    "8-11": ("Village attacked. Between 8 and 11 civilians killed, houses on fire.",),
    "0": (
        "Des bandits ont dépouillé les passagers d'une pirogue. Aucun mort n'est signalé.",
        "Des ex-miliciens ont incendié une école. Il n'y a pas eu de victime.",
        "Raiders killed 11 goats and stole 30 cows. No person was hurt.",
        "سقطت قذيفة قرب المدرسة. لم يقتل أحد وأصيب طفلان.",
    ),
    OPEN: (
        "Raiders stole about 300 cattle. Some herders were killed, the number is not known.",
        "Plusieurs morts après une attaque ; les gens fuient vers la base.",
        "قتال بين قبيلتين خلف عددا من القتلى والجرحى لم يعرف بعد.",
    ),
    "": (
        "They threatened that the five teachers would be killed.",
        "Soldiers looted shops and beat two traders.",
        "Soldiers killed 30 cows and burnt the store.",
        "Des hommes armés ont enlevé six femmes au champ.",
        "خطف مجهولون طبيبا وأطلق سراحه في اليوم التالي.",
    ),
}


@pytest.mark.parametrize(("toll", "accounts"), TOLD.items(), ids=[name or "-" for name in TOLD])
def test_who_is_named_as_dead_is_counted(toll: str, accounts: tuple[str, ...]) -> None:
    assert {account: dead_told(account) for account in accounts} == dict.fromkeys(accounts, toll)


@pytest.mark.parametrize(
    "account",
    [
        "Raiders attacked before dawn, killing six and wounding a dozen; two attackers also died.",
        "Three men died. Later, four more people were killed.",
        "They threatened to kill the five teachers and the guard is dead.",
    ],
)
def test_what_can_be_read_two_ways_is_left_to_a_person(account: str) -> None:
    assert dead_told(account) is None
