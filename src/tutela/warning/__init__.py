"""Who must know now: alert levels, the clocks that run on an alert, and the ladders they climb."""
