"""The tables of this room."""

from tutela_web.coordination import arrangement_models as arrangement_models
from tutela_web.coordination import claim_models as claim_models
from tutela_web.coordination import exchange_models as exchange_models
from tutela_web.coordination import fora_models as fora_models
from tutela_web.coordination import partner_models as partner_models
from tutela_web.coordination import roles_models as roles_models
from tutela_web.coordination import sides_models as sides_models
from tutela_web.coordination import space_models as space_models
from tutela_web.coordination import wider_models as wider_models
