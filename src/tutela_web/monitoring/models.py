"""The tables of this room."""

from tutela_web.monitoring.effects import models as effects_models  # noqa: F401
from tutela_web.monitoring.measured import models as measured_models  # noqa: F401
from tutela_web.monitoring.progress import models as progress_models  # noqa: F401
from tutela_web.monitoring.results import models as results_models  # noqa: F401
