"""Several reports of one event become one thread, and are taken apart again."""
