"""The mission's approach to each armed group: options weighed and decisions."""
