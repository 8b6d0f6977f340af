"""The words that .NET writes instead of reply codes (`System.Net.Mail.SmtpStatusCode`, also used by MailKit).

Lives here: two tables. Must not: hold code.
"""

#: The name of a status code, and the reply code.
CODES = {
    "ServiceNotAvailable": "421", "MailboxBusy": "450", "LocalErrorInProcessing": "451", "ErrorInProcessing": "451",
    "InsufficientStorage": "452", "ClientNotPermitted": "454", "TemporaryAuthenticationFailure": "454",
    "CommandUnrecognized": "500", "SyntaxError": "501", "CommandNotImplemented": "502", "BadCommandSequence": "503",
    "CommandParameterNotImplemented": "504", "MustIssueStartTlsFirst": "530", "AuthenticationRequired": "530",
    "PasswordTransitionNeeded": "432", "AuthenticationMechanismTooWeak": "534",
    "AuthenticationInvalidCredentials": "535", "EncryptionRequiredForAuthenticationMechanism": "538",
    "MailboxUnavailable": "550", "UserNotLocalTryAlternatePath": "551", "ExceededStorageAllocation": "552",
    "MailboxNameNotAllowed": "553", "TransactionFailed": "554",
    "MailFromOrRcptToParametersNotRecognizedOrNotImplemented": "555",
}  # fmt: skip

#: The beginning of the sentence that stands for a code before `The server response was:`, in small letters.
SENTENCES = (
    ("service not available", "421"),
    ("mailbox unavailable or mailbox busy", "450"),
    ("mailbox busy", "450"),
    ("error in processing", "451"),
    ("insufficient system storage", "452"),
    ("client does not have permission to submit", "454"),
    ("syntax error, command unrecognized", "500"),
    ("syntax error in parameters", "501"),
    ("command not implemented", "502"),
    ("bad sequence of commands", "503"),
    ("command parameter not implemented", "504"),
    ("requires a secure connection or the client was not authenticated", "530"),
    ("mailbox unavailable", "550"),
    ("user not local", "551"),
    ("exceeded storage allocation", "552"),
    ("mailbox name not allowed", "553"),
    ("transaction failed", "554"),
)
