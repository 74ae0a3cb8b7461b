"""The path of each report from its arrival to its readers, and reports that are stuck."""
