"""What every change of a strategy begins with: who may draft."""

from __future__ import annotations

ACT = "draft_strategy"
