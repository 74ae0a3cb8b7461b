"""Addresses of the room, below /m/<mission>/x/ministry/."""

from tutela_ministry.kinds import VISIT
from tutela_web.records.kind_views import pages_of

urlpatterns = pages_of(VISIT)
