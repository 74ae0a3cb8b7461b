"""The tables of this room."""

from tutela_web.outreach.advocacy import models as advocacy_models  # noqa: F401
from tutela_web.outreach.dialogue import models as dialogue_models  # noqa: F401
from tutela_web.outreach.disputes import models as disputes_models  # noqa: F401
from tutela_web.outreach.escorts import models as escorts_models  # noqa: F401
from tutela_web.outreach.messages import models as messages_models  # noqa: F401
from tutela_web.outreach.perceptions import models as perceptions_models  # noqa: F401
from tutela_web.outreach.rumours import models as rumours_models  # noqa: F401
from tutela_web.outreach.sites import models as sites_models  # noqa: F401
