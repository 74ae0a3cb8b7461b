"""Who must know now: alerts, their clocks and ladders, the community alert network."""
