"""The text of a strategy: its chapters, what it quotes and copies, how long it is, what is cut."""
