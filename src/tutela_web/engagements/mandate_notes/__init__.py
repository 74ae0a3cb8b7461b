"""Notes on the mandate and the means, shown beside the rank of a risk without changing it."""
