"""Words that tell nothing of a situation, in three languages: left out where lessons compare."""

from __future__ import annotations

_ENGLISH = """
a about after again all an and are as at be before by each for from had has have he his in is it its
last no not of on or our said she so that the their them they this to two until was we were when
where which while who with would
"""
_FRENCH = """
au aux avant avec ce ces cette dans de des deux dit du elle en est et il ils la le les leur leurs
mais ne notre nous on ou par pas pour qu que qui sa se ses son sont sur un une vers
"""
_ARABIC = "من في على إلى عن أن ان لا ما هذا هذه التي الذي كان كانت قد مع ثم أو او بعد قبل كل"

TELLS_NOTHING = frozenset(f"{_ENGLISH} {_FRENCH} {_ARABIC}".split())
