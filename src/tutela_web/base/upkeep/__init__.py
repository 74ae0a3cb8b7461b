"""The platform kept running: backups, checks before start, faults of disks, second tries."""
