"""How alerts change: raised, added to, issued, moved on, handed over, ended."""
