"""The tables of this room."""

from tutela_web.exercise.drills import models as drills_models  # noqa: F401
