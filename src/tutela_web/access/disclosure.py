"""What leaves the mission, as the platform asks it: `tutela.base.disclosure`."""

from tutela.base.disclosure import LEAST, STEP_DEGREES, cells_to_show, generalise_degrees

__all__ = ["LEAST", "STEP_DEGREES", "cells_to_show", "generalise_degrees"]
