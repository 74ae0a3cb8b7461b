"""A rival that an adviser wrote or accepted is a reason of a score; a proposal alone is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.incidents.test_actor_proposals import FIGHT, answered, page_of
from tests.tutela_web.risk.test_due import assess_what_is_due
from tests.tutela_web.risk.test_pages import answered_form
from tutela_web.actors.models import Actor, ActorLink
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk

REASON = "1 fight of Group Osprey, rival of Group Kestrel, with Group Kestrel within 100 km"


def fought(cast: Cast) -> tuple[Place, Actor, Actor]:
    """Group Kestrel harmed people at Luma half a year ago, and fought Group Osprey there lately."""
    today = clock.today(cast.mission)
    kestrel, osprey = (make.actor(cast.mission, f"Group {n}") for n in ("Kestrel", "Osprey"))
    luma = make.place(cast.mission, "Luma", area=cast.north)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, date_end=today - timedelta(days=170))
    fight = FIGHT | {"date_end": today - timedelta(days=9)}
    make.event(cast.mission, batch, harm="clash", **fight)
    assert assess_what_is_due() == [cast.mission]
    return luma, kestrel, osprey


def newest(cast: Cast) -> tuple[float, dict[str, Any]]:
    """The suggested R of Group Kestrel killing at Luma, and its motive."""
    made = Assessment.objects.order_by("made_at").last()
    row = SuggestedRisk.objects.get(assessment=made, actor="Group Kestrel", harm="killing")
    return row.risk, next(f for f in row.evidence if f["factor"] == "motive or trigger now")


def require_no_trace(cast: Cast, sign_in: Any, address: str) -> None:
    """Who reads scores and no actors is told the score, and of no link."""
    answer = sign_in(cast["field_reporter"]).get(address)
    page = answer.content.decode()
    assert answer.status_code == 200 and 'id="why-panel"' in page
    assert "rival of" not in page and "linked" not in page and "Group Osprey" not in page


def test_an_accepted_rival_raises_the_score_and_the_page_says_by_which_link(
    cast: Cast, sign_in: Any
) -> None:
    luma, kestrel, osprey = fought(cast)
    amina = sign_in(cast.amina)
    assert "Rival of Group Osprey" in amina.get(page_of(kestrel)).content.decode()
    assert assess_what_is_due() == [], "a proposal that nobody accepted changes nothing"
    before, plain = newest(cast)
    assert "linked" not in plain

    answered(amina, kestrel, f"rival:{osprey.pk.hex}", "accept")
    assert assess_what_is_due() == [cast.mission]
    after, motive = newest(cast)
    link = ActorLink.objects.get()
    assert (motive["value"], motive["links"]) == (4, [str(link.pk)]) and after > before
    made = Assessment.objects.order_by("made_at").last()
    assert made is not None and made.classification == link.classification == 1
    address = f"/m/luma/places/{luma.pk}/?part=I"
    told = " ".join(amina.get(address).content.decode().split())
    assert REASON in told and page_of(kestrel) in told
    require_no_trace(cast, sign_in, address)

    row = SuggestedRisk.objects.get(assessment=made, actor="Group Kestrel", harm="killing")
    page = amina.post(reverse("risk:start", args=["luma", row.pk]), follow=True)
    risk = Risk.objects.get()
    factors = [f["factor"] for f in page.context["form"].factors]
    blank = factors.index("people unable to flee")
    sent = answered_form(page, **{f"v{blank}": "5"}, reason="Asked the elders")
    address_of_form = reverse("risk:propose", args=["luma", risk.pk])
    assert amina.post(address_of_form, sent).status_code == 302
    forum = {"forum_date": str(clock.today(cast.mission)), "risk": f"{risk.pk}:2"}
    adopted = sign_in(cast.adviser).post(reverse("risk:adopt", args=["luma"]), forum)
    assert adopted.status_code == 302
    risk.refresh_from_db()
    assert risk.status == "adopted" and "rival" not in str(risk.factors), (
        "the API gives these whole"
    )
    told = " ".join(amina.get(address).content.decode().split())
    assert REASON in told, "what the forum agreed is explained as the suggestion was"
    require_no_trace(cast, sign_in, address)

    sent = {
        "kind": "rival",
        "other": osprey.pk,
        "evidence": link.evidence,
        "certainty": "possible",
        "classification": 1,
        "ended_on": clock.today(cast.mission),
        "version": 1,
    }
    answer = amina.post(reverse("actors:link", args=["luma", link.pk]), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert assess_what_is_due() == [cast.mission]
    assert newest(cast)[0] == before, "the link ended, and the score with it"


def test_no_score_reads_a_link_that_is_closed_or_not_yet_so_nor_is_due_for_a_closed_one(
    cast: Cast,
) -> None:
    _, kestrel, osprey = fought(cast)
    before, _ = newest(cast)
    tomorrow = clock.today(cast.mission) + timedelta(days=1)
    for fields in ({"classification": 2}, {"compartment": "crsv"}, {"starts": tomorrow}):
        assert assess_what_is_due() == [], f"before {fields}"
        values = {"kind": "rival", "evidence": "Two reports.", "classification": 1} | fields
        link = ActorLink(actor=kestrel, other=osprey, **values)
        records.create(link, mission=cast.mission, by=cast.amina)
    assert assess_what_is_due() == [cast.mission], "one may be read, and begins tomorrow"
    after, motive = newest(cast)
    assert after == before and "linked" not in motive


def test_a_rival_written_by_hand_leaves_what_a_person_scored_as_it_is(
    cast: Cast, sign_in: Any
) -> None:
    luma, kestrel, osprey = fought(cast)
    amina = sign_in(cast.amina)
    answer = amina.post(
        f"/m/luma/risks/start/{luma.pk}/", {"actor": "Group Kestrel", "harm": "killing"}
    )
    page = amina.get(answer["Location"])
    factors = [row["factor"] for row in page.context["form"].factors]
    motive = factors.index("motive or trigger now")
    changes = {f"v{motive}": "1", f"l{motive}": "0", f"h{motive}": "2"}
    sent = answered_form(page, **changes, reason="The elders made peace")
    assert amina.post(answer["Location"], sent).status_code == 302
    own = Risk.objects.get().proposal
    assert "rival" not in str(own)
    assert own["factors"][motive]["value"] == 1
    sent = {"kind": "rival", "other": kestrel.pk, "evidence": "Patrol.", "certainty": "probable"}
    answer = amina.post(
        reverse("actors:link_new", args=["luma", osprey.pk]), sent | {"classification": 1}
    )
    assert answer.status_code == 302
    assert assess_what_is_due() == [cast.mission]
    assert newest(cast)[1]["value"] == 4 and Risk.objects.get().proposal == own
