"""Where UN entities have the mission's task too: a division is agreed, or a question stays open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import by, confirmed, loaded, paragraph, url
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied
from tutela_web.mandate.models import EntityTask
from tutela_web.mandate.overlaps import verbs
from tutela_web.mandate.overlaps.queries import overlaps


def test_an_overlap_is_an_open_question_until_a_division_is_agreed(
    cast: Cast, sign_in: Any
) -> None:
    one = loaded(cast)
    camps = confirmed(cast, paragraph(one, "2 (b)"), "camps")
    protect = confirmed(cast, paragraph(one, "2 (a)"))
    client, adviser = sign_in(cast.adviser), by(cast, "poc_adviser")
    sent = {"entity": "UNHCR", "kind": "camps", "what": "Runs the camps", "source": "Statute"}
    assert client.post(url("entity_task_new"), sent | {"what": " "}).status_code == 400
    assert client.post(url("entity_task_new"), sent).status_code == 302
    theirs = EntityTask.objects.get()
    (row,) = overlaps(adviser)
    assert (row.task, row.theirs, row.open) == (camps, theirs, True)
    page = client.get(url("overlaps")).content.decode()
    assert "nobody has asked" in page and "1 overlap without" in page
    client.post(url("divide", camps.pk, theirs.pk), {"words": "Who guards?", "as": "question"})
    assert "Who guards?" in client.get(url("overlaps")).content.decode()
    client.post(url("divide", camps.pk, theirs.pk), {"words": "We guard", "as": "agreed"})
    assert not overlaps(adviser)[0].open
    assert "0 overlaps without" in sign_in(cast.boris).get(url("overlaps")).content.decode()
    assert sign_in(cast["partner"]).get(url("overlaps")).status_code == 404
    with pytest.raises(BadParameter, match="do not overlap"):
        verbs.divide(protect, theirs, agreed="x", by=adviser)
    with pytest.raises(Denied):
        verbs.divide(camps, theirs, agreed="x", by=by(cast, "boris"))
    client.post(url("entity_task_end", theirs.pk), {"version": 1})
    assert not overlaps(adviser)
