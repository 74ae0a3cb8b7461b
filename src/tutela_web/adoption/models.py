"""The tables of the room, one module a feature."""

from tutela_web.adoption.letterheads.models import Letterhead

__all__ = ["Letterhead"]
