"""Hypothesis profiles: `ci` tries more examples, and neither has a deadline, since machines differ."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("people", deadline=None, max_examples=100)
settings.register_profile("ci", deadline=None, max_examples=400, derandomize=True)
settings.register_profile("pyodide", deadline=None, max_examples=20, derandomize=True, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "people"))
