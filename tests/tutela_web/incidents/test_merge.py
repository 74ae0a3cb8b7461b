"""Several records of one event: linked, merged and parted by a person, with what each brought."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.incidents.lists.queries import incidents_for
from tutela_web.incidents.models import Compared, Event, Incident, IncidentLink
from tutela_web.incidents.record.verbs import link_event, merge_incidents, part_incidents
from tutela_web.records.versions.queries import versions_of

pytestmark = pytest.mark.postgresql


def rests_on(incident: Incident) -> set[str]:
    return set(IncidentLink.objects.filter(incident=incident).values_list("source_id", flat=True))


@pytest.fixture
def two(cast: Cast) -> tuple[Incident, Incident]:
    """Two reports of one attack, each resting on an event."""
    by, batch = standing_of(cast.amina, cast.mission), make.batch(cast.mission, cast.amina)
    first = make.incident(cast.mission, title="Camp attacked", killed=4, by=cast.amina)
    second = make.incident(cast.mission, title="Raid on a camp", killed=7, by=cast.adviser)
    for incident, event in ((first, "e1"), (second, "e2")):
        link_event(incident, make.event(cast.mission, batch, source_id=event), by=by)
    return first, second


def test_a_person_chooses_field_by_field_and_the_other_figure_stays_in_history(
    cast: Cast, sign_in: Any, two: tuple[Incident, Incident]
) -> None:
    kept, gone = two
    browser = sign_in(cast.amina)
    address = f"/m/luma/incidents/{kept.pk}/merge/"
    page = browser.get(f"{address}?with={gone.pk}").content.decode()
    assert "Camp attacked" in page and "Raid on a camp" in page
    sent = {
        "with": str(gone.pk),
        "version": "1",
        "other_version": "1",
        "reason": "same night",
        "choose_killed": "gone",
        "choose_title": "kept",
    }
    browser.post(address, sent)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.killed, kept.title) == (7, "Camp attacked")
    assert (gone.killed, gone.merged_into, gone.verification) == (7, kept, "duplicate")
    assert [v.killed for v in versions_of(kept)] == [4, 7]
    assert rests_on(kept) == {"e1", "e2"}
    moved = browser.get(f"/m/luma/incidents/{gone.pk}/", follow=True)
    assert moved.redirect_chain and f"Incident {gone.number} was merged" in moved.content.decode()
    assert b"Raid on a camp" not in browser.get("/m/luma/incidents/").content


def test_parting_gives_each_its_own_events_back(
    cast: Cast, sign_in: Any, two: tuple[Incident, Incident]
) -> None:
    kept, gone = two
    by, batch = standing_of(cast.amina, cast.mission), make.batch(cast.mission, cast.amina)
    merge_incidents(kept, gone, taken=[], versions=(1, 1), by=by, reason="same")
    kept.refresh_from_db()
    link_event(kept, make.event(cast.mission, batch, source_id="later"), by=by)
    sign_in(cast.amina).post(f"/m/luma/incidents/{gone.pk}/part/", {"reason": "two villages"})
    gone.refresh_from_db()
    assert (gone.merged_into, gone.verification) == (None, "reported")
    assert rests_on(kept) == {"e1", "later"} and rests_on(gone) == {"e2"}


def test_a_merge_of_a_merge_is_parted_in_any_order(
    cast: Cast, two: tuple[Incident, Incident]
) -> None:
    by = standing_of(cast.amina, cast.mission)
    middle, inner = two
    top = make.incident(cast.mission, title="Third")
    merge_incidents(middle, inner, taken=[], versions=(1, 1), by=by, reason="same")
    middle.refresh_from_db()
    merge_incidents(top, middle, taken=[], versions=(1, middle.version), by=by, reason="same")
    assert rests_on(top) == {"e1", "e2"}
    middle.refresh_from_db()
    part_incidents(middle, by=by, reason="no")
    assert (rests_on(top), rests_on(middle)) == (set(), {"e1", "e2"})
    inner.refresh_from_db()
    part_incidents(inner, by=by, reason="no")
    assert (rests_on(middle), rests_on(inner)) == ({"e1"}, {"e2"})


def test_a_merge_knows_what_it_saw(cast: Cast, two: tuple[Incident, Incident]) -> None:
    kept, gone = two
    by = standing_of(cast.amina, cast.mission)
    with pytest.raises(Conflict):
        merge_incidents(kept, gone, taken=[], versions=(1, 9), by=by, reason="same")
    with pytest.raises(Denied):
        merge_incidents(
            kept,
            gone,
            taken=[],
            versions=(1, 1),
            reason="same",
            by=standing_of(cast.boris, cast.mission),
        )
    with pytest.raises(NotNow):
        merge_incidents(kept, kept, taken=[], versions=(1, 1), by=by, reason="same")


def test_boris_sees_no_way_to_merge_and_chen_no_page(
    cast: Cast, sign_in: Any, two: tuple[Incident, Incident]
) -> None:
    kept, gone = two
    address = f"/m/luma/incidents/{kept.pk}/merge/?with={gone.pk}"
    assert sign_in(cast.boris).get(address).status_code == 403
    assert sign_in(cast.chen).get(address).status_code == 404
    assert sign_in(cast.boris).get("/m/luma/incidents/doubles/").status_code == 403


def test_an_event_belongs_to_one_incident(cast: Cast, two: tuple[Incident, Incident]) -> None:
    with pytest.raises(NotNow):
        link_event(
            two[1], Event.objects.get(source_id="e1"), by=standing_of(cast.amina, cast.mission)
        )


def test_an_event_is_linked_and_taken_off_on_the_page(cast: Cast, sign_in: Any) -> None:
    made = make.incident(cast.mission)
    event = make.event(
        cast.mission,
        make.batch(cast.mission, cast.amina),
        date_start=make.TODAY,
        date_end=make.TODAY,
        source_version="GED 23.1",
    )
    browser = sign_in(cast.amina)
    assert made.title in browser.get(f"/m/luma/events/{event.handle}/").content.decode()
    browser.post(f"/m/luma/incidents/{made.pk}/events/", {"event": event.handle})
    assert "GED 23.1" in browser.get(f"/m/luma/incidents/{made.pk}/").content.decode()
    link = IncidentLink.objects.get()
    assert (
        sign_in(cast.boris)
        .post(f"/m/luma/incidents/{made.pk}/events/{link.handle}/off/")
        .status_code
        == 403
    )
    browser.post(f"/m/luma/incidents/{made.pk}/events/{link.handle}/off/")
    assert not IncidentLink.objects.exists()


def test_likely_doubles_are_proposed_and_the_decision_is_kept(cast: Cast, sign_in: Any) -> None:
    place, actor = make.place(cast.mission), make.actor(cast.mission)
    for title in ("Cattle camp attacked at Luma", "Attack on cattle camp, Luma"):
        make.incident(cast.mission, title=title, place=place, perpetrator=actor, killed=4)
    make.incident(cast.mission, title="Other", place=place, event_from=make.TODAY - timedelta(40))
    browser = sign_in(cast.amina)
    page = browser.get("/m/luma/incidents/doubles/").content.decode()
    assert page.count("Same event") == 1 and "same day" in page
    keys = sorted(
        f"incident:{one.pk}" for one in Incident.objects.filter(killed=4) if one.title != "Other"
    )
    browser.post("/m/luma/incidents/doubles/", {"first": keys[0], "second": keys[1], "same": "no"})
    assert Compared.objects.get().same is False
    assert "Same event" not in browser.get("/m/luma/incidents/doubles/").content.decode()


def test_the_same_event_in_a_file_is_linked_by_the_decision(cast: Cast, sign_in: Any) -> None:
    made = make.incident(
        cast.mission, place=make.place(cast.mission), killed=3, perpetrator=make.actor(cast.mission)
    )
    event = make.event(
        cast.mission,
        make.batch(cast.mission, cast.amina),
        source_id="5:7",
        date_start=made.event_from,
        date_end=made.event_from,
    )
    browser = sign_in(cast.amina)
    assert "Same event" in browser.get("/m/luma/incidents/doubles/").content.decode()
    sent = {
        "first": f"event:ucdp:{event.source_id}",
        "second": f"incident:{made.pk}",
        "same": "yes",
        "score": "0.9",
    }
    browser.post("/m/luma/incidents/doubles/", sent)
    assert rests_on(made) == {"5:7"}
    assert "Same event" not in browser.get("/m/luma/incidents/doubles/").content.decode()


def test_words_taken_over_in_a_merge_keep_their_marking(cast: Cast) -> None:
    kept = make.incident(cast.mission, area=cast.north, classification=0)
    gone = make.incident(cast.mission, area=cast.north, summary="A teacher told it.")
    by = standing_of(cast.amina, cast.mission)
    made = merge_incidents(kept, gone, taken=["summary"], versions=(1, 1), by=by, reason="one raid")
    assert (made.summary, made.classification) == ("A teacher told it.", 1)
    assert not incidents_for(standing_of(cast["field_reporter"], cast.mission)).exists()
