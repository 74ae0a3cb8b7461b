"""Recorded links of actors: what a rival did of late may be repaid, and a link only ever raises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from on_record import AKOLA, BEMO, CHIRR, TODAY, event, on_record, towns

from tests.counts import counted
from tutela.actors.feuds import KnownLink
from tutela.risk.assess import Assessed, assess
from tutela.risk.parameters import DEFAULT, Parameters
from tutela.risk.types import Evidence, Risk

KESTREL, OSPREY, HERON, WREN = (f"Group {bird}" for bird in ("Kestrel", "Osprey", "Heron", "Wren"))
RIVAL = KnownLink("rival", OSPREY, KESTREL, "the rivalry")
OLD = event(300, AKOLA)  # Group Kestrel is a threat to Akola and Bemo
FIGHT = {"violence": "non-state", "harm": "clash", "killed": None}


def assessed(*rows: dict[str, object], links: tuple[KnownLink, ...], **how: object) -> Assessed:
    return assess(on_record(*rows), towns(), on=TODAY, links=links, **how)  # type: ignore[arg-type]


def at_akola(*rows: dict[str, object], links: tuple[KnownLink, ...]) -> tuple[Risk, Evidence]:
    risks = assessed(*rows, links=links).risks()
    risk = next(r for r in risks if (r.place, r.actor, r.harm) == (AKOLA, KESTREL, "killing"))
    return risk, next(e for e in risk.evidence if e.factor == "motive or trigger now")


def test_a_fight_with_a_rival_may_be_repaid_where_the_actor_is_a_threat() -> None:
    fight = event(10, BEMO, by=OSPREY, side_b=[KESTREL], **FIGHT)
    before, plain = at_akola(OLD, fight, links=())
    after, told = at_akola(OLD, fight, links=(RIVAL,))
    assert plain.value is not None and plain.value < 4 and not plain.linked
    assert (told.value, told.low, told.high) == (4, 3.5, 5) and after.R > before.R
    assert told.linked == (
        "1 fight of Group Osprey, rival of Group Kestrel, with Group Kestrel within 100 km in the"
        " last 30 days, the last 10 days ago, 25 km away: reprisals are possible here"
    )
    assert told.links == ("the rivalry",) and told.events[0] == "field:2"
    assert told.why == plain.why, "what is told of links stands apart, for who may not read them"


def test_kin_of_both_sides_count_and_the_sentence_says_by_which_link() -> None:
    kin = KnownLink("kin", WREN, KESTREL, "own"), KnownLink("kin", OSPREY, HERON, "theirs")
    fight = event(10, BEMO, by=WREN, side_b=[HERON], **FIGHT)
    _, told = at_akola(OLD, fight, links=(RIVAL, *kin))
    assert told.linked.startswith(
        "1 fight of Group Heron, ally or faction of Group Osprey, rival of Group Kestrel, with"
        " Group Wren, its ally or faction, within 100 km"
    )
    assert told.value == 4 and set(told.links) == {"the rivalry", "own", "theirs"}


def test_harm_by_a_rival_to_people_whose_community_is_not_read_weighs_less() -> None:
    _, told = at_akola(OLD, event(20, BEMO, by=OSPREY), links=(RIVAL,))
    assert told.value == 3 and "the community harmed is not read" in told.linked
    assert told.high == 5 - 1


@pytest.mark.parametrize(
    "fight",
    [
        event(31, BEMO, by=OSPREY, side_b=[KESTREL], **FIGHT),
        event(3, CHIRR, by=OSPREY, side_b=[KESTREL], **FIGHT),
        event(3, BEMO, by=[OSPREY, KESTREL], side_b=["Group Umber"], **FIGHT),
        event(3, BEMO, by=HERON, side_b=[KESTREL], **FIGHT),
    ],
    ids=["long ago", "far away", "on the same side", "with another"],
)
def test_what_is_old_far_or_with_another_is_no_motive(fight: dict[str, object]) -> None:
    before, plain = at_akola(OLD, fight, links=())
    after, told = at_akola(OLD, fight, links=(RIVAL,))
    assert (after.R, told) == (before.R, plain)


BIRDS = st.sampled_from([KESTREL, OSPREY, HERON, WREN])
LINKS = st.builds(KnownLink, st.sampled_from(["rival", "kin"]), BIRDS, BIRDS, st.just("key"))
EVENTS = st.builds(
    lambda days, place, one, other, harm: event(days, place, by=one, side_b=other, harm=harm),
    st.integers(0, 60),
    st.sampled_from([AKOLA, BEMO, CHIRR]),
    st.lists(BIRDS, min_size=1, max_size=2),
    st.lists(BIRDS, max_size=2),
    st.sampled_from(["killing", "clash", "looting"]),
)
MISSIONS_OWN = (DEFAULT, DEFAULT.with_changes(above=0.2, below=0.0, rival_harm=1, trigger_step=3))


@settings(max_examples=counted(25, 400), deadline=None)
@given(
    st.lists(EVENTS, min_size=1, max_size=8),
    st.lists(LINKS, max_size=5),
    LINKS,
    st.sampled_from(MISSIONS_OWN),
)
def test_a_further_link_never_lowers_a_score_nor_an_end_of_its_interval(
    rows: list[dict[str, object]], links: list[KnownLink], more: KnownLink, own: Parameters
) -> None:
    scores = []
    for known in (tuple(links), (*links, more)):
        found = assessed(*rows, links=known, parameters=own)
        assert all(len(risk.evidence) == 16 for risk in found.risks()), "each can be said"
        order = np.lexsort((found.suggested.harm, found.suggested.actor, found.suggested.place))
        scores.append(np.stack([found.risk, found.low, found.high])[:, order])
    assert (scores[1] >= scores[0] - 1e-9).all()
