"""Each priority threat's own approach: versions, their whys, and who decides on disrupting."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, url
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied, NotNow
from tutela_web.engagements.threats.models import ThreatApproach
from tutela_web.engagements.threats.queries import threat_list
from tutela_web.engagements.threats.verbs import set_approach

SAID: dict[str, Any] = {
    "says": "Patrol the wells at dusk.",
    "disrupt": "open",
    "disrupt_why": "Its camp lies among herders.",
}


def threat(cast: Cast, name: str = "Luma", **fields: Any) -> Any:
    place = make.place(cast.mission, name, area=cast.north)
    return make.risk(cast.mission, place, by=cast.people["head_of_mission"], **fields)


def test_a_threat_has_versions_and_only_the_head_of_mission_decides_to_disrupt(
    cast: Cast, sign_in: Any
) -> None:
    risk = threat(cast)
    adviser, head, boris, chen = (
        sign_in(p) for p in (cast.adviser, cast["head_of_mission"], cast.boris, cast.chen)
    )
    bare = boris.get(url("engagements:threat", risk.pk)).content.decode()
    assert "This threat has no approach of its own." in bare
    answer = adviser.post(url("engagements:threat_approach", risk.pk), SAID)
    assert answer.status_code == 302, answer.context["form"].errors
    decided = SAID | {
        "disrupt": "yes",
        "limits": "Not by day.",
        "harm_expected": "Herds scatter.",
        "why": "The dusk patrols were watched.",
    }
    assert adviser.post(url("engagements:threat_approach", risk.pk), decided).status_code == 403
    assert head.post(url("engagements:threat_approach", risk.pk), decided).status_code == 302
    again = decided | {"says": "Patrol the wells at dawn.", "why": "They moved their hour."}
    assert adviser.post(url("engagements:threat_approach", risk.pk), again).status_code == 302, (
        "as decided"
    )
    undone = again | {"disrupt": "open", "why": "Not sure any more."}
    refused = adviser.post(url("engagements:threat_approach", risk.pk), undone)
    assert refused.status_code == 403, "what was decided is taken back by who decides"
    last = ThreatApproach.objects.get(number=3)
    assert (last.disrupt_by.role, last.set_by.role) == ("head_of_mission", "poc_adviser")
    page = boris.get(url("engagements:threat", risk.pk))
    changed = [[str(label) for label in labels] for _one, labels in page.context["versions"]]
    assert changed[0] == ["Action taken"] and "Limits" in changed[1] and changed[2] == []
    body = page.content.decode()
    assert "They moved their hour." in body and "Herds scatter." in body
    assert boris.get(url("engagements:threat_approach", risk.pk)).status_code == 403
    assert chen.get(url("engagements:threat", risk.pk)).status_code == 404
    assert chen.get(url("engagements:threats")).status_code == 404


def test_what_is_not_said_of_a_critical_threat_is_refused(cast: Cast) -> None:
    adviser, head = by(cast, "poc_adviser"), by(cast, "head_of_mission")
    risk = threat(cast)
    for wrong, why in (
        ({"says": ""}, "what is done"),
        ({"disrupt": ""}, "whether disrupting was considered"),
        ({"disrupt_why": " "}, "needs a reason"),
    ):
        with pytest.raises(BadParameter, match=why):
            set_approach(risk, SAID | wrong, by=adviser)
    with pytest.raises(BadParameter, match="has limits"):
        set_approach(risk, SAID | {"disrupt": "yes"}, by=head)
    set_approach(risk, SAID, by=adviser)
    with pytest.raises(BadParameter, match="why the last one"):
        set_approach(risk, SAID, by=adviser)
    with pytest.raises(NotNow, match="no high priority"):
        set_approach(threat(cast, "Adok", priority=1), SAID, by=adviser)
    with pytest.raises(Denied):
        set_approach(risk, SAID, by=by(cast, "boris"))


def test_the_list_puts_threats_without_an_approach_first_and_follows_the_risk(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    bare, told, hidden = (threat(cast, name) for name in ("Ziga", "Adok", "Strict"))
    set_approach(told, SAID, by=adviser)
    hidden.classification = 2
    hidden.save()
    with django_assert_num_queries(2):
        rows = threat_list(adviser)
        assert [(row.risk, row.silent) for row in rows] == [(bare, True), (told, False)]
    told.classification = 2
    told.save()
    page = sign_in(cast.boris).get(url("engagements:threats")).content.decode()
    assert "Ziga" in page and "Adok" not in page and "Patrol the wells" not in page
    assert ">Critical<" in page and ">Low<" not in page, "a priority is never shown as a lower one"
