"""What each transaction that wrote says to who waits: that something was written, and no more."""

from __future__ import annotations

CHANNEL = "tutela_written"
TELL = f"SELECT pg_notify('{CHANNEL}', '') WHERE pg_current_xact_id_if_assigned() IS NOT NULL"  # nosec B608 # a word of ours
