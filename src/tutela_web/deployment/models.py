"""The tables of this room."""

from tutela_web.deployment.allocation import models as allocation_models  # noqa: F401
from tutela_web.deployment.gap import models as gap_models  # noqa: F401
from tutela_web.deployment.options import models as option_models  # noqa: F401
from tutela_web.deployment.visits import models as visits_models  # noqa: F401
from tutela_web.deployment.whatif import models as what_if_models  # noqa: F401
