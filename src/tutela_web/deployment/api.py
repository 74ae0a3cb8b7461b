"""Of gaps, options and allocations for programs."""

from __future__ import annotations

from ninja import Router

router = Router()
