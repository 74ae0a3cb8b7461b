"""Who knew what, when: on the page, and as a signed record."""
