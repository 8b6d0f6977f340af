"""Replies in free text: in a sentence, in quotes, after a prefix, one or several.

Lives here: where a reply begins and ends among other words. Must not: read the form of one reply (that is `parse`), or
know the forms of logs, bounces, transcripts and exceptions.
"""

import re
from collections.abc import Iterator

from smtp_tutor.errors import ReplySyntaxError
from smtp_tutor.i18n import ascii_digits
from smtp_tutor.model import EnhancedCode, Reply, Span
from smtp_tutor.parse import BREAK, LOOSE, enhanced_of, parse

#: Before a reply on its line: quoting marks, who speaks, a direction, a time.
_PREFIX = re.compile(
    r"[ \t]*(?:[>|*#][> \t|*]{0,20})?"
    r"(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\dZ+:]{0,16}\]?[ \t]{0,4}|\[?\d\d:\d\d:\d\d[.,\d]{0,8}\]?[ \t]{0,4})?"
    r"(?:(?:S|SERVER|Server|server|R|RECV|<{1,3}-{0,2}|<-{1,2}|<~{1,2}|<\*{1,2}|SERVER -> CLIENT|reply|Reply|Response)[:>]?"
    r"[ \t]{1,4}b?['\"]?|<{1,3}[ \t]{0,2})?"
)
#: A code, an address, a sign or a word that says that a reply code follows it.
_LEAD = re.compile(
    r"(?:\b(?:said|says|error|errors|code|status|smtp|esmtp|lmtp|reply|response|responded|returned|answer|diagnostic-code|"
    r"stat|reason|dsn|failed|failure|rejected|refused|"
    r"hata|hatası|hitilafu|msimbo|codi|codis|resposta|fehler|erreur|errore|erro)"
    r"|त्रुटी|त्रुटि|कोड|ข้อผิดพลาด|รหัส)[\s:;,=#(\[\"'*.-]{0,6}$",
    re.IGNORECASE,
)
#: A word that says so only where the text speaks of mail: "the reply was 550", but also "the price is 550".
_WEAK_LEAD = re.compile(r"\b(?:was|is)[\s:;,=#(\[\"'*.-]{0,6}$", re.IGNORECASE)
#: What, right before a number, says that it is no reply code.
_NO_LEAD = re.compile(
    r"(?:\b(?:ports?|lines?|pid|id|uid|tel|phone|fax|line|page|size|version|v|rfc|http|isbn|"
    r"(?:discount|promo|coupon|voucher|gift|bar|area|zip|postal|post|dialling|dialing|country|product|door) ?code)[\s:#=.(]{0,3}"
    r"|[$€£¥₹₺฿+/@_] ?)$",
    re.IGNORECASE,
)
#: What, right after a number, says that it counts or measures something.
_NO_FOLLOW = re.compile(
    r"\s{0,2}(?:%|(?:[kmg]?b|[kmg]?bytes?|messages|msgs|recipients|emails|mails|ms|s|seconds?|secs?|minutes?|hours?|days?|times?|lines?)\b"
    r"|[\d(][\d ()-]{4,})",
    re.IGNORECASE,
)
#: What, right after a number, says that it is money, a measure, people, or the beginning of a telephone number.
_UNIT = re.compile(
    r"[ \u00a0]?(?:[°€£₺฿]|(?:eur|euros?|usd|dollars?|kr|tl|lira|baht|rupees?|pounds?|g|kg|mg|ml|km|km/h|kcal|kw|kwh|people|"
    r"persons|percent|degrees)(?![\w@-]|[.]\w))|\)?[ -]\d{3}-?\d{4}\b|[ -]\d{4}\b",
    re.IGNORECASE,
)
#: A number that goes on from digits before it: `1 550 000`, `1,550`.
_GOES_ON = re.compile(r"\d[ ,.\u00a0\u202f]$")
#: Beginnings of words without which a sentence does not speak of mail, in our languages and the commonest others.
_STEMS = (
    "mail|e-post|epost|smtp|messag|recipient|sender|deliver|bounce|inbox|spam|rcpt|dsn|reply|replied|respon|answer|server| send|"
    " sent|reject|refus|denied|blocked|defer|relay|address| error|status|over quota|"
    "ileti|alıcı|posta|sunucu|gönder|adres|hata|barua|ujumbe|seva|mpokeaji|kutuma|hitilafu|missatg|correu|enviar|destinat|"
    "bústia|servidor|संदेश|मेल|सर्व्हर|प्राप्तकर्त|पाठव|त्रुट|सर्वर|ข้อความ|เมล|เซิร์ฟเวอร์|ผู้รับ|จดหมาย|"
    "nachricht|empfänger|zustell|zugestellt|postfach|absender|fehler|courri|envoy|expéditeur|serveur|erreur|mensaje|correo|"
    "buzón|mensagem|correio|inviar|casella|errore|bericht|ontvanger|verzend|wiadomoś|poczt|odbiorc|zpráv|schránk|сообщен|"
    "письм|почт|получател|отправ|ошибк|ящик|邮|郵|收件|发送|發送|服务器|メール|送信|宛先|サーバ|메일|서버|수신|전송|بريد|رسالة"
)
_OF_MAIL = tuple(_STEMS.split("|"))
_CODE = re.compile(r"(?<![\w.:/@#$+%=&-])([2-5][0-9]\d)(?![\d%@/]|[.,:]\d|-\d(?!\.\d))")
_BARE = re.compile(
    r"[^\w§$€£¥₹₺฿]{0,9}(?:(?P<code>[1-5]\d\d)(?!\d))?[^\w§$€£¥₹₺฿°%]{0,9}"
    r"(?:(?P<klass>[245])\.(?P<subject>\d{1,3})\.(?P<detail>\d{1,3}))?\W{0,9}"
)
_CODED_LINE = re.compile(r"[\s>]*([1-5]\d\d)(-?)")
_ENHANCED_NEXT = re.compile(r"[\s:;#(-]{1,3}[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
#: A number in the middle of a sentence counts only where the text is about this long: it may be anything elsewhere.
SENTENCE = 600
#: Words this near to a number say what it is about.
NEAR = 100
#: No server says more than this in one reply; what is longer is cut, so that time and memory stay bounded.
LONGEST = 50_000
#: A reply that a mail program wrapped has at most this many further lines.
WRAPPED = 12
#: So many replies of one text are read: the first ones, and the last.
MOST = 2_000


def bare(text: str) -> Reply | None:
    """The reply in a text that is nothing but a code: `550`, `5.7.1`, `550 5.7.1`, in the digits of any script."""
    if len(text) > 60:
        return None
    match = _BARE.fullmatch(ascii_digits(text))
    if match is None or not (match["code"] or match["klass"]):
        return None
    enhanced = enhanced_of(match) if match["klass"] else None
    return Reply(
        source=text,
        code=int(match["code"]) if match["code"] else None,
        enhanced=enhanced,
        text="",
        code_span=Span(*match.span("code")) if match["code"] else None,
        enhanced_span=Span(match.start("klass"), match.end("detail")) if enhanced else None,
    )


def words_only(text: str) -> Reply:
    """What was said without a reply code. An enhanced code in it is read."""
    loose = LOOSE.search(ascii_digits(text))
    return Reply(
        source=text,
        code=None,
        enhanced=enhanced_of(loose) if loose else None,
        text=text,
        enhanced_span=Span(*loose.span()) if loose else None,
    )


def of_mail(text: str) -> bool:
    """Does a short text speak of mail, servers or errors, in one of the languages that we look for?"""
    folded = f" {text[:LONGEST]}".casefold().replace("\u0307", "")  # the dot that a Turkish capital leaves behind
    return any(beginning in folded for beginning in _OF_MAIL)


def stands_out(reply: Reply) -> bool:
    """Is the enhanced code among these words one, and no version, chapter or date? It begins them, or a word says so."""
    if reply.enhanced_span is None:
        return False
    before = reply.source[: reply.enhanced_span.start]
    return not re.search(r"[^\W_]", before) or bool(_LEAD.search(before[-40:])) or of_mail(reply.source)


def read(snippet: str) -> Reply:
    """The reply in what is known to be one refusal: all of it, or the part that begins with a code, or the words."""
    try:
        return parse(snippet)
    except ReplySyntaxError:
        found = scan(snippet)
    return found[0][1] if found else bare(snippet) or words_only(snippet)


def scan(text: str) -> list[tuple[Span, Reply]]:
    """Every reply in `text`, each with its place. A number that only looks like a code is left alone."""
    plain = ascii_digits(text)
    starts = _starts(plain)
    if not starts and len(plain) <= SENTENCE:
        starts = [(at, at) for at in _doubtful(plain)[:1]]
    out: list[tuple[Span, Reply]] = []
    for number, (at, _line) in enumerate(starts):
        if MOST - 1 <= number < len(starts) - 1:
            continue
        limit = starts[number + 1][1] if number + 1 < len(starts) else len(text)
        end = _end(plain, at, min(limit, at + LONGEST))
        try:
            reply = parse(text[at:end])
        except ReplySyntaxError:  # `_CODE` and the grammar of a reply disagree: no reply
            continue
        out.append((Span(at, end), reply))
    return out


def _lines(plain: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The lines of `plain[start:stop]` as (start, end), empty ones included."""
    for match in BREAK.finditer(plain, start, stop):
        yield start, match.start()
        start = match.end()
    yield start, stop


def _starts(plain: str) -> list[tuple[int, int]]:
    """Where replies begin: (place of the code, start of its line). Lines of one reply count once."""
    out: list[tuple[int, int]] = []
    open_code, open_line = "", -1  # the code of a reply whose last line had a hyphen, and the number of that line
    head = len(plain) - len(plain.lstrip())
    for number, (start, end) in enumerate(_lines(plain, 0, len(plain))):
        if start == end:
            continue
        prefix = _PREFIX.match(plain, start, end)
        after = prefix.end() if prefix else start
        first, owned = True, False  # a line that begins with a reply belongs to it, whatever that reply quotes
        for match in _CODE.finditer(plain, start, end):
            code, at = match[1], match.start()
            opening = first and at == after
            first = False
            hyphen = plain[match.end() : match.end() + 1] == "-"
            same = open_code == code and (opening or hyphen or plain[match.end() : match.end() + 1] == " ")
            changed = opening and bool(open_code) and number == open_line + 1  # a server that changes its mind between lines
            if same or changed:
                open_code, open_line = code if hyphen else "", number
                owned = owned or opening
                continue
            if owned:
                continue
            strong = _strong(plain, match, start, "first" if opening and start <= head else "opening" if opening else "")
            if strong and not (out and at - out[-1][0] < 12 and plain[out[-1][0] : out[-1][0] + 3] == code):
                out.append((at, start if opening else at))
                owned = opening
                open_code, open_line = code if hyphen else "", number
    return out


def _strong(plain: str, match: re.Match[str], start: int, place: str) -> bool:
    """Does what stands beside a number say that it is a reply code? `place` is its own: "first", "opening", or "" within."""
    window, after, stop = plain[max(start, match.start() - 40) : match.start()], match.end(), match.end() + 20
    if _UNIT.match(plain, after, stop):
        return False
    counts = _NO_FOLLOW.match(plain, after, stop) is not None
    if place and (place == "first" or not counts):
        return True
    if _NO_LEAD.search(window):
        return False
    if _LEAD.search(window) or _ENHANCED_NEXT.match(plain, after, stop) or plain[after : after + 1] == "-":
        return True
    around = plain[max(0, match.start() - NEAR) : after + NEAR]
    return not counts and _WEAK_LEAD.search(window) is not None and of_mail(around)


def _doubtful(plain: str) -> list[int]:
    """Numbers in a short text about mail that may be reply codes though nothing beside them says so: 4yz and 5yz first."""
    if not of_mail(plain):
        return []
    places = [
        match.start()
        for match in _CODE.finditer(plain)
        if not _NO_LEAD.search(plain[max(0, match.start() - 20) : match.start()])
        and not _GOES_ON.search(plain[max(0, match.start() - 2) : match.start()])
        and not _NO_FOLLOW.match(plain, match.end(), match.end() + 20)
        and not _UNIT.match(plain, match.end(), match.end() + 20)
        and plain[match.start() + 1] in "012345"
    ]
    return sorted(places, key=lambda at: plain[at] not in "45")


def _end(plain: str, at: int, limit: int) -> int:
    """Where the reply that begins at `at` ends: with its line, the lines its hyphens announce, and wrapped words."""
    more, stop, first = True, at, True
    for taken, (start, end) in enumerate(_lines(plain, at, limit)):
        line = plain[start:end]
        match = _CODED_LINE.match(line)
        if first or (match and more):
            more, stop, first = bool(match and match[2]), end, False
        elif more and not line.strip():
            continue
        elif match or not line.strip() or taken > WRAPPED or _PREFIX.match(line + " ") is None:
            break
        else:
            stop = end
    return stop


def enhanced_in(text: str) -> EnhancedCode | None:
    """The first enhanced code in the words of `text`."""
    loose = LOOSE.search(ascii_digits(text))
    return enhanced_of(loose) if loose else None
