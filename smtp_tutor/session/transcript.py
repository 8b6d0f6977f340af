"""What the client said in a transcript that somebody pasted, so that it can be said again in a world.

Lives here: telling the client's lines from the server's. Must not: explain replies; `message` reads those.
"""

import re

#: What programs put before the client's lines: telnet notes, swaks, smtplib's debug output, mail logs.
_CLIENT = re.compile(r"\s*(?:C: ?|Client: |>>> ?|>> ?|> ?| ?-> ?|~> ?|send: b?['\"])(?P<line>.*)")
_SERVER = re.compile(r"\s*(?:S: ?|Server: |<<< ?|<< ?|<- {0,2}|< ?|<~ {0,2}|<\*\* ?|reply: |\*{3} |=== )")
_REPLY = re.compile(r"\s*[1-5]\d\d(?:[ -]|$)")
#: A replayed transcript is no longer than this; what stands beyond is left out.
LONGEST = 500


def client_lines(text: str) -> list[str]:
    """The lines that the client said, in order, without marks. Without any marks: those that are no replies."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marked = [match["line"] for line in lines if (match := _CLIENT.match(line)) and not _SERVER.match(line)]
    if marked:
        return [_plain(line) for line in marked][:LONGEST]
    spoken = [line for line in lines if not _REPLY.match(line)]
    while spoken and not spoken[-1].strip():
        spoken.pop()
    while spoken and not spoken[0].strip():
        spoken.pop(0)
    return spoken[:LONGEST]


def _plain(line: str) -> str:
    """Without the end that smtplib prints after what it sends."""
    return re.sub(r"\\r\\n['\"]$", "", line)
