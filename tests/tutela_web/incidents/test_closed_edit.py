"""A part in a compartment is mended by its holder, with a reason; for all others it is not there.

Amina holds crsv here by a named grant, Boris does not, Chen is of another mission.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.sent import sent_by
from tutela.base.errors import TutelaError
from tutela_web.access.models import AuditEntry, CompartmentGrant
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.base.markings import Classification
from tutela_web.incidents.models import ClosedIncident, Incident
from tutela_web.incidents.record.forms import ClosedEditForm, values_of
from tutela_web.incidents.record.verbs import edit_closed

LIST = "/m/luma/compartments/incidents/"


@pytest.fixture
def part(cast: Cast) -> ClosedIncident:
    """A closed part of an open incident, in the compartment that Amina holds."""
    make.grant(cast.mission, cast.amina, "crsv", by=cast["head_of_mission"])
    opened = make.incident(cast.mission, title="Camp attacked")
    return make.closed_incident(
        cast.mission,
        "crsv",
        title="Attack at the water point",
        open_part=opened,
        harms=["crsv"],
        injured=2,
        summary="Two were hurt.",
    )


def sheet(made: ClosedIncident, cast: Cast, who: str = "analyst", **said: Any) -> dict[str, Any]:
    """The form as a browser would send it back, with some answers changed."""
    made.refresh_from_db()
    began = {"began": made.version, "version": made.version}
    form = ClosedEditForm(
        standing=standing_of(cast[who], cast.mission),
        incident=made,
        initial=values_of(made) | began,
    )
    return sent_by(form) | said


def address(made: ClosedIncident) -> str:
    return f"{LIST}{made.pk}/edit/"


def test_amina_who_holds_it_mends_harms_words_and_figures_with_a_reason(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    amina = sign_in(cast.amina)
    assert f"{part.pk}/edit/" in amina.get(f"{LIST}{part.pk}/").content.decode()
    mended = {"injured": "3", "summary": "Three were hurt.", "harms": ["crsv"]}
    told = amina.post(address(part), sheet(part, cast, **mended))
    assert told.status_code == 200 and b"required" in told.content  # no reason given
    mended["reason"] = "Second interview"
    assert amina.post(address(part), sheet(part, cast, **mended)).status_code == 302
    part.refresh_from_db()
    assert (part.injured, part.summary, part.version) == (3, "Three were hurt.", 2)
    page = squeezed(amina.get(f"{LIST}{part.pk}/").content.decode())
    assert "<del>2</del> <ins>3</ins>" in page and "Second interview" in page
    entry = AuditEntry.objects.get(act="edit", kind="closedincident")
    assert entry.subject_id == str(part.pk)
    expected = {"fields": ["injured", "summary"], "version": 2, "compartment": "crsv"}
    assert entry.detail == expected
    assert Incident.objects.get().version == 1  # the open part knows nothing of it


def test_for_boris_and_chen_there_is_no_such_page(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    sent = sheet(part, cast, injured="9", reason="x")
    for who in ("boris", "chen", "administrator", "human_rights", "child_protection_adviser"):
        browser = sign_in(cast[who])
        assert browser.get(address(part)).status_code == 404, who
        assert browser.post(address(part), sent).status_code == 404, who
    page = sign_in(cast.boris).get(f"/m/luma/incidents/{part.open_part_id}/").content.decode()
    assert str(part.pk) not in page and "compartments/incidents" not in page
    part.refresh_from_db()
    assert part.version == 1


def test_who_only_reads_the_compartment_is_told_so(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    make.grant(cast.mission, cast.boris, "crsv", by=cast["head_of_mission"])
    boris = sign_in(cast.boris)  # holds the compartment by a grant, and no post
    assert "/edit/" not in boris.get(f"{LIST}{part.pk}/").content.decode()
    assert boris.get(address(part)).status_code == 403
    assert boris.post(address(part), sheet(part, cast)).status_code == 403


def test_its_own_mechanism_mends_it_too(cast: Cast, sign_in: Any, part: ClosedIncident) -> None:
    who = "women_protection_adviser"
    part.area = cast.north
    part.save()
    sent = sheet(part, cast, who, killed="1", reason="Death in hospital")
    assert sign_in(cast[who]).post(address(part), sent).status_code == 302
    part.refresh_from_db()
    assert (part.killed, part.area) == (1, cast.north)


def test_two_who_changed_the_same_figure_compare_and_choose(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    mine = sheet(part, cast, injured="4", title="Attack at a well", reason="Our interview")
    who = "women_protection_adviser"
    hers = sheet(part, cast, who, injured="3", reason="Clinic")
    sign_in(cast[who]).post(address(part), hers)
    amina = sign_in(cast.amina)
    page = amina.post(address(part), mine)
    said = page.content.decode()
    assert page.status_code == 409
    for value in (">2<", ">3<", ">4<", "Clinic", f"C-{part.number}"):
        assert value in said, value
    assert f"/m/luma/incidents/{part.pk}" not in said  # it lies nowhere among the open ones
    amina.post(address(part), mine | {"version": "2", "choose_injured": "yours"})
    part.refresh_from_db()
    assert (part.injured, part.title, part.version) == (4, "Attack at a well", 3)


def test_what_others_changed_beside_it_is_kept(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    mine = sheet(part, cast, killed="1", reason="x")
    amina = sign_in(cast.amina)
    amina.post(address(part), sheet(part, cast, title="Attack at a well", reason="y"))
    amina.post(address(part), mine)
    part.refresh_from_db()
    assert (part.killed, part.title, part.version) == (1, "Attack at a well", 3)


def test_the_reading_of_the_form_is_a_line_in_the_audit(
    cast: Cast, sign_in: Any, part: ClosedIncident
) -> None:
    sign_in(cast.amina).get(address(part))
    read = AuditEntry.objects.get(act="read", kind="closedincident")
    assert read.subject_id == str(part.pk) and read.person_id == cast.amina.pk


def test_a_part_never_leaves_its_compartment_or_its_marking(
    cast: Cast, part: ClosedIncident
) -> None:
    amina = standing_of(cast.amina, cast.mission)
    for harm in ("killing", "child recruitment or use"):
        with pytest.raises(TutelaError, match="does not belong"):
            edit_closed(part, {"harms": [harm]}, version=1, by=amina, reason="x")
    with pytest.raises(TutelaError, match="reason"):
        edit_closed(part, {"killed": 1}, version=1, by=amina, reason=" ")
    changes = {"classification": Classification.UNCLASSIFIED, "killed": 1}
    now = edit_closed(part, changes, version=1, by=amina, reason="x")
    assert now.classification == Classification.STRICTLY_CONFIDENTIAL and now.killed == 1
    with pytest.raises(TypeError):
        edit_closed(part, {"compartment": ""}, version=2, by=amina, reason="x")


def test_a_recorder_of_the_north_moves_nothing_to_the_south(
    cast: Cast, part: ClosedIncident
) -> None:
    make.grant(cast.mission, cast.hofo, "crsv", by=cast["head_of_mission"])
    part.area = cast.north
    part.save()
    hofo = standing_of(cast.hofo, cast.mission)
    assert edit_closed(part, {"killed": 1}, version=1, by=hofo, reason="x").killed == 1
    with pytest.raises(Denied):
        edit_closed(part, {"area": cast.south}, version=2, by=hofo, reason="x")


def test_after_the_grant_has_ended_nothing_is_changed(cast: Cast, part: ClosedIncident) -> None:
    CompartmentGrant.objects.filter(person=cast.amina).update(ends=part.event_from)
    with pytest.raises(Denied):
        edit_closed(
            part, {"killed": 1}, version=1, reason="x", by=standing_of(cast.amina, cast.mission)
        )
