"""The planning record, and what must be revised when the mandate changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import RENEWAL, by, loaded, url
from tutela_web.base.errors import Denied
from tutela_web.channels.models import Message
from tutela_web.mandate.models import PlanningPivot, Revision
from tutela_web.mandate.planning import verbs
from tutela_web.mandate.planning.kind import PIVOT
from tutela_web.records.kind_verbs import create_record

DAY = timedelta(days=1)


def test_a_step_of_planning_that_is_silent_on_protection_stands_out(
    cast: Cast, sign_in: Any
) -> None:
    client = sign_in(cast.adviser)
    sent = {
        "kind": "tam",
        "title": "Mission to Luma",
        "on": make.TODAY,
        "written_by": "DPO",
        "poc": "",
        "civilians": "False",
        "classification": 1,
    }
    assert client.post(url("pivot_new"), sent | {"on": make.TODAY + DAY}).status_code == 400
    assert client.post(url("pivot_new"), sent).status_code == 302
    one = PlanningPivot.objects.get()
    page = sign_in(cast.boris).get(url("planning")).content.decode()
    assert "1 step is silent" in page and "none took part" in page
    assert "strategic assessment" in page, "of which none is on record"
    said = sent | {"poc": "Camps first", "civilians": "True", "version": 1}
    assert client.post(url("pivot", one.pk), said).status_code == 302
    page = sign_in(cast.boris).get(url("planning")).content.decode()
    assert "Camps first" in page and "0 steps are silent" in page
    assert "Camps first" not in sign_in(cast["partner"]).get(url("planning")).content.decode()
    with pytest.raises(Denied):
        create_record(PIVOT, sent, by=by(cast, "boris"))


def test_a_changed_mandate_has_its_list_of_documents_with_owner_day_and_state(
    cast: Cast, sign_in: Any
) -> None:
    new = loaded(cast, RENEWAL, supersedes=loaded(cast))
    client = sign_in(cast.adviser)
    assert url("revisions", new.pk) in client.get(url("changes", new.pk)).content.decode()
    page = client.get(url("revisions", new.pk)).content.decode()
    assert "Nobody has listed" in page and "concept of operations" in page
    owner = cast["force_commander"].holdings.get().post
    sent = {"kind": "conops", "title": "Force CONOPS", "owner": owner.pk, "due": make.TODAY - DAY}
    assert client.post(url("revision_list", new.pk), sent | {"owner": ""}).status_code == 400
    assert client.post(url("revision_list", new.pk), sent).status_code == 302
    page = sign_in(cast.boris).get(url("revisions", new.pk)).content.decode()
    assert "1 overdue" in page and "force commander" in page.lower()
    one = Revision.objects.get()
    client.post(url("revision_move", one.pk), {"state": "needless", "version": 1})
    one.refresh_from_db()
    assert one.state == "open", "need not change for a reason only"
    client.post(url("revision_move", one.pk), {"state": "done", "note": "CONOPS 4", "version": 1})
    page = client.get(url("revisions", new.pk)).content.decode()
    assert "none is overdue" in page and "CONOPS 4" in page
    with pytest.raises(Denied):
        verbs.move_revision(one, "open", "", version=2, by=by(cast, "boris"))


def test_a_renewal_lists_the_documents_again_and_their_owners_are_told(
    cast: Cast, sign_in: Any
) -> None:
    old = loaded(cast)
    owner = cast["force_commander"].holdings.get().post
    sent = {"kind": "conops", "title": "Force CONOPS", "owner": owner.pk, "due": make.TODAY}
    client = sign_in(cast.adviser)
    client.post(url("revision_list", old.pk), sent)
    listed = Revision.objects.get()
    assert told_about(listed) == {cast["force_commander"].pk}
    client.post(url("revision_move", listed.pk), {"state": "done", "version": 1})
    new = loaded(cast, RENEWAL, supersedes=old)
    (again,) = new.revisions.all()
    assert (again.title, again.owner, again.state) == ("Force CONOPS", owner, "open")
    assert again.due == make.TODAY + verbs.REVISED_WITHIN
    assert told_about(again) == {cast["force_commander"].pk}
    page = sign_in(cast.boris).get(url("revisions", new.pk)).content.decode()
    assert "Force CONOPS" in page and "told" in page and "not told" not in page
    commander = sign_in(cast["force_commander"])
    assert "1 document of yours is to be revised" in " ".join(
        commander.get("/?missions=1").content.decode().split()
    )
    assert "Force CONOPS" in commander.get(url("list")).content.decode()
    assert "Force CONOPS" not in sign_in(cast.boris).get(url("list")).content.decode()
    moved = {"state": "done", "note": "CONOPS 5", "version": 1}
    assert sign_in(cast.boris).post(url("revision_move", again.pk), moved).status_code == 403
    commander.post(url("revision_move", again.pk), moved)
    again.refresh_from_db()
    assert (
        again.state == "done" and "of yours" not in commander.get("/?missions=1").content.decode()
    )


def told_about(revision: Revision) -> set[Any]:
    rows = Message.objects.filter(about_id=revision.pk, template="open_tutela", channel="mail")
    return set(rows.values_list("to_id", flat=True))
