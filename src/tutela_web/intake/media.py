"""What a photo or a voice note of the field may be: pixels and sound, and nothing that says where,
when or by what.

The telephone draws the photo anew, which leaves metadata behind. Here that is not taken on trust.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.places.sites.photos import NO_PICTURE, bare_copy

MOST_BYTES = 400_000
"""The largest photo or voice note."""

LONGEST_SIDE = 1600
"""Pixels: a face at ten metres is not made out, a burnt roof at a hundred is."""

MOST_OF_A_REPORT = 3
"""Photos and voice notes of one report."""

_GPS_DIRECTORY = 0x8825
_LOCATED = (b"exif:gps", b":gpslatitude", b"photoshop:city", b"iptc4xmpcore:location")


def strip_photo(content: bytes) -> bytes:
    """A photo drawn anew of its pixels: no metadata, no thumbnail, nothing behind its end.

    Raises  BadParameter for what is no JPEG, is too large, or still says where it was taken.
    """
    if len(content) > MOST_BYTES:
        raise _too_large_error()
    try:
        with Image.open(BytesIO(content), formats=("JPEG",)) as photo:
            if max(photo.size) > LONGEST_SIDE:
                raise _too_large_error()
            if _says_where(photo):
                raise BadParameter(
                    say("this photo still says where it was taken"),
                    next=say("update the app and take it again"),
                )
            return bare_copy(photo)
    except NO_PICTURE:
        raise BadParameter(
            say("this is no photo that can be read"), next=say("take it again")
        ) from None


def _says_where(photo: Image.Image) -> bool:
    """Whether any of the metadata of a photo tells a place."""
    if photo.getexif().get_ifd(_GPS_DIRECTORY):
        return True
    written = photo.info.get("xmp", b"") or b""
    told = (written if isinstance(written, bytes) else str(written).encode()).lower()
    return any(word in told for word in _LOCATED)


# --- voice notes: WebM (https://www.rfc-editor.org/rfc/rfc9559), as a browser records it

LONGEST_SECONDS = 60
_SLACK_SECONDS = 5

_HEAD, _SEGMENT, _CLUSTER, _TIMESTAMP = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0xE7
_TRACK_KIND, _CODEC, _DOCUMENT = 0x83, 0x86, 0x4282
_OPENED = {_HEAD, _SEGMENT, _CLUSTER, 0x1549A966, 0x1654AE6B, 0xAE, 0xE1, 0xA0}
"""What holds further elements: head, segment, clusters, information, tracks, blocks."""
_PLAIN = {
    *(0x4286, 0x42F7, 0x42F2, 0x42F3, _DOCUMENT, 0x4287, 0x4285),  # of the head
    *(0x2AD7B1, 0x4489, 0x4D80, 0x5741),  # scale, duration, and which program wrote it
    *(0xD7, 0x73C5, _TRACK_KIND, 0x88, 0xB9, 0x9C, 0x55AA, 0x23E383, _CODEC, 0x63A2),
    *(0x56AA, 0x56BB, 0x22B59C, 0x536E, 0xB5, 0x9F, 0x6264, 0x78B5),  # of the track
    *(_TIMESTAMP, 0xA3, 0xA1, 0x9B, 0xFB, 0x75A2, 0xAB, 0xA7),  # of clusters: time and sound
    *(0x114D9B74, 0x1C53BB6B, 0xEC, 0xBF),  # where what stands, nothing at all, a check sum
}
"""What else a recording needs. Tags, titles, dates, chapters and attached files are none of it."""
_AUDIO = 2


def check_voice(content: bytes) -> bytes:
    """A voice note as it came, where it holds sound alone.

    Raises  BadParameter for what is no such recording, is too long, or holds anything else.
    """
    if len(content) > MOST_BYTES:
        raise _too_large_error()
    told = {_DOCUMENT: b"", _TRACK_KIND: b"", _CODEC: b"", _TIMESTAMP: b""}
    try:
        if not content.startswith(_HEAD.to_bytes(4, "big")):
            raise ValueError
        last = 0
        for name, value in _elements(content):
            if name in (_DOCUMENT, _TRACK_KIND, _CODEC) and told[name]:
                raise ValueError  # a second track
            if name in told:
                told[name] = value
            if name == _TIMESTAMP:
                last = max(last, int.from_bytes(value, "big"))
    except (ValueError, IndexError):
        raise BadParameter(
            say("this is no voice note of the app, or holds more than sound"),
            next=say("record it again"),
        ) from None
    audio = int.from_bytes(told[_TRACK_KIND], "big") == _AUDIO and told[_CODEC] == b"A_OPUS"
    if not audio or told[_DOCUMENT] != b"webm":
        raise BadParameter(say("this is no voice note of the app"), next=say("record it again"))
    if last > (LONGEST_SECONDS + _SLACK_SECONDS) * 1000:
        raise _too_large_error()
    return content


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a recording one after another, those inside others as well.

    Raises  ValueError for one that no recording needs, or one that is cut off.
    """
    at = 0
    while at < len(content):
        name, at = _read_number(content, at, marked=True)
        size, at = _read_number(content, at)
        if name in _OPENED:
            yield name, b""
        elif name in _PLAIN and size is not None and at + size <= len(content):
            yield name, content[at : at + size]
            at += size
        else:
            raise ValueError


def _read_number(content: bytes, at: int, *, marked: bool = False) -> tuple[int | None, int]:
    """A number as WebM writes it, and where it ends; None for a size that is not known.

    Takes   marked, whether the bits that tell its length belong to it, as with names.
    """
    length = 9 - content[at].bit_length()
    if length > 8 or at + length > len(content):
        raise ValueError
    number = int.from_bytes(content[at : at + length], "big")
    at += length
    if marked:
        return number, at
    bare = number & ((1 << 7 * length) - 1)
    return (None if bare == (1 << 7 * length) - 1 else bare), at


def _too_large_error() -> BadParameter:
    return BadParameter(
        say("this is larger than the app makes it"), next=say("update the app and take it again")
    )
