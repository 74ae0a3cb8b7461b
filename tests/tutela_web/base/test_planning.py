"""The planner of each database learns how large its tables are by the platform itself."""

from __future__ import annotations

import pytest
from django.db import connection

from tutela_web.access.vault.models import SubjectKey
from tutela_web.base.clock import real_now
from tutela_web.base.ids import new_id
from tutela_web.base.models import Job
from tutela_web.base.upkeep import planning, preflight
from tutela_web.base.upkeep.planning import learn_all_sizes, misjudged_tables


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server tells after a while")
@pytest.mark.django_db(databases=["default", "keys"])
def test_after_a_large_import_pages_are_planned_for_the_tables_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planning, "LARGE", 10)
    learn_all_sizes()
    assert preflight.statistics("default").ready and preflight.statistics("keys").ready
    now = real_now()
    Job.objects.bulk_create(
        Job(kind="x", state=Job.State.DONE, heartbeat_at=now) for _ in range(200)
    )
    SubjectKey.objects.bulk_create(SubjectKey(subject=new_id(), kek="x") for _ in range(200))
    told = preflight.statistics("default")
    assert not told.ready and "base_job" in told.what and "prepare" in told.next
    assert misjudged_tables("keys") == ["vault_subjectkey"]
    learn_all_sizes()
    assert misjudged_tables("default") == misjudged_tables("keys") == []
