"""Who threatens, who protects? Armed actors by type; names of peoples kept apart."""
