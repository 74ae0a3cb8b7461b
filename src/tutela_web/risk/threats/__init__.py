"""What the records say of threats: acts, who did them, why, how, and who tells of them."""
