"""The one entry point: text in, `Decoding` out, in the reader's language.

Lives here: putting together what the layers below found, in whole sentences. Must not: parse anything by itself.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from smtp_tutor import codes, message
from smtp_tutor.advice import Advice, advice
from smtp_tutor.errors import Fault, ReplySyntaxError
from smtp_tutor.i18n import Language, language, mark
from smtp_tutor.message import Document, Found, Kind, replies
from smtp_tutor.model import EnhancedCode, Reason, Reply, Severity, Standing
from smtp_tutor.parse import parse
from smtp_tutor.reasons import Judgement, Source, hidden_refusal, judge

#: Below this confidence, words without any code are not taken for a refusal.
WORDS_ALONE = 0.5
#: A reply whose words speak for another reason than its enhanced code, both at least this sure, is told as a contradiction.
CONTRADICTION = 0.8
#: A log says the same things again and again: so many explanations of codes and reasons are kept.
KEPT = 1024

STANDING = {
    Standing.STANDARD: mark("This code is in the standards."),
    Standing.HISTORIC: mark("This code is from an old document and is hardly used today."),
    Standing.PROVIDER: mark("No standard defines this code, but real servers send it."),
    Standing.UNREGISTERED: mark("No standard defines this code."),
}
CLASSES_DIFFER = mark("The reply code {code} and the enhanced code {enhanced} disagree about whether this is temporary. "
                      "Sending servers act on the first digit of the reply code.")  # fmt: skip
SUCCESS_DIFFERS = mark("The reply code {code} and the enhanced code {enhanced} disagree about whether it worked. "
                       "Sending servers act on the first digit of the reply code.")  # fmt: skip
LINES_DIFFER = mark("The lines of this reply have different codes: {codes}. The last line counts.")
STATUS_DIFFERS = mark("The report says {status}, but the reply itself says {enhanced}. "
                      "We believe the reply, because the server itself wrote it.")  # fmt: skip
WORDS_DIFFER = mark("The enhanced code {enhanced} stands for “{usual}”, but the words of the reply say “{found}”. "
                    "We believe the words.")  # fmt: skip
HIDDEN = mark("The code {code} says that it worked, but the words hold a refusal: {refusal}.")
NOT_QUEUED = mark(
    "A program told you this, not a mail server. It does not try again by itself: send the message again in half an hour."
)
CUT = mark("The last line announces that more lines follow, so the end of this reply is missing.")
AGAINST_REGISTRY = mark("{provider} uses the enhanced code {enhanced} in its own way, not as the official list of codes does.")
NOTHING_FOUND = mark("No answer of a mail server was found in this text.")
WHAT_TO_PASTE = mark("Paste the line with a number of three digits such as 550 or 421, or the whole message that came back.")
#: Who seems to speak instead of a mail server: what to tell the reader.
FOREIGN = {
    "web": mark("This looks like the answer of a web server. Numbers such as 404 or 500 mean something else there. "
                "Paste what a mail server or your mail program said."),
    "shell": mark("This looks like the answer of a command line. Paste what a mail server or your mail program said."),
}  # fmt: skip
FROM_FTP = mark("This may come from a file server (FTP), which uses codes of the same form. "
                "What is said here holds only if a mail server said it.")  # fmt: skip
EMPTY = mark("Paste what a mail server said, and its meaning appears here.")


@dataclass(frozen=True, slots=True)
class Explained:
    """A code, or a part of one, with its title and meaning in the reader's language."""

    code: str
    title: str
    meaning: str
    source: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply, explained. All prose is in the reader's language.

    `digits` explains the three digits of the code, `basic` the whole, `enhanced` the enhanced code, `enhanced_parts` its
    class and subject. `advice` says what happened and what to do; `notes` is what the provider means in particular;
    `warnings` are contradictions. `status` is the enhanced code that counts: that of the reply, or the report's.
    """

    found: Found
    status: EnhancedCode | None
    severity: Severity | None
    judgement: Judgement
    advice: Advice
    digits: tuple[Explained, ...]
    basic: Explained | None
    enhanced: Explained | None
    enhanced_parts: tuple[Explained, ...]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def reply(self) -> Reply:
        """What the server said."""
        return self.found.reply

    @property
    def reason(self) -> Reason:
        """Why it refused, or UNKNOWN."""
        return self.judgement.reason

    @property
    def says_why(self) -> bool:
        """Does more than the three digits speak for the reason? Else the answer explains the code by itself."""
        return says_why(self.judgement)


@dataclass(frozen=True, slots=True)
class Decoding:
    """What a text says. `answers` is empty where nothing was understood; then `problem` and `hint` say so.

    `caret` shows the place where reading ended, or is empty. `tally` counts the answers by reason, successes under None.
    """

    document: Document
    language: Language
    answers: tuple[Answer, ...]
    problem: str = ""
    hint: str = ""
    caret: str = ""

    @property
    def source(self) -> str:
        """The text that was read."""
        return self.document.source

    @property
    def decisive(self) -> Answer | None:
        """The answer that decides: the most severe, of those the one that says why, of those the last."""
        return max(reversed(self.answers), key=_weight, default=None)

    @property
    def tally(self) -> Counter[Reason | None]:
        """How many replies there are of each reason; None counts those that refuse nothing."""
        counts: Counter[Reason | None] = Counter()
        for answer in self.answers:
            counts[answer.reason if refuses(answer.severity) else None] += answer.found.count
        return counts


def _weight(answer: Answer) -> tuple[bool, int, bool]:
    """How much an answer decides: whether it settles anything, its severity, then whether it says why."""
    return answer.found.decides, answer.severity or Severity.PERMANENT, answer.judgement.confidence >= WORDS_ALONE


def refuses(severity: Severity | None) -> bool:
    """Does a reply of this severity refuse something? Words without a code are taken for a refusal."""
    return severity not in (Severity.PRELIMINARY, Severity.COMPLETED, Severity.INTERMEDIATE)


def says_why(judgement: Judgement) -> bool:
    """Is the reason known from more than the reply code, and more likely than not?"""
    found = judgement.evidence
    return bool(found) and found[0].source is not Source.CODE and judgement.confidence >= WORDS_ALONE


def decode(data: str | bytes, tag: str = "en") -> Decoding:
    """Explain whatever was pasted, in the language of `tag`. Never raises for anything in `data`."""
    spoken = language(tag)
    document = message.read(data)
    answers = tuple(explain(found, spoken, queued=document.kind is not Kind.EXCEPTION) for found in document.found)
    if document.foreign == "ftp":
        answers = tuple(replace(answer, warnings=(spoken.say(FROM_FTP), *answer.warnings)) for answer in answers)
    if document.kind is Kind.WORDS and not _speaks(answers[0]):
        answers, document = (), replace(document, kind=Kind.NOTHING, found=())
    if answers or document.kind in (Kind.LOG, Kind.EVENTS):
        return Decoding(document, spoken, answers)
    return _nothing(document, spoken)


def _speaks(answer: Answer) -> bool:
    """Are words without a reply code a refusal? They say so clearly, or hold an enhanced code that is no version or date."""
    found = answer.judgement.evidence
    worded = bool(found) and found[0].source >= Source.WORDING and answer.judgement.confidence >= WORDS_ALONE
    return worded or replies.stands_out(answer.reply)


def _nothing(document: Document, spoken: Language) -> Decoding:
    """The answer where no server speaks: what was expected, where it went wrong, what to do."""
    if document.foreign in FOREIGN:
        return Decoding(document, spoken, (), spoken.say(NOTHING_FOUND), spoken.say(FOREIGN[document.foreign]))
    try:
        parse(document.source)
    except ReplySyntaxError as error:
        if error.fault is Fault.EMPTY:
            return Decoding(document, spoken, (), spoken.say(EMPTY))
        problem = f"{spoken.say(NOTHING_FOUND)} {spoken.say(error.fault.value)}"
        return Decoding(document, spoken, (), problem, spoken.say(WHAT_TO_PASTE), error.place.caret())
    return Decoding(document, spoken, (), spoken.say(NOTHING_FOUND), spoken.say(WHAT_TO_PASTE))


def explain(found: Found, spoken: Language, *, queued: bool = True) -> Answer:
    """One reply, explained in a language. `queued`: the message stands in a server's queue, which tries again by itself."""
    reply = found.reply
    status = reply.enhanced or found.status
    severity = codes.severity_of(reply.code) if reply.code else Severity(status.klass) if status else None
    judgement = judge(reply, found.status)
    return Answer(
        found=found,
        status=status,
        severity=severity,
        judgement=judgement,
        advice=_said(_advice(judgement, reply, status, _outcome(severity, found.action if queued else "failed")), spoken),
        digits=_digits(reply.code, spoken) if reply.code else (),
        basic=_code(reply.code, spoken) if reply.code else None,
        enhanced=_code(status, spoken) if status else None,
        enhanced_parts=_parts(status, spoken) if status else (),
        notes=tuple(_notes(judgement, spoken, alone=severity is Severity.TRANSIENT and not queued)),
        warnings=tuple(_warnings(found, status, judgement, spoken)),
    )  # fmt: skip


