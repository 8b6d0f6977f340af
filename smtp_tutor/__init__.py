"""SMTP Tutor: reads what mail servers say, and explains it.

>>> from smtp_tutor import decode
>>> decode("550 5.1.1 No such user here").decisive.reason.value
'recipient_unknown'
"""

from smtp_tutor.decode import Answer, Decoding, decode
from smtp_tutor.errors import ReplySyntaxError, SmtpTutorError
from smtp_tutor.model import EnhancedCode, Reason, Reply, Severity
from smtp_tutor.parse import format_reply, parse

__all__ = [
    "Answer",
    "Decoding",
    "EnhancedCode",
    "Reason",
    "Reply",
    "ReplySyntaxError",
    "Severity",
    "SmtpTutorError",
    "decode",
    "format_reply",
    "parse",
]

__version__ = "0.1.0"
