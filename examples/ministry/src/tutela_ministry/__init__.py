"""An invented ministry: its incident sheets, an indicator, and visits of its protection desk."""

from tutela.base.plugins import IndicatorTable

INDICATORS = IndicatorTable(contract=1, package="tutela_ministry")
