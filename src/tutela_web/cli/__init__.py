"""The platform's command line: `tutela platform`, `tutela audit`, `tutela vault`.

The core finds these by their entry points; nothing of Django is imported until one runs.
"""
