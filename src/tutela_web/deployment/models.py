"""The tables of this room."""

from tutela_web.deployment.gap import models as gap_models  # noqa: F401
from tutela_web.deployment.whatif import models as what_if_models  # noqa: F401
