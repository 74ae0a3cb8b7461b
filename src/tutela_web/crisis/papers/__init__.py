"""How the mission's papers are laid out, abbreviated and signed."""
