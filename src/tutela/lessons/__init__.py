"""Were we right: when a debrief opens, which lesson fits, when a failure is the same again."""
