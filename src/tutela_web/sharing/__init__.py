"""Share packets: what a partner is given, who approved it, who holds what and until when."""
