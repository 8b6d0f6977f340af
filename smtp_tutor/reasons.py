"""Why a reply refused: one of the 21 reasons, how sure that is, and what in the reply says so.

Lives here: the weighing of evidence, strongest first: a provider's own wording, general wording, the enhanced code, the
reply code. Must not: hold wording for readers, or the ways that servers word a thing (`data/wording/*.toml`).
"""

import re
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache, lru_cache

from smtp_tutor import codes, providers
from smtp_tutor.model import EnhancedCode, Reason, Reply, Severity, Span
from smtp_tutor.rules import Rule, read, tables
from smtp_tutor.wording import Index, Words, words

#: How sure a general wording is where its rule does not say.
CONFIDENCE = 0.85
#: Who has rules of its own is believed before the general ones, where the two are about as sure.
KNOWN = 0.02
#: One piece of evidence alone is never surer than this.
ALONE = 0.94
#: Words or an enhanced code this sure outweigh whatever the three digits alone would say.
ENOUGH = 0.3
_REFUSAL = re.compile(r"(?<![\w.-])[45][0-5]\d [45]\.\d{1,3}\.\d{1,3}(?![\w.])")
#: Servers say what they have to say in fewer characters than this; of a longer text the rest is not looked at.
LONGEST = 8_000


class Source(IntEnum):
    """Where a piece of evidence comes from, weakest first."""

    CODE = 1
    ENHANCED = 2
    WORDING = 3
    PROVIDER = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing in a reply that speaks for a reason.

    `span` is its place in the reply's source, `confidence` (0 to 1) how often it is right by itself. `rule` names the
    rule of a wording, `provider` who words it so; `meaning` is what the rule has to say to the reader, in English. `against`
    says that the provider uses an enhanced code otherwise than the registry. `case` is the case of the reason that has
    advice of its own, or "".
    """

    source: Source
    reason: Reason
    confidence: float
    span: Span | None
    rule: str = ""
    provider: str = ""
    meaning: str = ""
    against: bool = False
    case: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The reason of a refusal, how sure it is (0 to 1), who wrote the reply if known, and the evidence, best first."""

    reason: Reason
    confidence: float
    provider: str
    evidence: tuple[Evidence, ...]

    @property
    def case(self) -> str:
        """The case of the reason that the evidence tells, or ""."""
        return next((piece.case for piece in self.evidence if piece.case and piece.reason is self.reason), "")


@cache
def general_rules() -> tuple[Rule, ...]:
    """The rules of `data/wording/*.toml`: how servers of any make word a refusal."""
    return tuple(read(stem, entry, CONFIDENCE) for stem, table in tables("wording") for entry in table["rule"])


@cache
def _index() -> Index[Rule]:
    return Index((wording, rule) for rule in general_rules() for wording in rule.wording)


def words_of(reply: Reply) -> Words:
    """The words of a reply; of its lines after the first without their codes, so that a sentence over several is whole."""
    if not reply.lines:
        return words(reply.source, [Span(0, min(len(reply.source), LONGEST))])
    parts: list[Span] = []
    room = LONGEST
    for line in reply.lines:
        start = line.text_span.start if parts else line.span.start
        parts.append(Span(start, min(line.text_span.end, start + room)))
        room -= parts[-1].end - start
        if room <= 0:
            break
    return words(reply.source, parts)


def from_codes(code: int | None, enhanced: EnhancedCode | None, provider: str) -> list[Evidence]:
    """What the codes by themselves say about the reason."""
    out = []
    if enhanced is not None:
        entry = codes.enhanced(enhanced)
        use = next((use for use in entry.uses if use.provider in provider.split()), None)
        reason, weight, meaning = (use.reason, use.weight, use.meaning) if use else (entry.reason, entry.weight, "")
        if reason is not Reason.UNKNOWN:
            who, against = (use.provider, use.against) if use else ("", False)
            out.append(Evidence(Source.ENHANCED, reason, weight, None, str(enhanced), who, meaning, against))
    if code is not None:
        basic = codes.basic(code)
        if basic.reason is not Reason.UNKNOWN:
            out.append(Evidence(Source.CODE, basic.reason, basic.weight, None, str(code)))
    return out


