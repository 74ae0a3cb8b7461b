"""The dated assessments and maps that section B of a strategy rests on."""