def _notes(judgement: Judgement, spoken: Language, *, alone: bool) -> list[str]:
    """What the provider means in particular; and, where no server holds the message, that nobody tries again."""
    meanings = dict.fromkeys(piece.meaning for piece in judgement.evidence if piece.meaning and piece.reason is judgement.reason)
    return [spoken.say(meaning) for meaning in (*meanings, *[NOT_QUEUED] * alone)]


def _outcome(severity: Severity | None, action: str) -> Severity | None:
    """Who told us whether it was given up counts more than the first digit: a queue that has expired says 4yz and failed."""
    if refuses(severity) and action in ("delayed", "failed"):
        return Severity.TRANSIENT if action == "delayed" else Severity.PERMANENT
    return severity


def _advice(judgement: Judgement, reply: Reply, status: EnhancedCode | None, severity: Severity | None) -> Advice:
    """What to say: about the reason where it is known well enough, else about the code by itself."""
    by_reason = advice(judgement.reason, severity, judgement.case)
    if not refuses(severity):
        return by_reason
    finer = codes.enhanced(status) if status and (status.subject or status.detail) else None
    if status and status.klass == Severity.COMPLETED:
        finer = None  # a code of success says nothing about a refusal
    if finer and (finer.standing is Standing.UNREGISTERED or finer.reason not in (judgement.reason, Reason.UNKNOWN)):
        finer = None  # what the code stands for is not what happened here
    if finer and finer.actor and finer.reason is judgement.reason:
        return _by_code(finer, by_reason, severity)  # its advice differs from that of its reason
    if says_why(judgement):
        return by_reason
    open_ = advice(Reason.UNKNOWN, severity)
    if finer:
        return _by_code(finer, open_, severity)
    if reply.code and not (judgement.evidence and judgement.evidence[0].confidence >= CONTRADICTION):
        entry = codes.basic(reply.code)
        return replace(open_, title=entry.title, sentence=entry.meaning, why="", actor=entry.actor, steps=entry.steps,
                       retry=entry.retry)  # fmt: skip
    return by_reason


