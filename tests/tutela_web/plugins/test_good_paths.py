"""A report product, a gateway and a forecaster of the worked example, as a person meets each; and
where one fails in the midst of work, that is told and the work goes on."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.tutela.cli.test_forecast_commands import CAF, cells
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.channels.receivers import Receiver, listening
from tests.tutela_web.html import words_of
from tests.tutela_web.plugins import packages
from tutela.base import plugins
from tutela.reporting.products import products
from tutela_web.access.gateways.forms import MakeGateway
from tutela_web.access.models import Post
from tutela_web.base import jobs
from tutela_web.base.models import Job
from tutela_web.channels import gateways, outbox
from tutela_web.channels.models import Gateway, Message
from tutela_web.reporting.models import ReportEdition
from tutela_web.settings import hosts_and_networks

GATEWAYS = "/m/luma/gateways/"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worked example lies where Python looks for packages; what it brings is loaded anew."""
    packages.lay_ministry(tmp_path / "packages")
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    monkeypatch.setattr(plugins, "_LOADED", {})
    monkeypatch.setattr(plugins, "_FAILED", {})
    products.cache_clear()
    yield
    products.cache_clear()
    for name in [name for name in sys.modules if name.split(".")[0] == "tutela_ministry"]:
        del sys.modules[name]


# --- a report product


def test_a_return_of_the_ministry_is_offered_drafted_and_filled_through_pages(
    installed: None, cast: Cast, sign_in: Any
) -> None:
    for number in range(6):
        make.incident(cast.mission, f"Attack {number}", area=cast.north, classification=0)
    adviser = sign_in(cast.adviser)
    page = adviser.get("/m/luma/reporting/new/").content.decode()
    assert '<option value="ministry_weekly">Weekly return to the ministry</option>' in page
    sent = {"product": "ministry_weekly", "due": make.TODAY.isoformat()}
    begun = adviser.post("/m/luma/reporting/new/", sent)
    made = ReportEdition.objects.get(product="ministry_weekly")
    assert begun.headers["Location"] == f"/m/luma/reporting/{made.pk}/"
    jobs.run(Job.objects.get(subject_id=made.pk).pk)
    made.refresh_from_db()
    assert made.state == "draft"
    page = words_of(adviser.get(begun.headers["Location"]).content.decode())
    for heading in (
        "Harm to civilians in the provinces",
        "Answers given to communities",
        "What is asked of the provinces",
        "Not known",
    ):
        assert heading in page
    trends = made.parts.get(key="trends")
    assert trends.filled["told"] == [[cast.north.code, "killing", str(make.TODAY)[:7], 6]]
    assert plugins.failed_plugins() == []


def test_a_product_that_would_take_single_cases_outside_is_left_out(
    installed: None, tmp_path: Path
) -> None:
    table = tmp_path / "packages/tutela_ministry/data/sections.csv"
    table.write_text(table.read_text().replace("trends_for_partners", "incidents_in_period"))
    assert "weekly_poc" in products() and "ministry_weekly" not in products()
    [failed] = plugins.failed_plugins()
    assert failed.what == (
        "the section 'trends' lists single cases or small counts, and this goes outside"
    )


# --- a gateway


@pytest.fixture
def desk(
    installed: None, cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Receiver]:
    """The ministry's text desk on this machine; its kind is among those that may be chosen."""
    settings.PUBLIC_URL = "https://tutela.example"
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    [(name, brought)] = gateways.added_gateways(gateways.SHIPPED).items()
    kind = gateways.AddedGateway(name, brought.kind)
    monkeypatch.setitem(gateways.KINDS, name, kind)  # type: ignore[arg-type]
    monkeypatch.setitem(Gateway.added_titles, name, brought.title)
    offered = MakeGateway.base_fields["kind"]
    choices = [*offered.choices, (name, brought.title)]  # type: ignore[attr-defined]
    monkeypatch.setattr(offered, "choices", choices)
    Post.objects.filter(mission=cast.mission, role="unit_commander").update(
        duty_number="+211900333"
    )
    with listening() as found:
        found.answer = 202
        yield found


def add_through_the_page(keeper: Client, desk: Receiver) -> str:
    """Choose the kind on the page and add it; gives the secret that is shown once."""
    page = keeper.get(f"{GATEWAYS}new/").content.decode()
    assert '<option value="ministry">Text desk of the ministry</option>' in page
    sent = {
        "kind": "ministry",
        "name": "Ministry",
        "send_url": desk.url,
        "password": "their-word",
        "cap_an_hour": "120",
    }
    answer = unescape(keeper.post(f"{GATEWAYS}new/", sent).content.decode())
    assert f"https://tutela.example/in/{Gateway.objects.get().pk}/" in answer
    assert "no other secret" not in answer
    [secret] = re.findall(r"<code data-token><bdi>([\w-]+)</bdi>", answer)
    return str(secret)


def send(cast: Cast) -> Message:
    """A message to a post of the mission, brought to the gateway."""
    post = Post.objects.get(mission=cast.mission, role="unit_commander")
    made = outbox.send(cast.mission.pk, "sms", "post", post.pk, about_kind="alert")
    assert made is not None
    outbox.deliver_due()
    made.refresh_from_db()
    return made


