"""Plugins of the tests: they see every test, those in docstrings too."""

pytest_plugins = ["tests.costs", "tests.deferral", "tests.choice", "tests.faults"]
