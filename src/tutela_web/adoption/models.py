"""The tables of the room, one module a feature."""

from tutela_web.adoption.letterheads.models import Letterhead
from tutela_web.adoption.posts.models import PostSet
from tutela_web.adoption.wording.models import WordTable

__all__ = ["Letterhead", "PostSet", "WordTable"]
