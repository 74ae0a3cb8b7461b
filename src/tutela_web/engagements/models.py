"""The tables of this room."""

from tutela_web.engagements.asks import models as asks_models  # noqa: F401
from tutela_web.engagements.engagement import models as engagement_models  # noqa: F401
from tutela_web.engagements.groups import models as groups_models  # noqa: F401
from tutela_web.engagements.mandate_notes import models as mandate_notes_models  # noqa: F401
from tutela_web.engagements.no_response import models as no_response_models  # noqa: F401
from tutela_web.engagements.residual import models as residual_models  # noqa: F401
from tutela_web.engagements.threats import models as threats_models  # noqa: F401