def _by_code(entry: codes.EnhancedEntry, by_reason: Advice, severity: Severity | None) -> Advice:
    """The advice of an enhanced code that has its own. An entry for any class speaks of a permanent refusal."""
    own = severity is Severity.PERMANENT or not entry.code.startswith("X")
    return replace(
        by_reason,
        title=entry.title,
        sentence=entry.meaning,
        why="",
        steps=entry.steps_for(severity) or by_reason.steps,
        actor=entry.actor or by_reason.actor,
        retry=(entry.retry if own else None) or by_reason.retry,
        when=(entry.when if own else "") or by_reason.when,
    )


@lru_cache(maxsize=KEPT)
def _said(english: Advice, spoken: Language) -> Advice:
    """Advice in the reader's language."""
    return replace(
        english,
        title=spoken.say(english.title),
        sentence=spoken.say(english.sentence),
        why=spoken.say(english.why),
        steps=tuple(map(spoken.say, english.steps)),
        when=spoken.say(english.when),
        tell_admin=spoken.say(english.tell_admin),
    )


@lru_cache(maxsize=KEPT)
def _digits(code: int, spoken: Language) -> tuple[Explained, ...]:
    digits = code // 100, code // 10 % 10, code % 10
    meanings = codes.first_digit(digits[0]), codes.second_digit(digits[1]), codes.third_digit()
    return tuple(
        Explained(str(digit), spoken.say(meaning.title), spoken.say(meaning.meaning), meaning.source)
        for digit, meaning in zip(digits, meanings, strict=True)
    )


