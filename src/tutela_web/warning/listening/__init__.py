"""What people listen for, and the digest of watches once a day."""
