"""What whoever leaves a post hands to whoever follows."""
