"""What do we tell whom, by when, and what does each figure rest on?"""
