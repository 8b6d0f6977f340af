"""A `Decoding` as HTML for the page.

Lives here: the elements of an answer. They are built as a tree and written out by the standard library, which escapes
every text and attribute: nothing that was pasted can become markup. Must not: decide anything.
"""

from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from smtp_tutor.advice import ACTOR, advice
from smtp_tutor.decode import Answer, Decoding, Explained, refuses
from smtp_tutor.i18n import Language
from smtp_tutor.message import Kind
from smtp_tutor.model import Reason, Span
from smtp_tutor.render import labels
from smtp_tutor.render.text import certainty, code_line, evidence_sentences, printable

#: A text up to this long is shown whole with its reply marked; of a longer one only the reply is shown.
WHOLE = 3_000
#: So many different replies are listed; the rest are counted.
LISTED = 50

Child = ET.Element | str | None


def node(tag: str, *children: Child, **attributes: object) -> ET.Element:
    """An element with children in order. `class_` is `class`, `data_code` is `data-code`; None leaves an attribute out."""
    given = {key.rstrip("_").replace("_", "-"): str(value) for key, value in attributes.items() if value is not None}
    element = ET.Element(tag, given)
    for child in children:
        if isinstance(child, str):
            text = printable(child)
            if len(element):
                element[-1].tail = (element[-1].tail or "") + text
            else:
                element.text = (element.text or "") + text
        elif child is not None:
            element.append(child)
    return element


def written(element: ET.Element) -> str:
    """An element as HTML."""
    return ET.tostring(element, encoding="unicode", method="html")


def as_html(decoding: Decoding) -> str:
    """The whole explanation as one element."""
    spoken, best = decoding.language, decoding.decisive
    if best is None:
        return written(_problem(decoding))
    many = len(decoding.answers) > 1
    if decoding.document.kind in (Kind.LOG, Kind.EVENTS) and many:
        children: list[Child] = [_chart(decoding), _answer(_commonest(decoding) or best, decoding), _replies(decoding)]
    else:
        children = [_answer(best, decoding), _replies(decoding) if many else None]
    return written(node("div", *children, class_="smtp-decoding", lang=spoken.tag, data_kind=decoding.document.kind.value))


def _problem(decoding: Decoding) -> ET.Element:
    """What to say where nothing was understood. An empty box is a beginning, not a fault."""
    spoken, document = decoding.language, decoding.document
    problem = decoding.problem or spoken.say(labels.LOG_LINES, lines=document.lines, unread=document.unread)
    caret = node("pre", decoding.caret, class_="smtp-caret") if decoding.caret else None
    hint = node("p", decoding.hint) if decoding.hint else None
    begun = bool(document.source.strip())
    return node("div", node("p", problem, class_="smtp-problem-sentence"), caret, hint, lang=spoken.tag,
                class_="smtp-problem" if begun else "smtp-empty", data_kind=document.kind.value)  # fmt: skip


def _answer(answer: Answer, decoding: Decoding) -> ET.Element:
    """One reply: the result, what to do, the marked text with its digits, and the rest folded away."""
    spoken, chosen = decoding.language, answer.advice
    tone = answer.severity.name.lower() if answer.severity else "words"
    sign = node("span", labels.SIGN[answer.severity], aria_hidden="true", class_="smtp-sign")
    state = spoken.say(labels.SEVERITY[answer.severity] if answer.severity else labels.NO_CODE)
    codes = code_line(answer)
    return node(
        "article",
        node("p", sign, f" {state} ", node("code", codes) if codes else None, class_="smtp-badge"),
        node("h3", chosen.title),
        node("p", chosen.sentence, class_="smtp-sentence"),
        *(node("p", note, class_="smtp-note") for note in answer.notes),
        _facts(answer, spoken),
        node("h4", spoken.say(labels.WHAT_TO_DO)),
        node("ol", *(node("li", step) for step in chosen.steps)),
        _warnings(answer, spoken),
        _reading(answer, decoding),
        _folded(spoken.say(labels.TELL_ADMIN), node("p", chosen.tell_admin)) if refuses(answer.severity) else None,
        _known(answer, spoken),
        _standards(answer, spoken),
        class_=f"smtp-answer smtp-{tone}",
        aria_label=f"{codes} {chosen.title}".strip(),
        data_code=answer.reply.code or "",
        data_enhanced=answer.status or "",
        data_reason=answer.reason.value,
        data_confidence=answer.judgement.confidence,
    )


