"""Abbreviations are the mission's: proposed, confirmed by a person for each language, and the name
of an armed group is never explained by a word of the UN."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.test_paper import by, strategy, taken, url
from tutela.base.errors import BadParameter
from tutela_web.crisis.papers.abbreviations import confirm_abbreviations
from tutela_web.strategy.drafting import verbs as draft_verbs
from tutela_web.strategy.edition.models import Section, Strategy

__all__ = ["strategy"]

UN_POLICE = "unité de police constituée"


def listed(made: bytes) -> dict[str, str]:
    """The abbreviations a paper explains."""
    for table in docx.Document(io.BytesIO(made)).tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if len(rows[0]) == 2 and rows[0][0] in ("Abbreviation", "Sigle", "Abréviation"):
            return dict(rows[1:])
    return {}


def test_an_armed_group_is_never_explained_as_un_police(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser, desk = by(cast, "poc_adviser"), sign_in(cast.adviser)
    section = Section.objects.get(strategy=strategy, letter="B")
    text = f"{section.text} UPC (1,200 fighters) holds the road. NGOs and ONG tell the JOC."
    draft_verbs.save_section(section, text, version=section.version, by=adviser)
    french = taken(desk, strategy, "strategy_docx", "?language=fr")
    assert listed(french) == {}, "nothing nobody confirmed is explained"

    page = url("abbreviations", strategy.pk)
    shown = desk.get(page).content.decode()
    counted = {one.short: one.number for one, _meanings in desk.get(page).context["rows"]}
    assert counted["UPC"] == 1, "papers of three languages are one text"
    assert f'value="{UN_POLICE}"' in shown, "before the group is on record it is only a proposal"
    other = [{"name": "UPC", "language": "fr"}]
    make.actor(cast.mission, "Unité pour la paix en Luma", other_names=other)
    shown = desk.get(page).content.decode()
    assert UN_POLICE not in shown and "name of an actor" in text_of(desk.get(page))
    assert 'value="Unité pour la paix en Luma"' in shown
    with pytest.raises(BadParameter, match="UPC is a name of Unité pour la paix en Luma here"):
        confirm_abbreviations({"UPC": {"fr": UN_POLICE}}, by=adviser)
    ngo = ("organisation non gouvernementale", "non-governmental organization")
    sent = {
        "confirm": ["UPC", "NGOs", "ONG"],
        "fr-UPC": "Unité pour la paix en Luma",
        "fr-NGOs": "organisations non gouvernementales",
        "fr-ONG": ngo[0],
        "en-NGOs": "non-governmental organizations",
        "en-ONG": ngo[1],
        "fr-JOC": "centre d’opérations conjoint",
    }
    assert sign_in(cast.boris).post(page, sent).status_code in (403, 404)
    assert desk.post(page, sent).status_code == 302
    told = listed(taken(desk, strategy, "strategy_docx", "?language=fr"))
    assert told == {"UPC": "Unité pour la paix en Luma", "ONG, NGOs": ngo[0]}
    told = listed(taken(desk, strategy, "strategy_docx"))
    assert told == {"NGOs, ONG": "non-governmental organizations"}, "one meaning stands once"
    counted = {one.short: one.number for one, _meanings in desk.get(page).context["rows"]}
    assert counted["UPC"] == 1, "what the list of abbreviations says is no use of them"


def test_a_word_of_the_un_falls_once_an_actor_is_called_so(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    adviser, desk = by(cast, "poc_adviser"), sign_in(cast.adviser)
    section = Section.objects.get(strategy=strategy, letter="B")
    draft_verbs.save_section(
        section, f"{section.text} The FPU patrols.", version=section.version, by=adviser
    )
    confirm_abbreviations({"FPU": {"en": "formed police unit"}}, by=adviser)
    assert listed(taken(desk, strategy, "strategy_docx")) == {"FPU": "formed police unit"}
    make.actor(cast.mission, "FPU")
    assert listed(taken(desk, strategy, "strategy_docx")) == {}
