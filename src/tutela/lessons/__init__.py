"""Were we right: when a debrief opens, which lesson fits a situation, when a failure is the same."""
