"""The tables of this room."""

from tutela_web.fora.claims import models as claims_models  # noqa: F401
from tutela_web.fora.forum import models as forum_models  # noqa: F401
from tutela_web.fora.teams import models as teams_models  # noqa: F401
