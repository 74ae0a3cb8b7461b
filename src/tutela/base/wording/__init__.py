"""What a mission calls things by, beside the glossary."""
