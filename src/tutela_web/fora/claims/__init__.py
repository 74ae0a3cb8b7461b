"""Claims of other mandated tasks on the units that protection relies on."""
