"""The kit's cast and fixtures."""

pytest_plugins = ["tutela_web.kit.fixtures"]
