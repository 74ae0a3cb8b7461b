"""The fields that a mission added to its records: which are in force, their values, their history.

A room above keeps the fields and who approved them, and joins them in here (`fields.DEFINED`); a
mission that has none costs no query, for its own row says so.
"""
