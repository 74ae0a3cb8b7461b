"""Coordination bodies: their members and meetings, Joint Protection Teams, claims on units."""
