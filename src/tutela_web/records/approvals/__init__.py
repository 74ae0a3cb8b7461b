"""Approvals: an act of the post that approves, or its spoken word, which it confirms later."""
