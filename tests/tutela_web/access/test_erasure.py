"""Erasing: the key goes, the words open nowhere, statistics and the trail stay."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import keyring, queries, verbs
from tutela_web.access.vault.models import KeyedHash, Sealed, Subject, SubjectKey
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.incidents.models import Incident

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

WORDS = {"person": "Nyandeng Mabior"}


@pytest.fixture
def known(cast: Cast) -> Any:
    keyring.make_first()
    make.incident(cast.mission, by=cast.amina)
    by = standing_of(cast["field_reporter"], cast.mission)
    return verbs.seal(cast.mission, WORDS, searchable=WORDS, by=by)


def test_an_erased_identity_opens_for_nobody_and_is_found_by_nobody(cast: Cast, known: Any) -> None:
    custodian = standing_of(cast["custodian"], cast.mission)
    verbs.erase(known, by=custodian, reason="asked")
    key = SubjectKey.objects.get(subject=known)
    assert key.wrapped is None and key.destroyed_at
    assert not KeyedHash.objects.exists() and not Sealed.objects.exists()
    assert queries.find("person", WORDS["person"], cast.mission) == []
    with pytest.raises(NotNow, match="erased"):
        verbs.open_sealed(known, by=custodian, why="review")
    with pytest.raises(NotNow):
        verbs.seal(cast.mission, WORDS, subject=known, by=custodian)


def test_statistics_and_the_trail_stay_whole(cast: Cast, known: Any) -> None:
    before = AuditEntry.objects.count()
    verbs.erase(known, by=standing_of(cast["custodian"], cast.mission), reason="purpose_ended")
    assert Incident.objects.count() == 1 and Subject.objects.get(pk=known).erased_at
    line = AuditEntry.objects.get(act="erase")
    assert (line.subject_id, line.detail) == (str(known), {"why": "purpose_ended"})
    assert AuditEntry.objects.count() == before + 1
    assert trail.verify(str(cast.mission.pk)).broken_at is None


def test_only_the_custodian_erases(cast: Cast, known: Any) -> None:
    for who in ("field_reporter", "analyst", "head_of_mission", "boris", "administrator"):
        with pytest.raises(Denied):
            verbs.erase(known, by=standing_of(cast[who], cast.mission), reason="asked")
    assert SubjectKey.objects.get(subject=known).wrapped


def test_a_crash_after_the_key_went_is_completed_by_the_sweep(cast: Cast, known: Any) -> None:
    verbs.destroy(known)  # and then the machine stopped
    assert Subject.objects.get(pk=known).erased_at is None
    assert queries.erased_subjects([known]) == {known}
    assert verbs.sweep().erased == 1
    assert Subject.objects.get(pk=known).erased_at
    assert AuditEntry.objects.get(act="erase").detail == {"why": "completed"}
    assert verbs.sweep().erased == 0


def test_a_key_that_an_old_backup_brought_back_is_destroyed_again(cast: Cast, known: Any) -> None:
    kept = SubjectKey.objects.get(subject=known)
    verbs.erase(known, by=standing_of(cast["custodian"], cast.mission), reason="asked")
    assert kept.wrapped and kept.made_at < real_now()
    kept.save()  # the keys database of yesterday
    assert verbs.sweep().erased == 1
    assert SubjectKey.objects.get(subject=known).wrapped is None


def test_what_was_erased_is_not_rotated_back(cast: Cast, known: Any) -> None:
    verbs.erase(known, by=standing_of(cast["custodian"], cast.mission), reason="asked")
    old = keyring.ring().current
    assert verbs.rotate_key().done == 0
    assert verbs.drop_old_keys() == [old]