def report(client: Client, secret: str, said: dict[str, str], what: str = "receipt/") -> int:
    """What the desk says to the platform; gives the answer's status."""
    answer = client.post(
        f"/in/{Gateway.objects.get().pk}/{what}",
        json.dumps(said),
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert answer.content == b"" or answer.status_code >= 400
    return answer.status_code


@pytest.mark.postgresql
def test_a_text_leaves_by_the_ministrys_desk_and_its_receipt_stands(
    desk: Receiver, cast: Cast, sign_in: Any, client: Client
) -> None:
    keeper = sign_in(cast["administrator"])
    secret = add_through_the_page(keeper, desk)
    assert "Text desk of the ministry" in keeper.get(GATEWAYS).content.decode()
    sent = send(cast)
    assert (sent.state, sent.fault) == ("sent", "")
    [(headers, content)] = desk.got
    told = json.loads(content)
    assert (told["to"], told["words"], told["id"]) == ("+211900333", "Open Tutela", str(sent.pk))
    assert headers["Authorization"] == "Bearer their-word"
    assert told["report_to"].startswith("https://tutela.example/in/")
    said = {"id": told["id"], "state": "delivered"}
    assert report(client, "guessed", said) == 404
    assert report(client, secret, said | {"state": "eaten"}) == 400
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert report(client, secret, said) == 200
    sent.refresh_from_db()
    assert sent.state == "delivered" and sent.receipt_at is not None
    assert "delivered" in words_of(keeper.get(f"{GATEWAYS}messages/").content.decode())
    came = {"from": "+211900777", "words": "men with guns at the ford", "number": "7"}
    assert report(client, secret, came, what="") == 200
    assert Message.objects.filter(outgoing=False, gateway_message_id__startswith="7").count() == 1


@pytest.mark.postgresql
def test_a_desk_that_fails_is_told_and_no_message_leaves_twice_or_is_lost(
    desk: Receiver, cast: Cast, sign_in: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("SECRETWORD")

    keeper = sign_in(cast["administrator"])
    secret = add_through_the_page(keeper, desk)
    brought = gateways.KINDS["ministry"].kind  # type: ignore[attr-defined]
    with monkeypatch.context() as broken:
        broken.setattr(brought, "order", fail, raising=False)
        refused = send(cast)
        assert (refused.state, refused.fault, desk.got) == ("waiting", "refused", [])
        assert refused.next_try_at is not None and refused.attempts == 1
    with monkeypatch.context() as broken:
        broken.setattr(brought, "taken_as", fail, raising=False)
        Message.objects.all().delete()
        assert send(cast).state == "sent" and len(desk.got) == 1
    with monkeypatch.context() as broken:
        broken.setattr(brought, "read_request", fail, raising=False)
        came = {"from": "+211900777", "words": "men with guns at the ford", "number": "7"}
        assert report(client, secret, came, what="") == 503
        page = keeper.get(f"{GATEWAYS}{Gateway.objects.get().pk}/").content.decode()
        assert "a message could not be stored" in page
    with monkeypatch.context() as broken:
        broken.setattr(brought, "authentic", fail, raising=False)
        assert report(client, secret, came, what="") == 404
    assert report(client, secret, came, what="") == 200
    [failed] = plugins.failed_plugins()
    told = packages.without_places(failed.what)
    assert (failed.name, told) == ("ministry", "it failed with RuntimeError")


# --- a forecaster

EVALUATE = """
import sys
from contextlib import redirect_stderr
from tutela.cli import main

with redirect_stderr(sys.stdout):
    main({words!r}, standalone_mode=False)
"""


def test_a_rule_of_the_ministry_is_judged_beside_the_others_and_one_that_fails_stops_nothing(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "packages"
    packages.lay_ministry(folder)
    packages.lay(
        folder,
        "faulty",
        {"tutela.forecasters": {"faulty": "faulty:RULE", "short": "faulty:SHORT"}},
        __init___py="""
from tutela.base.plugins import Forecaster
from tutela.forecast.draws import Draws
RULE = Forecaster(contract=1, draw=lambda before: before.past["SECRETWORD"])
SHORT = Forecaster(contract=1, draw=lambda before: Draws.zeros(1, before.draws))
""",
    )
    words = ["forecast", "evaluate", CAF, "--from", "2016-05", "--to", "2016-05"]
    words += ["--target", "osv", "--draws", "20", "--units", cells(tmp_path / "u.csv", 60)]
    told = packages.run(folder, EVALUATE.format(words=words), tmp_path / "data")
    told = packages.without_places(told)
    rows = {line.split()[0]: line.split()[1:] for line in told.splitlines() if line.strip()}
    crps, ign, mis, brier, auc, *_rest = map(float, rows["ministry"])
    assert 0 <= crps < 1 and ign > 0 and mis >= 0 and 0 <= brier <= 1 and 0 <= auc <= 1
    assert len(rows["ministry"]) == len(rows["last"]), "by each score that the others are told"
    assert rows["ministry"] != rows["last"]
    assert [line for line in told.splitlines() if line.split() in (["faulty"], ["short"])]
    for name, why in (
        ("faulty", "it failed with IndexError"),
        ("short", "the plug-in short gives no draws for each unit"),
    ):
        assert f"{name} (faulty 1.0) is left out of tutela.forecasters: {why}. Next: " in told
    assert "SECRETWORD" not in told and "Stated beside come true" in told
