"""How a mission or a ministry makes the platform its own: its papers, words and posts."""
