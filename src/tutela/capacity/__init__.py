"""What can move, how soon? For now: where the bases are."""
