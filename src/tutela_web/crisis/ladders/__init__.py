"""The ladders of action, with the authority and the limits a mission settles for each step."""