def hidden_refusal(reply: Reply) -> str:
    """The codes of a refusal in the words of a reply whose own code says that it worked, or ""."""
    match = _REFUSAL.search(reply.text[:LONGEST])
    return match.group() if match else ""


def judge(reply: Reply, status: EnhancedCode | None = None) -> Judgement:
    """Weigh everything in a reply. `status` is an enhanced code that came beside it, as in a delivery report."""
    enhanced = reply.enhanced or status
    worked = reply.code is not None and codes.severity_of(reply.code) < Severity.TRANSIENT
    if worked and not hidden_refusal(reply):
        return Judgement(Reason.UNKNOWN, 0.0, "", ())
    return _weigh(words_of(reply), reply.code, enhanced)


@lru_cache(maxsize=4096)
def _weigh(text: Words, code: int | None, enhanced: EnhancedCode | None) -> Judgement:
    """As `judge`, for the words of a reply. Logs repeat themselves, so answers are kept."""
    evidence, provider, best_mark = [], "", Span(0, 0)
    for who, rule, span in providers.matches(text, code, enhanced):
        if rule is not None:
            evidence.append(Evidence(Source.PROVIDER, rule.reason, rule.confidence, span, rule.name, who.name, rule.meaning,
                                     case=rule.case))  # fmt: skip
        elif span.end - span.start > best_mark.end - best_mark.start:
            provider, best_mark = who.name, span
    for rule, span in _index().search(text):
        if rule.allows(code, enhanced):
            evidence.append(
                Evidence(Source.WORDING, rule.reason, rule.confidence, span, rule.name, "", rule.meaning, case=rule.case)
            )
    named = max((piece for piece in evidence if piece.provider), key=_strength, default=None)
    provider = named.provider if named else provider
    evidence += from_codes(code, enhanced, provider)
    evidence = _best_of_each(evidence)
    if any(piece.source > Source.CODE and piece.confidence >= ENOUGH for piece in evidence):
        evidence.sort(key=lambda piece: piece.source is Source.CODE)  # the three digits decide only where nothing else does
    if not evidence:
        return Judgement(Reason.UNKNOWN, 0.0, provider, ())
    best = evidence[0]
    return Judgement(best.reason, _confidence(best, evidence[1:]), provider, tuple(evidence))


def _strength(piece: Evidence) -> tuple[float, int, int]:
    """Evidence in order: how sure, then from where, then how many characters it rests on."""
    length = piece.span.end - piece.span.start if piece.span else 0
    return piece.confidence + (KNOWN if piece.source is Source.PROVIDER else 0), piece.source, length


def _best_of_each(evidence: list[Evidence]) -> list[Evidence]:
    """The best piece from each source for each reason, best first. The best that tells a case lends it to the best."""
    best: dict[tuple[Source, Reason], Evidence] = {}
    for piece in sorted(evidence, key=_strength, reverse=True):
        key = (piece.source, piece.reason)
        kept = best.setdefault(key, piece)
        if piece.case and not kept.case:
            best[key] = replace(kept, case=piece.case)
    return sorted(best.values(), key=_strength, reverse=True)


def _confidence(best: Evidence, others: list[Evidence]) -> float:
    """How sure the best evidence is once the others have agreed or disagreed, rounded to hundredths."""
    doubt = 1 - best.confidence
    for other in others:
        if other.reason is best.reason:
            doubt *= 1 - other.confidence / 2
        elif other.source is not Source.CODE and not _within(other.span, best.span):
            doubt += (1 - doubt) * other.confidence * (0.25 if other.source >= Source.WORDING else 0.1)
    agreed = any(other.reason is best.reason and other.source is not best.source for other in others)
    return round(min(0.99 if agreed else ALONE, max(0.05, 1 - doubt)), 2)


def _within(inner: Span | None, outer: Span | None) -> bool:
    """Does `inner` lie in `outer`? Words that are part of a longer wording say nothing of their own."""
    return inner is not None and outer is not None and outer.start <= inner.start and inner.end <= outer.end
