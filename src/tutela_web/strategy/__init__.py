"""What did we promise to do: sections, consultation, matrix, endorsement."""
