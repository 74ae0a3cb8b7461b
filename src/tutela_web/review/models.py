"""The tables of this room."""

from tutela_web.review.amber import models as amber_models  # noqa: F401
from tutela_web.review.rounds import models as round_models  # noqa: F401
