"""What the comparison with real servers has found, for the end of the test run."""

LINES: list[str] = []
