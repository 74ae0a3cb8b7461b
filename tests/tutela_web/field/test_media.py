"""Photos and voice notes: off until two people agree, bare of metadata, opened by few, each opening
on record, gone with the words of their report."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from tests.tutela_web.cast import Cast
from tests.tutela_web.field.telephone import Telephone, set_up
from tutela_web.access.models import AuditEntry, CompartmentGrant
from tutela_web.access.policy import standing_of
from tutela_web.base.ids import new_id
from tutela_web.field.envelopes import Binding, seal_envelope
from tutela_web.field.models import FieldSettings, MediaRequest, PartialUpload
from tutela_web.intake.media import LONGEST_SIDE, MOST_BYTES
from tutela_web.intake.models import FieldReport, ReportMedia
from tutela_web.safeguards.retained import CLASSES, destroy_rows

ADDRESS = "/m/luma/field/media/"
SINCE = "2018-01-01"


@pytest.fixture
def telephone(cast: Cast, sign_in: Any) -> Telephone:
    return set_up(sign_in, cast["field_reporter"])


def switch_on(cast: Cast, **on: bool) -> None:
    """As two people decided before."""
    on = on or {"photos": True, "voice_notes": True}
    FieldSettings.objects.update_or_create(mission=cast.mission, defaults=on)


def open_sources(cast: Cast, who: str) -> None:
    """The compartment of sources, opened to one person."""
    CompartmentGrant.objects.create(
        mission=cast.mission,
        person=cast[who],
        compartment="source",
        reason="verification",
        starts=SINCE,
        given_by=cast["chief_of_staff"],
    )


def photo(size: tuple[int, int] = (640, 480), **metadata: Any) -> bytes:
    """A made photo."""
    content = BytesIO()
    Image.effect_noise(size, 20).convert("RGB").save(content, "JPEG", quality=20, **metadata)
    return content.getvalue()


def located() -> Image.Exif:
    """Metadata as a camera writes it, with the place."""
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (6.0, 12.0, 0.0), 3: "E", 4: (31.0, 30.0, 0.0)})
    return exif


def voice(*, kind: int = 2, codec: bytes = b"A_OPUS", at: int = 0, more: bytes = b"") -> bytes:
    """A voice note as a browser records it: one track of sound, one cluster of unknown size."""

    def element(name: int, value: bytes) -> bytes:
        written = name.to_bytes((name.bit_length() + 7) // 8, "big")
        return written + (0x4000 | len(value)).to_bytes(2, "big") + value

    track = element(0xD7, b"\x01") + element(0x83, bytes([kind])) + element(0x86, codec)
    return (
        element(0x1A45DFA3, element(0x4282, b"webm"))
        + bytes.fromhex("18538067 01ffffffffffffff")
        + element(0x1549A966, element(0x4D80, b"Chrome"))
        + element(0x1654AE6B, element(0xAE, track))
        + more
        + bytes.fromhex("1f43b675 01ffffffffffffff")
        + element(0xE7, at.to_bytes(4, "big"))
        + element(0xA3, b"\x81\x00\x00\x80" + b"sound" * 20)
    )


def add_media(
    telephone: Telephone, report: UUID, content: bytes, kind: str = "photo", **said: Any
) -> UUID:
    """Seal a photo or a voice note: it waits on the telephone like a report."""
    telephone.sequence += 1
    envelope, key = new_id(), telephone.given["key"]
    line = {
        "kind": kind,
        "of": str(report),
        "sequence": telephone.sequence,
        "captured_at": telephone.now.isoformat(),
        "sha256": sha256(content).hexdigest(),
        "size": len(content),
    } | said
    binding = Binding(UUID(telephone.given["mission"]), UUID(telephone.given["handset"]), envelope)
    sealed = json.dumps(line).encode() + b"\n" + content + b" " * 100
    public = base64.b64decode(key["public"])
    telephone.waiting[envelope] = seal_envelope(sealed, public, UUID(key["id"]), binding)
    return envelope


@pytest.fixture
def report(telephone: Telephone) -> UUID:
    envelope, _sealed = telephone.capture(answers={"what": "Burnt roofs"})
    telephone.send(envelope)
    return envelope


# --- off, and on


def test_off_nothing_is_told_or_taken(telephone: Telephone, report: UUID) -> None:
    assert telephone.given["media"] == [] and telephone.contact().json()["media"] == []
    small = add_media(telephone, report, photo((64, 48)))
    answer = telephone.send(small)
    assert answer.status_code == 422 and "off" in answer.json()["error"]["what"]
    large = add_media(telephone, report, photo((1600, 1200)))
    assert len(telephone.waiting[large]) > 64_000
    assert telephone.send(large).status_code == 422
    assert not ReportMedia.objects.exists() and not PartialUpload.objects.exists()


@pytest.mark.postgresql
def test_one_asks_another_agrees_and_either_ends_it(
    cast: Cast, sign_in: Any, telephone: Telephone
) -> None:
    chief, focal = sign_in(cast["chief_of_staff"]), sign_in(cast["custodian"])
    assert chief.post(ADDRESS, {"do": "ask", "why": "x"}).status_code == 400
    assert chief.post(ADDRESS, {"do": "ask", "photos": "on"}).status_code == 400
    for who in ("field_reporter", "analyst", "custodian", "boris"):
        asked = {"do": "ask", "photos": "on", "why": "x"}
        assert sign_in(cast[who]).post(ADDRESS, asked).status_code == 403, who
    chief.post(ADDRESS, {"do": "ask", "photos": "on", "why": "Roofs"})
    request = MediaRequest.objects.get()
    assert telephone.contact().json()["media"] == []
    decided = {"do": "agree", "request": str(request.pk)}
    assert chief.post(ADDRESS, decided).status_code == 403
    page = focal.get(ADDRESS).content.decode()
    assert "Roofs" in page and "Agree" in page
    first_page = focal.get("/m/luma/now/").content.decode()
    assert ADDRESS in first_page and "For your approval" in first_page
    assert focal.post(ADDRESS, decided | {"request": "x"}).status_code == 404
    focal.post(ADDRESS, decided)
    assert telephone.contact().json()["media"] == ["photo"]
    focal.post(ADDRESS, decided)  # again: nothing more
    assert "For your approval" not in focal.get("/m/luma/now/").content.decode()
    assert sign_in(cast["analyst"]).post(ADDRESS, {"do": "end"}).status_code == 403
    chief.post(ADDRESS, {"do": "ask", "voice_notes": "on", "why": "Roofs"})
    chief.post(ADDRESS, {"do": "take_back"})
    assert telephone.contact().json()["media"] == ["photo"]
    focal.post(ADDRESS, {"do": "end"})
    assert telephone.contact().json()["media"] == []
    held = FieldSettings.objects.get()
    assert (held.photos, held.voice_notes, held.changed_by) == (False, False, cast["custodian"])
    acts = set(AuditEntry.objects.filter(kind="field_settings").values_list("act", flat=True))
    assert acts == {"ask_media", "agree_media", "take_back_media", "end_media"}


@pytest.mark.postgresql
def test_a_refused_request_changes_nothing(cast: Cast, sign_in: Any) -> None:
    sign_in(cast["chief_of_staff"]).post(ADDRESS, {"do": "ask", "photos": "on", "why": "Roofs"})
    request = MediaRequest.objects.get()
    sign_in(cast["custodian"]).post(ADDRESS, {"do": "refuse", "request": str(request.pk)})
    request.refresh_from_db()
    assert request.refused_at and not FieldSettings.objects.filter(photos=True).exists()


# --- what comes in


@pytest.mark.postgresql
def test_a_photo_comes_in_pieces_once_sealed_and_bare(
    cast: Cast, sign_in: Any, telephone: Telephone, report: UUID
) -> None:
    switch_on(cast)
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    content = photo((1600, 1200), exif=exif, comment=b"Nyandeng Mabior")
    envelope = add_media(telephone, report, content)
    sealed = telephone.waiting[envelope]
    telephone.send_piece(envelope, 0, 8192)
    telephone.send(envelope, size=8192)
    kept = ReportMedia.objects.get()
    assert (kept.pk, kept.report_id, kept.sha256) == (envelope, report, sha256(content).hexdigest())
    bare = base64.b64decode(kept.content)
    assert kept.kept_sha256 == sha256(bare).hexdigest() and kept.size == len(bare)
    for word in (b"CameraMaker", b"Nyandeng", b"Exif"):
        assert word not in bare
    with Image.open(BytesIO(bare)) as found:
        assert found.size == (1600, 1200) and not found.getexif()
    telephone.waiting[envelope] = sealed  # the answer was lost
    telephone.send(envelope)
    assert ReportMedia.objects.count() == 1 and not PartialUpload.objects.exists()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM intake_reportmedia")
        stored = bytes(cursor.fetchone()[0])
    assert base64.b64encode(bare)[:60] not in stored and bare[:60] not in stored


def test_what_is_no_photo_or_tells_where_is_refused(
    cast: Cast, sign_in: Any, telephone: Telephone, report: UUID
) -> None:
    switch_on(cast)
    good = photo((64, 48))
    large = b"\xff" * (MOST_BYTES + 1)
    png = BytesIO()
    Image.new("RGB", (8, 8)).save(png, "PNG")
    xmp = b'<x exif:GPSLatitude="6,12N"/>'
    wrong = [
        add_media(telephone, report, photo((64, 48), exif=located())),
        add_media(telephone, report, photo((64, 48), xmp=xmp)),
        add_media(telephone, report, photo((LONGEST_SIDE + 1, 10))),
        add_media(telephone, report, good[:-200]),
        add_media(telephone, report, b"no photo at all"),
        add_media(telephone, report, png.getvalue()),
        add_media(telephone, report, large),
        add_media(telephone, report, good, sha256="0" * 64),
        add_media(telephone, report, good, size=len(good) + 5_000),
        add_media(telephone, report, good, kind="film"),
        add_media(telephone, report, good, kind="voice"),
        add_media(telephone, new_id(), good),
    ]
    for envelope in wrong:
        answer = telephone.send(envelope, size=16_384)
        assert answer.status_code == 422 and answer.json()["error"]["what"], envelope
    assert not ReportMedia.objects.exists() and len(telephone.waiting) == len(wrong)


def test_a_voice_note_is_sound_alone(
    cast: Cast, sign_in: Any, telephone: Telephone, report: UUID
) -> None:
    switch_on(cast, voice_notes=True)
    tags = bytes.fromhex("1254c367") + b"\x40\x04" + b"town"
    wrong = [
        voice(kind=1),
        voice(codec=b"V_VP8"),
        voice(at=70_000),
        voice(more=tags),
        voice() + tags,
        voice()[:-3],
        voice()[4:],
        b"",
    ]
    for content in wrong:
        envelope = add_media(telephone, report, content, "voice")
        assert telephone.send(envelope).status_code == 422, content
    assert telephone.send(add_media(telephone, report, photo((64, 48)))).status_code == 422
    content = voice(at=59_000)
    telephone.send(add_media(telephone, report, content, "voice"))
    kept = ReportMedia.objects.get()
    assert kept.kind == "voice" and base64.b64decode(kept.content) == content


def test_a_report_has_three_at_most_of_its_own_sender(
    cast: Cast, sign_in: Any, telephone: Telephone, report: UUID
) -> None:
    switch_on(cast)
    for _number in range(3):
        assert telephone.send(add_media(telephone, report, photo((64, 48)))).status_code == 200
    assert telephone.send(add_media(telephone, report, photo((64, 48)))).status_code == 422
    other = set_up(sign_in, cast.hofo)
    assert other.send(add_media(other, report, photo((64, 48)))).status_code == 422
    assert ReportMedia.objects.count() == 3


@pytest.mark.parametrize(
    "said",
    [
        {"marked": "crsv"},
        {"marked": "child"},
        {"misconduct": "yes"},
        {"misconduct": "unsure"},
    ],
)
def test_beside_what_is_kept_apart_nothing_is_retained_and_the_sender_is_told(
    cast: Cast, sign_in: Any, telephone: Telephone, said: dict[str, str]
) -> None:
    switch_on(cast)
    apart, _sealed = telephone.capture(**said)
    telephone.send(apart)
    envelope = add_media(telephone, apart, photo((64, 48)))
    told = telephone.send(envelope).json()["receipt"]
    assert told["outcome"] == "not_kept" and "not retained" in told["steps"][0]
    assert not ReportMedia.objects.exists() and not FieldReport.objects.exists()
    assert not AuditEntry.objects.filter(kind="reportmedia").exists()


# --- who opens it


def test_it_is_opened_by_who_reads_sources_and_each_opening_is_a_line(
    cast: Cast, sign_in: Any, telephone: Telephone, report: UUID
) -> None:
    switch_on(cast)
    envelope = add_media(telephone, report, photo((64, 48)))
    telephone.send(envelope)
    page, opening = f"/m/luma/field-reports/{report}/", f"/m/luma/field-reports/media/{envelope}/"
    for who in ("human_rights", "field_reporter", "joc_duty_officer"):
        browser = sign_in(cast[who])
        assert str(envelope) not in browser.get(page).content.decode(), who
        assert browser.post(opening).status_code == 404, who
    open_sources(cast, "human_rights")
    open_sources(cast, "administrator")  # reads no report
    assert sign_in(cast["administrator"]).post(opening).status_code == 404
    reader = sign_in(cast["human_rights"])
    assert str(envelope) in reader.get(page).content.decode()
    assert reader.get(opening).status_code == 405
    answer = reader.post(opening)
    assert answer["Content-Type"] == "image/jpeg" and "no-store" in answer["Cache-Control"]
    assert answer.content == base64.b64decode(ReportMedia.objects.get().content)
    line = AuditEntry.objects.get(act="open", kind="reportmedia")
    assert line.subject_id == str(envelope) and line.person_id == cast["human_rights"].pk
    for address in ("/m/luma/field-reports/", f"/api/v1/missions/luma/field-reports/{report}"):
        assert str(envelope) not in reader.get(address).content.decode()


def test_it_is_destroyed_with_the_words_of_its_report(
    cast: Cast, sign_in: Any, telephone: Telephone, report: UUID
) -> None:
    switch_on(cast)
    telephone.send(add_media(telephone, report, photo((64, 48))))
    open_sources(cast, "human_rights")
    copy = ReportMedia.objects.get()  # as a backup would have it
    custodian = standing_of(cast["custodian"], cast.mission)
    destroy_rows(CLASSES["reports"], [FieldReport.objects.get()], by=custodian)
    assert not ReportMedia.objects.exists()
    del copy.__dict__["_state"]
    late = add_media(telephone, report, photo((64, 48)))
    assert telephone.send(late).json()["receipt"]["outcome"] == "not_kept"
    restored = ReportMedia(**{k: v for k, v in copy.__dict__.items() if not k.startswith("_")})
    with pytest.raises(Exception, match="erased"):
        assert restored.content
