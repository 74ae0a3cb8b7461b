"""The tables of this room."""

from tutela_web.exercise.twins import models as twin_models  # noqa: F401
