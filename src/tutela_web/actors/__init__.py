"""Who threatens, who protects."""
