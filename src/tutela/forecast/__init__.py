"""What is likely next, how sure is that, and how often was it so?"""
