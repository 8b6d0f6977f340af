"""A certificate as a page of its own, made to be printed on one sheet. Must not: decide anything."""

from xml.etree import ElementTree as ET

from smtp_tutor.certificate import PROVES, Certificate, code
from smtp_tutor.i18n import LANGUAGES, Language, mark
from smtp_tutor.render.html import node, written

TITLE = mark("Certificate")
COURSE = mark("SMTP Tutor: reading what mail servers say")
PASSED = mark("The final test was passed.")
NAME = mark("Name")
SCORE = mark("Score")
DATE = mark("Date")
LANGUAGE = mark("Language")
SEED = mark("Test number")
CODE = mark("Code")
CHECK = mark("To check it, open the lesson with the final test in SMTP Tutor, and type what stands here.")

#: Dark ink on white whatever the screen's colours are: this goes to paper. `@page` leaves the size of the sheet to the printer.
STYLE = """
@page { margin: 15mm; }
body { background: #fff; color: #1b2330; margin: 0; }
body { font: 1.05rem/1.5 system-ui, "Noto Sans", "Noto Sans Thai", "Noto Sans Devanagari", sans-serif; }
main { border: 0.25rem double #0b5cad; box-sizing: border-box; max-inline-size: 44rem; padding: 2rem; }
main { break-inside: avoid; margin: 1rem auto; overflow-wrap: anywhere; }
.course { color: #4d5a6b; font-weight: 600; margin: 0; }
h1 { font-size: 2.2rem; line-height: 1.2; margin: 0.3rem 0 1.2rem; }
.name { font-size: 1.5rem; font-weight: 700; line-height: 1.3; }
dl { align-items: baseline; display: grid; gap: 0.4rem 1.5rem; grid-template-columns: max-content 1fr; margin: 1.5rem 0; }
dt { color: #4d5a6b; font-weight: 600; }
dd { margin: 0; }
code { font: 600 1.05em ui-monospace, "DejaVu Sans Mono", monospace; white-space: nowrap; }
.proves { border-block-start: 1px solid #c3ccd8; color: #4d5a6b; font-size: 0.92rem; padding-block-start: 0.8rem; }
@media print { main { margin: 0 auto; } }
"""


def as_html(certificate: Certificate, spoken: Language) -> str:
    """The whole page: what the certificate says, its code, and what a check of it can and cannot prove."""
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("title", f"{spoken.say(TITLE)}: {certificate.name}"),
        node("style", STYLE),
    )
    body = node("body", node("main", *_parts(certificate, spoken)))
    return f"<!doctype html>\n{written(node('html', head, body, lang=spoken.tag))}"


def _parts(certificate: Certificate, spoken: Language) -> list[ET.Element]:
    """What stands on the sheet, from the top to the bottom."""
    rows = [
        (NAME, node("dd", certificate.name, class_="name")),
        (SCORE, node("dd", f"{certificate.right} / {certificate.total}")),
        (DATE, node("dd", certificate.date)),
        (LANGUAGE, node("dd", LANGUAGES.get(certificate.language, certificate.language))),
        (SEED, node("dd", str(certificate.seed))),
        (CODE, node("dd", node("code", code(certificate)))),
    ]
    return [
        node("p", spoken.say(COURSE), class_="course"),
        node("h1", spoken.say(TITLE)),
        node("p", spoken.say(PASSED)),
        node("dl", *(part for label, figure in rows for part in (node("dt", spoken.say(label)), figure))),
        node("p", spoken.say(PROVES), " ", spoken.say(CHECK), class_="proves"),
    ]
