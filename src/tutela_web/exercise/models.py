"""The tables of this room."""

from tutela_web.exercise.drills import models as drills_models  # noqa: F401
from tutela_web.exercise.findings import models as findings_models  # noqa: F401
from tutela_web.exercise.scenarios import models as scenarios_models  # noqa: F401
from tutela_web.exercise.twins import models as twins_models  # noqa: F401
