"""The tables of this room."""

from tutela_web.outreach.sites import models as sites_models  # noqa: F401
