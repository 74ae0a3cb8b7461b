"""Due-diligence files: human rights keeps them by grant; to others there is no such page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.warning.story import at_desk, call
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry
from tutela_web.base.errors import Denied, NotNow
from tutela_web.crisis.decisions.hrddp_kind import FILE
from tutela_web.crisis.decisions.verbs import task
from tutela_web.crisis.models import HrddpFile
from tutela_web.records.kind_verbs import create_record, edit_record


def url(name: str, *args: Any) -> str:
    return reverse(f"crisis:{name}", args=["luma", *args])


@pytest.fixture
def keeper(cast: Cast) -> Any:
    """The human rights officer, with a grant of the compartment."""
    person = cast["human_rights"]
    make.grant(cast.mission, person, "hrddp", by=cast["head_of_mission"])
    make.post(cast.mission, "human_rights", person)
    return person


def test_human_rights_opens_a_file_and_suspends_support_with_every_reading_on_record(
    cast: Cast, sign_in: Any, keeper: Any
) -> None:
    client = sign_in(keeper)
    data = {"unit_name": "3rd Battalion (invented)", "status": "open", "reference": "HR/7"}
    made = client.post(url("hrddp_new"), data)
    assert made.status_code == 302
    file = HrddpFile.objects.get()
    assert (file.compartment, file.classification) == ("hrddp", 2)
    change = data | {"version": "1", "status": "suspended", "reason": "new findings"}
    assert client.post(url("hrddp_file", file.pk), change).status_code == 302
    assert HrddpFile.objects.get().status == "suspended"
    assert "3rd Battalion" in client.get(url("hrddp")).content.decode()
    read = AuditEntry.objects.filter(kind="hrddpfile", act="read", subject_id=str(file.pk))
    assert read.exists() and "Battalion" not in str(list(read.values("detail")))


def test_without_the_grant_there_is_no_such_page_for_commanders_neither(
    cast: Cast, sign_in: Any, keeper: Any
) -> None:
    file = create_record(FILE, {"unit_name": "3rd Battalion"}, by=at_desk(cast, "human_rights"))
    for who in ("force_commander", "head_of_mission", "boris", "poc_adviser", "chen", "auditor"):
        client = sign_in(cast[who])
        for address in (url("hrddp"), url("hrddp_new"), url("hrddp_file", file.pk)):
            assert client.get(address).status_code == 404, (who, address)
    with pytest.raises(Denied):
        edit_record(
            FILE, file, {"status": "support"}, version=1, by=at_desk(cast, "head_of_mission")
        )


def test_a_grant_alone_reads_and_keeps_nothing(cast: Cast, sign_in: Any, keeper: Any) -> None:
    file = create_record(FILE, {"unit_name": "3rd Battalion"}, by=at_desk(cast, "human_rights"))
    make.grant(cast.mission, cast.amina, "hrddp", by=cast["head_of_mission"])
    client = sign_in(cast.amina)
    assert client.get(url("hrddp_file", file.pk)).status_code == 200
    assert client.get(url("hrddp_new")).status_code == 403
    assert client.post(url("hrddp_file", file.pk), {"version": "1"}).status_code == 403


def test_a_file_is_of_a_unit(cast: Cast, keeper: Any) -> None:
    with pytest.raises(BadParameter):
        create_record(FILE, {"unit_name": "  "}, by=at_desk(cast, "human_rights"))
    with pytest.raises(BadParameter):
        create_record(
            FILE, {"unit_name": "x", "status": "trusted"}, by=at_desk(cast, "human_rights")
        )


def test_joint_action_is_tasked_only_under_a_file_that_allows_support(
    cast: Cast, sign_in: Any, keeper: Any
) -> None:
    alert = call(cast, place=make.place(cast.mission, "Luma", area=cast.north))
    rights, desk = at_desk(cast, "human_rights"), at_desk(cast, "sector_operations")
    file = create_record(FILE, {"unit_name": "3rd Battalion"}, by=rights)
    with_them = {"unit": unit(cast), "joint": True, "by": desk}
    with pytest.raises(NotNow, match="needs its due-diligence file"):
        task(alert, "day_patrol", standard="deter_by_presence", **with_them)
    for values, allowed in (
        ({"status": "open", "risk": "high"}, False),
        ({"status": "support", "risk": ""}, False),
        ({"status": "mitigated", "risk": "high", "mitigation": ""}, False),
        ({"status": "mitigated", "mitigation": "No fuel; a monitor goes along."}, True),
    ):
        file = edit_record(FILE, file, values, version=file.version, by=rights)
        if not allowed:
            with pytest.raises(NotNow, match="does not allow support"):
                task(
                    alert,
                    "day_patrol",
                    standard="deter_by_presence",
                    due_diligence=file,
                    **with_them,
                )
    made = task(alert, "day_patrol", standard="deter_by_presence", due_diligence=file, **with_them)
    assert (made.joint, made.due_diligence) == (True, file)
    page = sign_in(cast["human_rights"]).get(url("hrddp_file", file.pk)).content.decode()
    assert "Day patrol" in page
    shown = sign_in(cast["sector_operations"]).get(url("decision", alert.pk)).content.decode()
    assert "due-diligence file looked at" in shown and "3rd Battalion" not in shown
