"""What programs may ask, below /api/v1/missions/<mission>/x/ministry/."""

from tutela_ministry.kinds import VISIT
from tutela_web.plugins.rooms import Endpoint

ENDPOINTS = (Endpoint(VISIT, "visits", order="-on", writes=True),)
