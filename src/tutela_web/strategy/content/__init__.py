"""The content of a strategy as data: elements, tables, figures, differences, languages."""
