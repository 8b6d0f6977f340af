"""Replies in free text: how many of them are read."""

from smtp_tutor.message import replies


def test_very_many_replies() -> None:
    """Of very many replies the first ones are read, and the last."""
    found = replies.scan("550 x\n" * 100_000 + "421 the end\n")
    assert len(found) == replies.MOST
    assert [(at.start, reply.code) for at, reply in found[:2]] == [(0, 550), (12, 550)]
    at, reply = found[-1]
    assert (at.start, reply.code, reply.text) == (600_000, 421, "the end")
