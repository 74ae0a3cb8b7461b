"""The tables of this room."""

from tutela_web.outreach.messages import models as messages_models  # noqa: F401
