"""A private calendar address for each person: meetings of their fora and their due dates."""
