"""The words of an alert are closed, and opened again, by who may."""
