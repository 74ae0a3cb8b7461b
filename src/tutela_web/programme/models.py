"""The tables of this room."""

from tutela_web.programme.dilemmas import models as dilemma_models  # noqa: F401
from tutela_web.programme.duties import models as duty_models  # noqa: F401
from tutela_web.programme.efforts import models as effort_models  # noqa: F401
from tutela_web.programme.matrix import models as matrix_models  # noqa: F401
from tutela_web.programme.measures import models as measure_models  # noqa: F401
from tutela_web.programme.objectives import models as objective_models  # noqa: F401
