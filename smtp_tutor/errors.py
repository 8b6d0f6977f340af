"""What can go wrong, as one tree of exceptions.

Lives here: the classes, the place in the text that an error points at, and the drawing of a caret under it.
Must not: hold sentences made by callers. Each kind of fault is one `Fault`, whose sentence is its message id.
"""

from dataclasses import dataclass
from enum import Enum

#: How many characters of the source are shown on either side of the place an error points at.
CONTEXT = 30


class Fault(Enum):
    """Why a text is no reply. The value is the English sentence, and the key of its translation."""

    EMPTY = "There is nothing to read."
    NO_CODE = "A reply begins with a code of three digits, and here is none."
    CODE_RANGE = "The first digit of a reply code is 1, 2, 3, 4 or 5."
    CODE_LENGTH = "A reply code has exactly three digits."
    SECOND_REPLY = "One reply was expected, and here a second one begins."


class ProgressFault(Enum):
    """Why a file is no learner's progress. The value is the English sentence, and the key of its translation."""

    EMPTY = "This file is empty. Choose the file in which you saved your progress."
    OTHER_FILE = "This file holds no progress of SMTP Tutor. Choose the file in which you saved your progress."


class SmtpTutorError(Exception):
    """Root of every error that this package raises on purpose."""


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a text that an error points at: `start` and `end` are character offsets into `source`."""

    source: str
    start: int
    end: int

    @property
    def line(self) -> int:
        """The number of the line that the place is on, from 1."""
        return self.source.count("\n", 0, self.start) + 1

    def caret(self) -> str:
        """Two lines: the text around the place, and carets under the place. Long lines are cut to a window."""
        first = max(self.source.rfind("\n", 0, self.start) + 1, self.start - CONTEXT)
        stop = self.source.find("\n", self.start)
        stop = len(self.source) if stop < 0 else stop
        last = min(stop, max(self.end, self.start) + CONTEXT, self.start + 2 * CONTEXT)
        shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in self.source[first:last])
        width = max(1, min(self.end, last) - self.start)
        return f"{shown}\n{' ' * (self.start - first)}{'^' * width}"


class ReplySyntaxError(SmtpTutorError, ValueError):
    """A text is no SMTP reply.

    `fault` says why, `place` where; `str()` gives the sentence and draws a caret under the place.
    """

    def __init__(self, fault: Fault, place: Place) -> None:
        super().__init__(fault, place)
        self.fault = fault
        self.place = place

    def __str__(self) -> str:
        return f"{self.fault.value}\n{self.place.caret()}"


class ProgressSyntaxError(SmtpTutorError, ValueError):
    """A file holds no learner's progress: nothing in it is an event. `fault` says why, `place` where reading it ended."""

    def __init__(self, fault: ProgressFault, place: Place) -> None:
        super().__init__(fault, place)
        self.fault = fault
        self.place = place

    def __str__(self) -> str:
        return f"{self.fault.value}\n{self.place.caret()}"


class DataError(SmtpTutorError, ValueError):
    """A table of the package holds something that it must not: `file` and `entry` name the place."""

    def __init__(self, file: str, entry: str, problem: str) -> None:
        super().__init__(f"{file}: {entry}: {problem}")
        self.file = file
        self.entry = entry
