"""What did we promise to do? The strategy's sections A to J, its matrix, and when to look again."""
