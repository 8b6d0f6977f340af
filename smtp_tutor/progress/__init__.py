"""What a learner has done.

Lives here: events that only ever grow in number, the document that carries them from one browser to another, and what
follows from them: lessons done, questions to review. Must not: know where events are stored, read a clock, or know questions.
"""

from smtp_tutor.progress.document import Document, Event, document, is_event, merged, read, written
from smtp_tutor.progress.made import answered, begun, certified, done, drilled, tested
from smtp_tutor.progress.state import LessonState, Progress, Running, Test

__all__ = [
    "Document",
    "Event",
    "LessonState",
    "Progress",
    "Running",
    "Test",
    "answered",
    "begun",
    "certified",
    "document",
    "done",
    "drilled",
    "is_event",
    "merged",
    "read",
    "tested",
    "written",
]