@lru_cache(maxsize=KEPT)
def _code(code: int | EnhancedCode, spoken: Language) -> Explained:
    """A reply code or an enhanced code with what the registry says of it."""
    entry = codes.basic(code) if isinstance(code, int) else codes.enhanced(code)
    return Explained(str(code), spoken.say(entry.title), spoken.say(entry.meaning), entry.source,
                     spoken.say(STANDING[entry.standing]))  # fmt: skip


@lru_cache(maxsize=KEPT)
def _parts(code: EnhancedCode, spoken: Language) -> tuple[Explained, ...]:
    pairs = ((code.klass, codes.klass(code.klass)), (code.subject, codes.subject(code.subject)))
    return tuple(
        Explained(str(number), spoken.say(meaning.title), spoken.say(meaning.meaning), meaning.source)
        for number, meaning in pairs
    )


def _warnings(found: Found, status: EnhancedCode | None, judgement: Judgement, spoken: Language) -> Iterator[str]:
    """Everything in a reply that contradicts itself."""
    reply = found.reply
    if reply.code and status and reply.code // 100 not in (status.klass, Severity.INTERMEDIATE):
        worked = not refuses(codes.severity_of(reply.code)), status.klass == Severity.COMPLETED
        sentence = CLASSES_DIFFER if worked == (False, False) else SUCCESS_DIFFERS
        yield spoken.say(sentence, code=reply.code, enhanced=status)
    if len(reply.codes) > 1:
        yield spoken.say(LINES_DIFFER, codes=", ".join(map(str, reply.codes)))
    specific = found.status and (found.status.subject or found.status.detail)
    if specific and reply.enhanced and found.status != reply.enhanced:
        yield spoken.say(STATUS_DIFFERS, status=found.status, enhanced=reply.enhanced)
    if reply.code and not refuses(codes.severity_of(reply.code)) and (refusal := hidden_refusal(reply)):
        yield spoken.say(HIDDEN, code=reply.code, refusal=refusal)
    if not reply.complete:
        yield spoken.say(CUT)
    worded = judgement.evidence[0] if judgement.evidence else None
    for piece in judgement.evidence:
        if piece.source is not Source.ENHANCED or worded is None:
            continue
        if piece.against:
            yield spoken.say(AGAINST_REGISTRY, provider=piece.provider, enhanced=piece.rule)
        elif (piece.reason is not worded.reason and worded.source >= Source.WORDING
              and min(piece.confidence, worded.confidence) >= CONTRADICTION):  # fmt: skip
            yield spoken.say(
                WORDS_DIFFER,
                enhanced=piece.rule,
                usual=spoken.say(advice(piece.reason, None).title),
                found=spoken.say(advice(worded.reason, None).title),
            )
