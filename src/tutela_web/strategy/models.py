"""The tables of this room."""

from tutela_web.strategy.based import models as based_models  # noqa: F401
from tutela_web.strategy.consulting import models as consulting_models  # noqa: F401
from tutela_web.strategy.disseminating import models as disseminating_models  # noqa: F401
from tutela_web.strategy.edition import models as edition_models  # noqa: F401
from tutela_web.strategy.endorsing import models as endorsing_models  # noqa: F401
from tutela_web.strategy.guidance import models as guidance_models  # noqa: F401
from tutela_web.strategy.understood import models as understood_models  # noqa: F401
