"""Who was trained in what; courses set; roles of police units; what keeps a unit from a task."""
