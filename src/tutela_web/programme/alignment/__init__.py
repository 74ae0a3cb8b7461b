"""Plans, directives and roles beside the matrix lines linked to them."""
