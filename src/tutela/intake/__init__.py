"""What people report from the field, and how: the questions of each form."""
