"""What a search looks through, and the other words people have for pages and acts."""
