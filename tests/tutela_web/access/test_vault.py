"""Identities: sealed, found by hash, opened with a line in the audit, erased, keys rotated."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry, Mission
from tutela_web.access.policy import Standing, standing_of
from tutela_web.access.vault import keyring, queries, sealing, verbs
from tutela_web.access.vault.models import KeyedHash, OpeningPurpose, Sealed, Subject, SubjectKey
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

WHO = {"person": "Nyandeng Mabior", "phone": "+211 912 345 678", "narrative": "She saw the trucks."}
WHY = OpeningPurpose.FOLLOW_UP


@pytest.fixture
def key(settings: Any) -> None:
    """The vault has its key, as `tutela platform prepare` leaves it."""
    keyring.make_first()


@pytest.fixture
def reporter(cast: Cast, key: None) -> Standing:
    return standing_of(cast["field_reporter"], cast.mission)


@pytest.fixture
def custodian(cast: Cast, key: None) -> Standing:
    return standing_of(cast["custodian"], cast.mission)


def sealed_by(standing: Standing, **values: str) -> Any:
    return verbs.seal(standing.mission, values or WHO, searchable=("person", "phone"), by=standing)


def test_the_collector_and_the_custodian_read_an_identity_and_nobody_else(
    cast: Cast, reporter: Standing, custodian: Standing
) -> None:
    subject = sealed_by(reporter)
    assert verbs.open_sealed(subject, by=custodian, why=WHY) == WHO
    assert verbs.open_sealed(subject, ["phone"], by=reporter, why=WHY) == {"phone": WHO["phone"]}
    for who in ("analyst", "boris", "chen", "head_of_mission", "human_rights", "auditor"):
        with pytest.raises(Denied):
            verbs.open_sealed(subject, by=standing_of(cast[who], cast.mission), why=WHY)


def test_a_collector_who_left_the_mission_reads_it_no_more(cast: Cast, reporter: Standing) -> None:
    subject = sealed_by(reporter)
    post = cast.mission.posts.get(role="field_reporter")
    post.holdings.update(ends=clock.today(cast.mission))
    with pytest.raises(Denied):
        verbs.open_sealed(subject, by=standing_of(cast["field_reporter"], cast.mission), why=WHY)


def test_each_opening_and_each_refusal_is_a_line_without_words(
    cast: Cast, reporter: Standing, custodian: Standing
) -> None:
    subject = sealed_by(reporter)
    verbs.open_sealed(subject, ["person"], by=custodian, why=WHY)
    with pytest.raises(Denied):
        verbs.open_sealed(subject, by=standing_of(cast.amina, cast.mission), why=WHY)
    lines = AuditEntry.objects.filter(kind="identity", subject_id=str(subject)).order_by("number")
    assert [(e.act, e.person_id) for e in lines] == [
        ("seal", reporter.person.pk),
        ("open", custodian.person.pk),
        ("open_refused", cast.amina.pk),
    ]
    assert lines[1].detail == {"fields": ["person"], "why": "follow_up", "way": "custodian"}


def test_a_reason_in_free_words_is_refused_before_anything_opens(
    reporter: Standing, custodian: Standing
) -> None:
    subject = sealed_by(reporter)
    with pytest.raises(BadParameter):
        verbs.open_sealed(subject, by=custodian, why="to call Nyandeng")
    with pytest.raises(BadParameter) as caught:
        sealed_by(reporter, **{"Nyandeng Mabior": "x"})
    assert "Nyandeng" not in str(caught.value)


def test_another_mission_and_an_id_nobody_has_give_the_same_refusal(
    cast: Cast, reporter: Standing
) -> None:
    subject, said = sealed_by(reporter), set()
    chen = standing_of(cast.chen, cast.other_mission)
    for asked in (subject, cast.chen.pk):
        with pytest.raises(Denied) as caught:
            verbs.open_sealed(asked, by=chen, why=WHY)
        said.add(str(caught.value))
    assert len(said) == 1


@pytest.mark.parametrize(
    ("field", "asked", "found"),
    [
        ("person", "  nyandeng   MABIOR ", True),
        ("person", "Nyandeng", False),
        ("phone", "00211-912-345-678", True),
        ("phone", "٠٠٢١١٩١٢٣٤٥٦٧٨", True),
        ("phone", "+211 912 345 679", False),
        ("narrative", WHO["narrative"], False),  # sealed, not searchable
    ],
)
def test_a_person_is_found_by_the_keyed_hash_of_a_field(
    cast: Cast, reporter: Standing, field: str, asked: str, found: bool
) -> None:
    subject = sealed_by(reporter)
    assert queries.find(field, asked, cast.mission) == ([subject] if found else [])
    assert queries.find(field, asked, cast.other_mission) == []


def test_only_the_custodian_searches_and_the_words_searched_are_not_kept(
    cast: Cast, reporter: Standing, custodian: Standing
) -> None:
    subject = sealed_by(reporter)
    assert verbs.search("person", "Nyandeng Mabior", by=custodian) == [subject]
    assert AuditEntry.objects.get(act="search").detail == {"fields": ["person"], "number": 1}
    with pytest.raises(Denied):
        verbs.search("person", "Nyandeng Mabior", by=reporter)


def test_more_is_sealed_of_the_same_person_and_a_resend_is_recognised(
    cast: Cast, reporter: Standing, django_capture_on_commit_callbacks: Any
) -> None:
    subject = sealed_by(reporter)
    with django_capture_on_commit_callbacks(execute=True):
        again = verbs.seal(
            cast.mission,
            {"person": "Nyandeng Deng"},
            subject=subject,
            searchable=["person"],
            by=reporter,
        )
    assert again == subject and Subject.objects.count() == 1
    assert verbs.open_sealed(subject, by=reporter, why=WHY) == WHO | {"person": "Nyandeng Deng"}
    assert queries.find("person", "Nyandeng Deng", cast.mission) == [subject]
    assert queries.find("person", "Nyandeng Mabior", cast.mission) == []
    assert queries.find("phone", WHO["phone"], cast.mission) == [subject]
    with pytest.raises(Denied, match="taken"):
        verbs.seal(cast.mission, WHO, subject=subject, by=standing_of(cast.amina, cast.mission))


def test_a_ciphertext_changed_or_moved_to_another_person_does_not_open(
    reporter: Standing, custodian: Standing
) -> None:
    one, other = sealed_by(reporter), sealed_by(reporter)
    moved = Sealed.objects.get(subject=one, field="person")
    Sealed.objects.filter(subject=other, field="person").update(ciphertext=moved.ciphertext)
    with pytest.raises(sealing.SealBroken):
        verbs.open_sealed(other, by=custodian, why=WHY)
    turned = bytearray(moved.ciphertext)
    turned[-1] ^= 1
    Sealed.objects.filter(pk=moved.pk).update(ciphertext=bytes(turned))
    with pytest.raises(sealing.SealBroken):
        verbs.open_sealed(one, by=custodian, why=WHY)


def test_the_key_is_made_once_with_mode_600_and_never_by_reading(settings: Any) -> None:
    with pytest.raises(keyring.KeyMissing, match="prepare"):
        keyring.ring()
    assert not settings.KEY_FILE.exists()
    assert keyring.make_first()
    assert stat.S_IMODE(settings.KEY_FILE.stat().st_mode) == 0o600
    first = settings.KEY_FILE.read_text()
    assert not keyring.make_first()
    assert settings.KEY_FILE.read_text() == first


def test_a_broken_key_file_is_said_without_repeating_the_key(settings: Any) -> None:
    settings.KEY_FILE.write_text("k1:AAAAsecretsecret")
    with pytest.raises(keyring.KeyMissing) as caught:
        keyring.make_first()
    assert "secret" not in str(caught.value)


def test_the_environment_goes_before_the_file_and_cannot_be_rotated_by_the_program(
    monkeypatch: pytest.MonkeyPatch, settings: Any, key: None
) -> None:
    monkeypatch.setenv("TUTELA_KEY", settings.KEY_FILE.read_text().strip().replace("\n", ","))
    settings.KEY_FILE.unlink()
    assert len(keyring.ring().keys) == 1
    with pytest.raises(keyring.KeyMissing, match="TUTELA_KEY"):
        keyring.add()


def test_rotation_wraps_everybody_with_a_new_key_and_the_old_one_may_go(
    cast: Cast, reporter: Standing, custodian: Standing
) -> None:
    people = [sealed_by(reporter) for _ in range(5)]
    old = keyring.ring().current
    turned = verbs.rotate_key(batch=2)
    assert (turned.done, turned.left, turned.key != old) == (5, [], True)
    assert verbs.drop_old_keys() == [old]
    assert list(keyring.ring().keys) == [turned.key]
    assert set(SubjectKey.objects.values_list("kek", flat=True)) == {turned.key}
    assert queries.find("phone", WHO["phone"], cast.mission) == sorted(people)
    assert verbs.open_sealed(people[0], by=custodian, why=WHY) == WHO


def test_a_rotation_cut_short_goes_on_and_meanwhile_everybody_is_found_and_opened(
    cast: Cast, reporter: Standing, custodian: Standing
) -> None:
    people = [sealed_by(reporter) for _ in range(3)]
    old, half = keyring.ring().current, keyring.add()
    with transaction.atomic(using="keys"):
        verbs._rekey(SubjectKey.objects.get(subject=people[0]), keyring.ring())
    assert queries.find("person", WHO["person"], cast.mission) == sorted(people)
    assert all(verbs.open_sealed(p, by=custodian, why=WHY) == WHO for p in people)
    assert verbs.drop_old_keys() == []  # still needed
    turned = verbs.rotate_key()
    assert (turned.key, turned.done) == (half, 2)
    assert verbs.drop_old_keys() == [old]


def test_a_rotation_names_whom_it_cannot_read_and_keeps_the_old_key_for_them(
    reporter: Standing, custodian: Standing
) -> None:
    good, bad = sealed_by(reporter), sealed_by(reporter)
    Sealed.objects.filter(subject=bad, field="person").update(ciphertext=b"x" * 40)
    turned = verbs.rotate_key()
    assert (turned.done, turned.left) == (1, [bad])
    assert verbs.drop_old_keys() == []
    assert verbs.open_sealed(good, by=custodian, why=WHY) == WHO


def test_an_identity_is_reviewed_after_six_months_and_kept_for_a_purpose(
    cast: Cast, reporter: Standing, custodian: Standing
) -> None:
    subject = sealed_by(reporter)
    made = Subject.objects.get(pk=subject)
    assert made.review_on == date(2019, 6, 30)
    assert list(queries.due(custodian)) == []
    Subject.objects.filter(pk=subject).update(review_on=date(2018, 12, 31))
    assert list(queries.due(custodian)) == [made]
    assert verbs.keep(subject, by=custodian, why=WHY) == date(2019, 6, 30)
    assert list(queries.due(custodian)) == []
    with pytest.raises(Denied):
        verbs.keep(subject, by=reporter, why=WHY)


def test_a_crash_between_the_two_databases_leaves_a_key_that_the_sweep_clears(
    reporter: Standing,
) -> None:
    class Crash(Exception):
        pass

    with pytest.raises(Crash), transaction.atomic():
        sealed_by(reporter)
        raise Crash
    assert not Subject.objects.exists() and SubjectKey.objects.count() == 1
    assert verbs.sweep().orphans == 0  # may still be on its way
    SubjectKey.objects.update(made_at=clock.real_now() - timedelta(days=2))
    assert verbs.sweep().orphans == 1
    assert not SubjectKey.objects.exists() and not KeyedHash.objects.exists()


def test_a_sweep_against_the_wrong_main_database_destroys_nobody(reporter: Standing) -> None:
    subject = sealed_by(reporter)
    SubjectKey.objects.update(made_at=clock.real_now() - timedelta(days=2))
    Subject.objects.all().delete()
    with pytest.raises(NotNow, match="belong together"):
        verbs.sweep(limit=0)
    assert SubjectKey.objects.get(subject=subject).wrapped


def test_a_lost_key_is_named_and_not_called_erased(reporter: Standing, custodian: Standing) -> None:
    subject = sealed_by(reporter)
    SubjectKey.objects.all().delete()
    assert verbs.sweep().lost == [subject]
    with pytest.raises(sealing.SealBroken, match="missing"):
        verbs.open_sealed(subject, by=custodian, why=WHY)


def test_a_gateway_seals_without_a_person_and_only_the_custodian_reads(
    cast: Cast, key: None, custodian: Standing
) -> None:
    mission = Mission.objects.get(pk=cast.mission.pk)
    subject = verbs.seal(mission, {"phone": "0912 000 111"}, searchable=["phone"], by=None)
    assert queries.find("phone", "912000111", mission) == [subject]
    assert verbs.open_sealed(subject, by=custodian, why=WHY) == {"phone": "0912 000 111"}
    stranger = standing_of(make.person("stranger"), mission)
    with pytest.raises(Denied):
        verbs.seal(mission, {"phone": "1"}, by=stranger)
