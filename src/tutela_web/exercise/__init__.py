"""Are we ready: scenarios, drills in the real screens, what they found."""
