"""A server that dies, lines that drop answers, wrong clocks, files twice, full disks: nothing is
lost, nothing doubled, the order is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.counts import PROOF
from tests.tutela_web.cast import Cast
from tests.tutela_web.cli.house import empty_house
from tests.tutela_web.field.telephone import set_up
from tests.tutela_web.warning.test_faults import full
from tutela_web.intake.models import FieldReport
from tutela_web.intake.verbs import receive_report
from tutela_web.warning.models import Alert

KILLS, REPORTS, TELEPHONES = 60, 1000, 20


@pytest.mark.slow
@pytest.mark.skipif(not PROOF, reason="a server that dies sixty times: `make proof`")
def test_whatever_breaks_every_report_is_there_once_and_in_order(tmp_path: Path) -> None:
    with empty_house(tmp_path) as house:
        words = map(str, (KILLS, REPORTS, TELEPHONES))
        told = house.module("tests.tutela_web.field.killing", *words)
    print(told)  # noqa: T201  (docs/reliability.md has what it said)
    assert told["kills"] >= KILLS and told["reports"] == REPORTS and told["lost"] > 0
    assert told["refused"] > 0 or connection.vendor != "sqlite"


class Killed(BaseException):
    """The server died: nothing catches this."""


@pytest.mark.parametrize("danger", [True, False])
def test_a_server_that_dies_between_the_report_and_its_receipt_has_neither(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch, danger: bool
) -> None:
    telephone = set_up(sign_in, cast["field_reporter"])
    envelope, _sealed = telephone.capture("danger" if danger else "report")

    def hand_and_die(*of: Any, **said: Any) -> Any:
        receive_report(*of, **said)
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr("tutela_web.field.verbs.receive_report", hand_and_die)
        with pytest.raises(Killed):
            telephone.send_piece(envelope, 0)
    assert not FieldReport.objects.exists() and not Alert.objects.exists()
    telephone.send(envelope)
    assert FieldReport.objects.count() == 1 and Alert.objects.count() == danger


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="a full PostgreSQL wants a file system of its own"
)
def test_a_full_disk_says_come_again_and_the_report_stays_on_the_telephone(
    cast: Cast, sign_in: Any
) -> None:
    assert connection.vendor == "sqlite"
    telephone = set_up(sign_in, cast["field_reporter"])
    words = "They burn the huts by the river. " * 60
    sent: list[int] = []
    with full():
        while 503 not in sent and len(sent) < 40:  # the first ones fit on pages that are begun
            envelope, _sealed = telephone.capture("danger", answers={"what": words, "who": words})
            sent.append(telephone.send_piece(envelope, 0, 16_384).status_code)
    assert sent[-1] == 503
    assert FieldReport.objects.count() == len(sent) - 1
    for envelope in list(telephone.waiting):
        telephone.send(envelope)
    assert FieldReport.objects.count() == len(sent)
    assert FieldReport.objects.get(pk=envelope).alert is not None
