"""Speed and foresight, measured as ratios within one run; see docs/performance.md."""
