"""What is planned from a mandate, and what each renewal changes of it."""
