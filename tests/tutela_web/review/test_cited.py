"""The mandate beside the strategy: what the purpose cites, what a renewal changed of a section."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import RENEWAL
from tests.tutela_web.review.review_story import in_force, section, world
from tests.tutela_web.warning.story import at_desk
from tutela_web.mandate import verbs as mandate
from tutela_web.records import verbs as records
from tutela_web.review.amber import verbs as review_verbs
from tutela_web.review.amber.queries import amber_of
from tutela_web.review.amber.renewal import changed_beside
from tutela_web.strategy.drafting.purpose import purpose_of
from tutela_web.strategy.drafting.verbs import open_strategy, save_section


def test_changed_paragraphs_stand_beside_the_sections_a_renewal_turned_amber(
    cast: Cast, sign_in: Any
) -> None:
    rests_on = world(cast)
    strategy = in_force(cast)
    one = section(strategy, "C")
    text = "Camps are guarded under paragraph 2(b)."
    records.edit(one, {"text": text}, version=one.version, by=None)
    client = sign_in(cast.adviser)
    sent = {"words": RENEWAL, "until": "2033-03-03", "supersedes": rests_on["resolution"].pk}
    assert client.post("/m/luma/mandate/new/", sent).status_code == 302
    review_verbs.look(cast.mission)  # what the worker does each day
    adviser = at_desk(cast, "poc_adviser")
    rows = {"C": section(strategy, "C")}
    found = changed_beside(adviser, amber_of(adviser, strategy), rows)
    assert set(found) == {"A", "B", "C", "F"}
    first = found["C"][0]
    assert first.cited and first.row.old is not None and first.row.old.number == "2 (b)"
    assert not any(beside.cited for beside in found["A"])
    page = client.get(f"/m/luma/strategy/drafts/{strategy.pk}/review/").content.decode()
    rounds = page.split('id="rounds"')[1].split("</section>")[0]
    assert "head of mission" in rounds, "a review is open, and somebody sees to it"
    part = page.split('id="amber-C"')[1].split("</section>")[0]
    assert "cites it" in part and "violations of human rights" in part and "2 (b)" in part


def test_the_purpose_cites_paragraphs_in_force_and_what_is_not_in_force_is_named(
    cast: Cast, sign_in: Any
) -> None:
    world(cast)
    chief, client = at_desk(cast, "chief_of_staff"), sign_in(cast.adviser)
    strategy = open_strategy({"ahead_why": "Asked for now", "title": "Luma"}, by=chief)

    def written(text: str) -> Any:
        one = section(strategy, "A")
        return purpose_of(chief, save_section(one, text, version=one.version, by=chief))

    bare = written("We protect civilians.")
    assert not bare.met and not bare.holds and not bare.stray
    good = written("It serves paragraph 2 of S/RES/9001 (2031).\n\nScope: paragraph 77.")
    assert good.met and [row.number for row in good.holds] == ["2 (a)"]
    page = client.get(f"/m/luma/strategy/drafts/{strategy.pk}/elements/").content.decode()
    assert "cites what is in force" in page
    stray = written("It serves paragraphs 2 (a) and 9, and S/RES/1234.")
    assert stray.stray == ["S/RES/1234", "9"] and not stray.met
    letter_a = section(strategy, "A")
    page = client.get(f"/m/luma/strategy/drafts/sections/{letter_a.pk}/").content.decode()
    assert "not in force" in page
    assert not written("paragraph 2 (a) " + "word " * 150).met
    new = mandate.load(
        "1. Decides to end;", {"symbol": "S/RES/9100 (2032)"}, by=at_desk(cast, "poc_adviser")
    )
    changes = {"until": chief.on - timedelta(days=1)}
    mandate.edit_resolution(new, changes, version=1, by=chief)
    ended = written("It serves paragraph 1 of S/RES/9100 (2032).")
    assert ended.stray == ["S/RES/9100", "1"]
    assert purpose_of(chief, section(strategy, "B")) is None
