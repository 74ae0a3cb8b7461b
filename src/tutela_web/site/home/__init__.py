"""The first page of each person: panels of work that waits, by post."""
