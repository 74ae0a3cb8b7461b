"""The tables of this room."""

from tutela_web.partners.arrangements import models as arrangements_models  # noqa: F401
from tutela_web.partners.delegations import models as delegations_models  # noqa: F401
from tutela_web.partners.exchanges import models as exchanges_models  # noqa: F401
from tutela_web.partners.partner import models as partner_models  # noqa: F401
from tutela_web.partners.roles import models as roles_models  # noqa: F401
from tutela_web.partners.sides import models as sides_models  # noqa: F401
from tutela_web.partners.space import models as space_models  # noqa: F401
from tutela_web.partners.wider import models as wider_models  # noqa: F401
