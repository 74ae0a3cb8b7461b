"""The mission's own fields on lines of the register."""