def _facts(answer: Answer, spoken: Language) -> ET.Element:
    """Who must act, whether to try again, how sure we are, and the circumstances that are known."""
    chosen, found = answer.advice, answer.found
    rows: list[tuple[str, str]] = [
        (labels.WHO_ACTS, spoken.say(ACTOR[chosen.actor])),
        (labels.TRY_AGAIN, chosen.when),
    ]
    if refuses(answer.severity):
        rows.append((labels.SURE, certainty(answer, spoken)))
    rows += [(labels.PROVIDER, answer.judgement.provider), (labels.RECIPIENT, found.recipient),
             (labels.COMMAND, found.command), (labels.REMOTE, found.remote)]  # fmt: skip
    shown = ((label, value) for label, value in rows if value)
    return node("dl", *(node("div", node("dt", spoken.say(label)), node("dd", value)) for label, value in shown),
                class_="smtp-facts")  # fmt: skip


def _warnings(answer: Answer, spoken: Language) -> ET.Element | None:
    if not answer.warnings:
        return None
    heading = node("h4", spoken.say(labels.WARNINGS))
    return node("div", heading, node("ul", *(node("li", text) for text in answer.warnings)), class_="smtp-warnings")


def _reading(answer: Answer, decoding: Decoding) -> ET.Element:
    """The text with the code and the evidence marked in place, and the digits explained beside it."""
    spoken, reply, at = decoding.language, answer.reply, answer.found.at
    whole = at is not None and len(decoding.source) <= WHOLE and at.of(decoding.source) == reply.source
    source, offset = (decoding.source, at.start) if whole and at else (reply.source, 0)
    marks = [(span.moved(offset), name) for span, name in
             ((reply.code_span, "smtp-code"), (reply.enhanced_span, "smtp-enhanced")) if span]  # fmt: skip
    marks += [(piece.span.moved(offset), "smtp-evidence") for piece in answer.judgement.evidence
              if piece.span and piece.reason is answer.reason]  # fmt: skip
    said = node("pre", *_marked(source[: WHOLE * 2], marks), class_="smtp-said", tabindex="0",
                aria_label=spoken.say(labels.THE_REPLY))  # fmt: skip
    parts = [node("div", node("h4", spoken.say(labels.THE_REPLY)), said)]
    if answer.digits:
        parts.append(node("div", node("h4", spoken.say(labels.DIGITS)), _digits(answer.digits)))
    return node("div", *parts, class_="smtp-reading")


def _marked(source: str, marks: Iterable[tuple[Span, str]]) -> list[Child]:
    """`source` with each span in a `mark`. Of two that overlap, the one that begins first stays."""
    out: list[Child] = []
    at = 0
    for span, name in sorted(marks, key=lambda item: item[0]):
        if span.start >= at and span.end <= len(source):
            out += [source[at : span.start], node("mark", span.of(source), class_=name)]
            at = span.end
    return [*out, source[at:]]


def _digits(digits: Iterable[Explained]) -> ET.Element:
    """The digits of a code, large, each with its meaning."""
    rows = (node("div", node("dt", digit.code), node("dd", node("strong", digit.title), " ", digit.meaning)) for digit in digits)
    return node("dl", *rows, class_="smtp-digits")


def _folded(heading: str, *children: Child) -> ET.Element:
    return node("details", node("summary", heading), *children)


