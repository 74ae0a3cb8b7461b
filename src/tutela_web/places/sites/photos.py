"""A photo drawn anew of its pixels: nothing that says where, when or by what stays with it."""

from __future__ import annotations

import struct
from io import BytesIO

from PIL import Image, ImageOps

from tutela.base.errors import BadParameter
from tutela.base.messages import say

MOST_BYTES = 8_000_000
"""The largest file read: what the camera of a telephone makes."""

QUALITY = 85

NO_PICTURE = (
    *(OSError, SyntaxError, ValueError, struct.error, IndexError, KeyError),
    Image.DecompressionBombError,
)
"""What Pillow raises of bytes that are no picture."""


def bare_copy(photo: Image.Image) -> bytes:
    """A JPEG of the pixels of a photo and of nothing else: no metadata, no thumbnail, nothing
    behind its end."""
    pixels = photo.convert("RGB")
    bare = Image.frombytes("RGB", pixels.size, pixels.tobytes())
    drawn = BytesIO()
    bare.save(drawn, "JPEG", quality=QUALITY)
    return drawn.getvalue()


def draw_small(content: bytes, *, longest_side: int) -> bytes:
    """A photo drawn anew and small.

    Raises  BadParameter for what is no JPEG, or is larger than a camera makes it.
    """
    if len(content) > MOST_BYTES:
        raise BadParameter(
            say("this photo is too large"), where="file", next=say("choose a smaller one")
        )
    try:
        with Image.open(BytesIO(content), formats=("JPEG",)) as photo:
            photo.draft("RGB", (longest_side, longest_side))  # read small: never all its pixels
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((longest_side, longest_side))
            return bare_copy(upright)
    except NO_PICTURE:
        raise BadParameter(
            say("this is no photo that can be read"), where="file", next=say("choose a JPEG")
        ) from None
