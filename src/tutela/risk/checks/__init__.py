"""Whether the scores were right: against what came, and against naive rules."""
