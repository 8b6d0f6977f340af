"""Run after every start: what must differ between readers, and what belongs to their machine, not to the one that built."""

import random
import sys
import time

random.seed()
east = [time.localtime(when).tm_gmtoff for when in (1_767_225_600, 1_782_864_000)]  # in January and in July
time.timezone, time.altzone, time.daylight = -min(east), -max(east), int(min(east) != max(east))
# The reader's drive is the last place to look in: where it is the first, each import asks it, one request at a time.
sys.path[:] = [*filter(None, sys.path), ""]
