"""Adaptation of the platform by a mission or ministry: letterheads, words, posts."""