def _known(answer: Answer, spoken: Language) -> ET.Element | None:
    """What the reason rests on."""
    sentences = list(evidence_sentences(answer, spoken)) if refuses(answer.severity) else []
    if not sentences:
        return None
    why = node("p", answer.advice.why) if answer.advice.why else None
    return _folded(spoken.say(labels.EVIDENCE), why, node("ul", *(node("li", sentence) for sentence in sentences)))


def _standards(answer: Answer, spoken: Language) -> ET.Element | None:
    """What the codes mean by the standards."""
    blocks: list[Child] = []
    for heading, entry in ((labels.THE_CODE, answer.basic), (labels.ENHANCED, answer.enhanced)):
        if entry:
            source = f"{spoken.say(labels.SOURCE)}: {entry.source}" if entry.source else ""
            blocks += [
                node("h4", f"{spoken.say(heading)} ", node("code", entry.code), f": {entry.title}"),
                node("p", entry.meaning),
                node("p", entry.standing, " ", source, class_="smtp-source"),
            ]
    if answer.enhanced_parts:
        blocks.append(_digits(answer.enhanced_parts))
    return _folded(spoken.say(labels.STANDARDS), *blocks) if blocks else None


def _commonest(decoding: Decoding) -> Answer | None:
    """In a log: the answer whose reason is the commonest of the refusals."""
    reasons = [reason for reason, _ in decoding.tally.most_common() if reason]
    return next(
        (answer for answer in decoding.answers if reasons and answer.reason is reasons[0] and refuses(answer.severity)),
        None,
    )


def _chart(decoding: Decoding) -> ET.Element:
    """The replies of a log by reason: a table whose bars repeat its numbers."""
    spoken, document, tally = decoding.language, decoding.document, decoding.tally
    largest = max(tally.values(), default=1)
    rows = []
    for reason, count in tally.most_common():
        bar = node("span", class_="smtp-bar", style=f"inline-size:{100 * count / largest:.1f}%", aria_hidden="true")
        rows.append(node("tr", node("th", _title(reason, spoken), scope="row"), node("td", str(count)),
                         node("td", bar, class_="smtp-bars"), data_reason=reason.value if reason else "none",
                         data_count=count))  # fmt: skip
    summary = spoken.say(labels.LOG_LINES, lines=document.lines, unread=document.unread)
    return node("div", node("h3", spoken.say(labels.BY_REASON)), node("p", summary),
                node("table", node("tbody", *rows), class_="smtp-tally"))  # fmt: skip


def _title(reason: Reason | None, spoken: Language) -> str:
    return spoken.say(advice(reason, None).title if reason else labels.DELIVERED)


def _replies(decoding: Decoding) -> ET.Element:
    """Every reply in a row, equal ones counted together."""
    spoken = decoding.language
    groups: Counter[tuple[str, str, str, str]] = Counter()
    for answer in decoding.answers:
        who = answer.found.recipient if decoding.document.kind is Kind.BOUNCE else answer.found.command
        groups[(who, code_line(answer), answer.advice.title, answer.reply.text[:160])] += answer.found.count
    bounce = decoding.document.kind is Kind.BOUNCE
    named = any(who for who, *_ in groups)
    heads = [labels.RECIPIENT if bounce else labels.COMMAND] * named + [
        labels.THE_CODE,
        labels.REASON,
        labels.THE_REPLY,
    ]
    counted = any(count > 1 for count in groups.values())
    head = node("tr", *(node("th", spoken.say(text), scope="col") for text in [*heads, *[labels.COUNT] * counted]))
    body = [
        node("tr", *(node("td", cell) for cell in [*[who] * named, codes, title, text, *[str(count)] * counted]))
        for (who, codes, title, text), count in groups.most_common(LISTED)
    ]
    more = len(groups) - LISTED
    return node("div", node("h3", spoken.say(labels.ALL_REPLIES)),
                node("div", node("table", node("thead", head), node("tbody", *body), class_="smtp-replies"),
                     class_="smtp-scroll", tabindex="0", role="region", aria_label=spoken.say(labels.ALL_REPLIES)),
                node("p", spoken.say(labels.MORE, number=more)) if more > 0 else None)  # fmt: skip
