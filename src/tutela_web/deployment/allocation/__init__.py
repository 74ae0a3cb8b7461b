"""Means shared between tasks; the crisis reserve; the mix of activities."""
