from tests.tutela_web.cli.house import bare_house, house, house_base

__all__ = ["bare_house", "house", "house_base"]
