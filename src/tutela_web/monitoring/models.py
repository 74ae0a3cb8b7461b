"""The tables of this room."""

from tutela_web.monitoring.measured import models as measured_models  # noqa: F401
