"""The tables of this room."""

from tutela_web.exercise.scenarios import models as scenarios_models  # noqa: F401
