"""Rows that tell of personnel and the young in words that name no act: they wait, unshown."""

from __future__ import annotations

import pytest

from tutela.incidents.said import hints_at_misconduct

LURED = [
    "Soldiers from the foreign peace camp keep a house where young women go at night for rations.",
    "The man who distributes the rice promised a girl of 15 a phone if she comes to the hotel.",
    "A truck driver of the relief society gives schoolgirls soap and money.",
    "The contingent left; two girls are pregnant and the men have gone home.",
    "Le monsieur qui distribue les jetons donne de l’argent aux filles qui viennent chez lui.",
    "Un chauffeur de la mission a promis un travail à une élève, elle est enceinte.",
    "Des soldats de la base de la paix reçoivent des femmes la nuit contre du savon.",
    "موظف أجنبي في المنظمة يعطي البنات المال ويأخذهن إلى البيت",
    "سائق تابع للبعثة وعد فتاة بوظيفة إن ذهبت معه إلى الفندق وهي حامل",
    "الرجل الذي يوزع الصابون يطلب من البنات أن يأتين ليلا",
]
OTHERS = [
    "Armed men attacked women on their way to the food distribution of an aid agency.",
    "Two girls abducted at night near the base, peacekeepers informed.",
    "Femme enceinte tuée par des miliciens près de la base de la mission.",
    "Des bandits ont pillé le dépôt d’une ONG la nuit, une femme blessée.",
    "خطف مسلحون فتاة ليلا قرب مقر المنظمة",
    "Gunmen killed a mother and her child, house burnt.",
]


@pytest.mark.parametrize("text", LURED)
def test_luring_waits_apart(text: str) -> None:
    assert hints_at_misconduct([text])
    assert hints_at_misconduct(["Umm Sidra", text], ["the driver"])


@pytest.mark.parametrize("text", OTHERS)
def test_harm_by_others_beside_personnel_does_not(text: str) -> None:
    assert not hints_at_misconduct([text])
