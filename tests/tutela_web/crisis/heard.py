"""What a tasking headquarters writes down of an answer it heard."""

from __future__ import annotations

BY_RADIO = {"said_by": "the unit's operations room", "channel": "radio"}
