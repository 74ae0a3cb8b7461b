"""An invented ministry: its incident sheets, an indicator, visits of its protection desk, a weekly
return, a text desk, and a rule that forecasts."""

from tutela.base.plugins import IndicatorTable, ProductTable

INDICATORS = IndicatorTable(contract=1, package="tutela_ministry")
PRODUCTS = ProductTable(contract=1, package="tutela_ministry")
