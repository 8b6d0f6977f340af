"""Shows a `Decoding`: as text for people, as HTML for the page, as a record for programs.

Lives here: labels and layout. Must not: decide anything about a reply.
"""
