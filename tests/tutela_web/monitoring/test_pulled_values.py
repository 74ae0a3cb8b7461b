"""Values of indicators taken from a form of KoboToolbox, against a server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.submissions.stub import TOKEN, FormsStub, forms_stub, kobo
from tutela_web.base import jobs
from tutela_web.base.models import Job
from tutela_web.monitoring.measured.models import IndicatorDefinition, IndicatorValue
from tutela_web.settings import hosts_and_networks
from tutela_web.submissions import fetching
from tutela_web.submissions.models import FormServer

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]


@pytest.fixture
def stub(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FormsStub]:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 0.0))
    with forms_stub() as served:
        yield served


def named_server(client: Any, stub: FormsStub, token: str = TOKEN) -> FormServer:
    """The adviser names the server on its page, and takes an indicator of perception."""
    server = {"kind": "kobo", "name": "Kobo", "url": stub.url, "password": token}
    assert client.post("/m/luma/forms/servers/new/", server).status_code == 302
    taken = client.post(
        reverse("monitoring:indicator_library", args=["luma"]), {"key": "feel_safe"}
    )
    assert taken.status_code == 302
    return FormServer.objects.get()


def told(code: str, **said: Any) -> dict[str, Any]:
    days = {"first": "2018-11-01", "last": "2018-11-30"}
    return days | {"indicator": code, "value": "41.5", "said_by": "Civil Affairs"} | said


def pull(client: Any, server: FormServer) -> str:
    sent = {"server": str(server.pk), "uid": "aBc12"}
    answer = client.post(reverse("monitoring:values_pull", args=["luma"]), sent, follow=True)
    assert "The server of forms is being asked" in answer.content.decode()
    jobs.run(Job.objects.get(kind="pull_values", state="waiting").pk)
    return squeezed(client.get(answer.redirect_chain[-1][0]).content.decode())


def test_values_come_from_a_form_once_and_an_edit_replaces_its_own(
    cast: Cast, sign_in: Any, stub: FormsStub
) -> None:
    client = sign_in(cast.adviser)
    server = named_server(client, stub)
    code = IndicatorDefinition.objects.get().code
    stub.rows = [
        kobo(1, **{f"g__{name}": value for name, value in told(code, sample="200").items()}),
        kobo(2, **told(code, first="2018-12-01", last="2018-12-01", area="Nowhere")),
        kobo(3, g__other="SECRETANSWER"),
    ]
    stub.fails = [503]
    page = pull(client, server)
    assert "Values kept: 1" in page and "no area of a field office" in page
    assert "SECRET" not in page and "Nowhere" not in page
    assert "Nowhere" not in str(Job.objects.values_list("result"))
    value = IndicatorValue.objects.get()
    assert (value.value, value.sample, value.said_by) == (41.5, 200, "Civil Affairs")
    assert value.low is not None and stub.rows[0]["_uuid"] in value.evidence
    assert "Values kept: 0; nothing new in 1 submissions" in pull(client, server)
    root = stub.rows[0]["_uuid"]
    stub.rows = [
        kobo(1, uuid="edited-1", root=root, **told(code, value="38")),
    ]
    assert "Values kept: 1" in pull(client, server)
    standing = IndicatorValue.objects.get(replaced_by=None)
    assert (standing.value, standing.changed) == (38, {"before": 41.5, "after": 38})


def test_a_submission_moved_to_other_days_leaves_no_value_where_it_was(
    cast: Cast, sign_in: Any, stub: FormsStub
) -> None:
    client = sign_in(cast.adviser)
    server = named_server(client, stub)
    definition = IndicatorDefinition.objects.get()
    stub.rows = [kobo(1, **told(definition.code))]
    pull(client, server)
    root = stub.rows[0]["_uuid"]
    october = {"first": "2018-10-01", "last": "2018-10-31"}
    stub.rows = [kobo(1, uuid="moved-1", root=root, **told(definition.code, **october))]
    assert "Values kept: 1" in pull(client, server)
    standing = IndicatorValue.objects.filter(replaced_by=None).order_by("first")
    assert [(one.first.month, one.state, one.value) for one in standing] == [
        (10, "value", 41.5),
        (11, "missing", None),
    ]
    address = reverse("monitoring:indicator_value", args=["luma", standing[1].pk])
    assert "moved to other days" in squeezed(client.get(address).content.decode())
    stub.rows.append(kobo(2, uuid="other", **told(definition.code, value="50")))
    pull(client, server)
    assert standing.all()[1].value == 50, "another submission of those days counts"


def test_a_value_given_later_by_hand_is_not_undone_by_the_same_submission(
    cast: Cast, sign_in: Any, stub: FormsStub
) -> None:
    client = sign_in(cast.adviser)
    server = named_server(client, stub)
    definition = IndicatorDefinition.objects.get()
    stub.rows = [kobo(1, **told(definition.code))]
    pull(client, server)
    given = told("", value="40", evidence="counted again")
    del given["indicator"]
    address = reverse("monitoring:value_give", args=["luma", definition.pk])
    assert client.post(address, given).status_code == 302
    assert "Values kept: 0" in pull(client, server)
    assert IndicatorValue.objects.get(replaced_by=None).value == 40


def test_only_who_keeps_indicators_and_links_forms_takes_any(
    cast: Cast, sign_in: Any, stub: FormsStub
) -> None:
    adviser = sign_in(cast.adviser)
    server = named_server(adviser, stub, token="wrong")
    assert "refuses our password" in pull(adviser, server)
    listed = adviser.get(reverse("monitoring:indicators", args=["luma"])).content.decode()
    assert 'id="pull"' in listed
    sent = {"server": str(server.pk), "uid": "aBc12"}
    address = reverse("monitoring:values_pull", args=["luma"])
    for who, status in (("joc_duty_officer", 403), ("chief_of_staff", 400)):
        asked = len(stub.asked)
        assert sign_in(cast[who]).post(address, sent).status_code == status
        assert len(stub.asked) == asked, "no server is asked in their name"
        assert not Job.objects.filter(by_id=cast[who].pk).exists()
