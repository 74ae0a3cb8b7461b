"""The lexicon and rules for reading files of other organisations: the words that offices use."""
