"""With whom: engagements, fora, meetings, decisions, actions."""
