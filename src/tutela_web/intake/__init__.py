"""Reports from the field: received by form, telephone or message, followed up, and counted."""
