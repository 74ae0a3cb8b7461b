"""How many examples a law is tried on: few in `make test`, many in `make proof`."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("proof", max_examples=500, deadline=None)
settings.load_profile(os.environ.get("TUTELA_LAWS", "quick"))
