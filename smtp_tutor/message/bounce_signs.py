"""Is a mail a bounce? What mail programs write at the head of one, and the lines where the returned mail begins.

Lives here: tables of openings, subjects and senders. Must not: read who did not get the mail, or why.
"""

import re

from smtp_tutor.message.mime import Mail

#: How many characters of a mail tell what it is.
LOOKED_AT = 20_000

_COPY = r"(?:a )?(?:copy|original|header)"
_RETURNED = r"(?:original|unsent|undelivered|undeliverable|returned|forwarded|failed|rejected|bounced)"
_MAIL = r"(?:message|mail|e-?mail|text)"
#: A line at which the returned or forwarded mail begins.
ORIGINAL = re.compile(
    rf"^[ \t]{{0,8}}(?:[-=_*#+]{{2,80}}[ \t]{{0,4}}(?:"
    rf"(?:this|below|included|attached|enclosed|following|here)\b[^\n]{{0,40}}\b{_COPY}\b"
    rf"|(?:the |start of (?:the )?)?(?:(?:header|headers|body|text|copy|beginning) of (?:the "
    rf"|your )?)?(?:{_RETURNED} {_MAIL}|message is )"
    rf"|message headers?\b|the body of the message|begin message|returned (?:headers|content)"
    rf"|(?:weitergeleitete|ursprüngliche|originale?) ?nachricht|message (?:transféré|d'origine)"
    rf"|mensaje (?:reenviado|original)"
    rf"|missatge (?:reenviat|original)|(?:yönlendirilmiş|iletilen|özgün|orijinal) (?:ileti|mesaj)"
    rf"|ujumbe (?:uliosambazwa|asili)|ข้อความ(?:ที่ส่งต่อ|ต้นฉบับ)"
    rf"|(?:फॉरवर्ड|अग्रेषित|मूळ)[^\n]{{0,20}}संदेश)"
    rf"|(?:(?:included|attached|enclosed|below|here|following) is a copy of (?:the|your)\b)"
    rf"|original {_MAIL} (?:headers?|follows|attached|content|text)|original {_MAIL}:?[ \t]{{0,9}}$"
    rf"|message headers? follows?"
    rf"|begin forwarded {_MAIL}|received:[ \t]?(?:from|by|\(|with)|return-path:[ \t]{{0,4}}<)[^\n]{{0,400}}",
    re.IGNORECASE | re.MULTILINE,
)

#: The first words of bounces. They stand at the head of a line, and nowhere but in a bounce.
_OPENINGS = (
    # Postfix
    r"this is the (?:[\w.-]{1,40} )?(?:mail|postfix) (?:system|program) at host",
    r"i'm sorry to have to inform you that (?:your|the) message",
    (
        r"<[^<>\s]{1,320}>(?: \([^)\n]{1,340}\))?: host\s{1,9}\S{1,255}\[[^\]\s]{1,60}\](?::\d{1,5})?\s{1,9}(?:said"
        r"|refused)"
    ),
    # qmail and its kin
    r"hi[.!,] this is the [^\n]{1,120}(?:program|server|system)? at ",
    r"i'm afraid i wasn't able to deliver your message",
    r"sorry,? we were unable to deliver your message",
    r"(?:message from \S{1,255}\n\s{0,9})?unable to deliver message to the following address",
    # Exim
    r"a message (?:that )?you (?:have )?sent (?:\([^)\n]{0,80}\) )?(?:could|has|to the following)",
    r"a message sent by\s{1,40}<[^<>\s]{1,320}>\s{1,40}could not be delivered",
    r"this message was created automatically by (?:the )?mail (?:delivery|system)",
    r"\s{0,4}smtp error from remote (?:mail )?(?:server|mailer) after ",
    # Sendmail and its kin
    (
        r"-{2,10} {0,4}(?:(?:session )?transcript(?: of session)?(?: follows)?\b|the following (?:addresses"
        r"|recipients?)\b|non-delivered information|failure reasons)"
    ),
    # Google, Yahoo, Amazon
    r"delivery to the following recipients? (?:failed|has been (?:delayed|aborted))",
    r"technical details of (?:permanent|temporary) failure",
    r"your message (?:wasn't|hasn't been|was not|has not been) delivered to ",
    (
        r"(?:there was (?:an error|a (?:temporary )?problem)|an error occurred) (?:while )?(?:trying to deliver"
        r"|delivering|deliver)"
    ),
    r"(?:gmail|google) will retry for ",
    r"the response from the remote server was:",
    r"the following message to [^\n]{1,330} was undeliverable",
    r"the mail you sent to the following recipients? ",
    # Microsoft
    r"your message did not reach (?:some or all of )?the intended recipient",
    r"the following recipient\(s\) (?:could not|cannot|can't) be reached",
    (
        r"delivery (?:has failed to|is delayed to|failed to|to) (?:these|the following|this) (?:recipient|group"
        r"|distribution|address)"
    ),
    r"(?:[\w.-]{1,255} |)rejected your message to the following (?:e-?mail )?address",
    r"diagnostic information for administrators",
    r"your message to [^\n]{1,330} (?:couldn't|could not|wasn't|was not|can't|cannot) be delivered",
    r"this is an automatically generated delivery status notification",
    # others
    r"this is a (?:mail )?delivery (?:status notification from|failure notification)",
    r"this is the (?:mailer-daemon|mail delivery agent|dragonfly mail agent|mail delivery system)\b",
    (
        r"(?:your message to the following|the following) (?:recipients?|address(?:es)?) (?:cannot|could not"
        r"|can not) be (?:delivered|reached)"
    ),
    r"undeliverable mail\b",
    r"an e-?mail (?:that )?you (?:attempted to send|sent|addressed) to (?:the following|e-?mail) address",
    (
        r"(?:the message that you sent was|your (?:message|mail)(?: to the following[^\n]{1,40})? (?:is|was"
        r"|has been)) undeliverable"
    ),
    r"each of the following recipients was rejected",
    r"(?:the|this) user\(s\) account is ",
    r"(?:the )?following recipients? (?:did not receive|was (?:not|rejected)|were (?:not|rejected|affected))",
    r"your mail to the following recipients could not be delivered",
    r"(?:your mail sent on: [^\n]{1,80}\n\s{0,40})?could not be delivered to: ",
    r"message could not be delivered to mobile",
    r"error message below:",
    r"we had trouble delivering your message",
    r"was not delivered to:?$",
    r"your message could not be (?:sent|delivered)\.?[^\n]{0,80}(?:transcript|reason)",
    r"mdaemon has identified your message as undeliverable",
)
#: Sentences that bounces begin with, and that somebody may write who has got one. In six languages and some more.
_SENTENCES = (
    (
        r"[^\n:]{0,80}\b(?:could|was|were|has|can|is|are)(?:n't|n\u2019t| ?not)(?: be| been| yet been)? (?:delivered"
        r"|deliverable)"
    ),
    (
        r"[^\n:]{0,60}\b(?:unable to deliver|failed to deliver|could(?:n't|n\u2019t| not) deliver"
        r"|delivery (?:has )?failed|undeliverable|not delivered)"
    ),
    (
        r"[^\n:]{0,30}(?:address not found|message (?:not delivered|blocked|rejected)|delivery incomplete"
        r"|recipient inbox full)"
    ),
    (
        r"(?:unknown user|user mailbox exceeds allowed size|undeliverable to|invalid final delivery userid"
        r"|delivery failed \d{1,3} attempts): "
    ),
    r"[^\n]{0,80}(?:nicht zugestellt|nicht erreicht|zustellung[^\n]{0,30}fehlgeschlagen)",
    r"[^\n]{0,80}(?:n'a pas (?:pu|été)|impossible de)[^\n]{0,20}(?:remis|livr|distribu|remettre)",
    r"[^\n]{0,80}(?:no se (?:ha )?(?:pudo|podido|entreg)|error de entrega|no pudo (?:ser )?entreg)",
    r"[^\n]{0,80}(?:no s['\u2019]ha (?:pogut )?(?:lliura|entrega)|no es pot lliurar|no s['\u2019]han pogut lliurar)",
    r"[^\n]{0,80}(?:teslim edil(?:e)?med|teslim edilemi|iletilemed|gönderilemed)",
    r"[^\n]{0,80}(?:haukuwasilish|haukufik|haikuwasilish|hautumwa|haukutumwa|haikuweza kuwasilish|kuwasilishwa kwa)",
    r"[^\n]{0,80}(?:वितरित|डिलिव्हर|पोहोच)[^\n]{0,30}(?:नाही|अयशस्वी|शकत)",
    r"[^\n]{0,80}(?:ส่งไม่สำเร็จ|ไม่สามารถส่ง|ไม่ได้(?:ถูก)?(?:นำ)?ส่ง|ไม่ถูกส่ง|นำส่งไม่ได้)",
    r"[^\n]{0,80}не может\s{1,4}быть\s{1,4}(?:доставлено|отправлено)|[^\n]{0,80}не (?:было )?доставлено",
)
_HEAD = r"^[ \t*•-]{0,12}"
OPENING = re.compile(rf"{_HEAD}(?:{'|'.join(_OPENINGS)})", re.IGNORECASE | re.MULTILINE)
SENTENCE = re.compile(rf"{_HEAD}(?![\d\[({{<\"'])(?:{'|'.join(_SENTENCES)})", re.IGNORECASE | re.MULTILINE)

_SUBJECT = re.compile(
    r"\W{0,9}(?:\[?postmaster\]? )?(?:undeliver|delivery[ -](?:status|fail|delay|notif|report|has failed|error"
    r"|problem)|mail[ -](?:deliver|could not|system|status|undeliver)"
    r"|e-?mail delivery|returned (?:mail|to sender)|failure (?:notice|delivery)|failed (?:delivery|mail)"
    r"|nondeliver|non[ -]deliver|ndn:|ndr:"
    r"|message (?:delivery|not delivered|undeliver|could not|you sent (?:blocked|rejected)|status)|unzustellbar"
    r"|nicht zustellbar|mail could not"
    r"|could(?: not|n't) (?:be )?(?:deliver|send)|warning: (?:could not send|message)|successful mail delivery"
    r"|delayed mail|unable to deliver"
    r"|teslim edile|no s'ha pogut|échec de|non remis|no se puede entregar|не доставлено|недоставленн|сообщение не)",
    re.IGNORECASE,
)
_PROGRAM = re.compile(
    r"mailer-?_?daemon|mail delivery (?:sub)?s[yw]st|mail delivery system|mail ?administrator"
    r"|system administrator|maildelivery",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"post_?master|microsoft outlook|microsoft exchange|no-?reply|do-?not-?reply|mail ?system|mailsystem"
    r"|administrator|bounce",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\w.])[245](?:\d\d(?![\d.])|\.\d{1,3}\.\d{1,3}(?!\.?\d))")
#: What else is delivered, or not.
_PARCEL = re.compile(
    r"\b(?:parcels?|packages?|packets?|shipments?|your orders?|paket\w{0,6}|colis|paquetes?|paquets?|kargo\w{0,6}|kifurushi)\b"
    r"|पार्सल|พัสดุ",
    re.IGNORECASE,
)
#: What programs say that keep trying. In six languages and some more.
_DELAYED = re.compile(
    r"warning message only|this is a warning only|do not need to resend|transient non-fatal errors"
    r"|not (?:yet )?(?:been |be )?delivered (?:yet|so far)|not yet (?:been |be )?delivered"
    r"|(?:delivery|message|mail) (?:is|was|has been) (?:being )?delayed|it (?:is|has been) delayed|could not be delivered for \d"
    r"|(?:will|shall) (?:still )?be (?:re)?tried|will retry|(?:will|shall) try again|tr(?:y|ies) again (?:for|until)\b"
    r"|keeps?(?: on)? trying|continues? (?:to try|trying|to be (?:tried|attempted))|attempts (?:will )?continue"
    r"|still (?:being (?:re)?tried|trying|waiting|queued|in (?:the|our) queue)|next attempt (?:is|will)"
    r"|temporary problem (?:while )?delivering"
    r"|noch nicht (?:zugestellt|zustellen|ausgeliefert)|(?:weiter|erneut) versucht|n'a pas encore (?:été|pu)"
    r"|(?:aún|todavía) no se ha|se seguirá intentando|encara no s['\u2019]ha|(?:es tornarà a|se seguirà|seguirà) intentar?"
    r"|henüz (?:teslim edil|iletil|gönderil)|(?:tekrar|yeniden) denenecek|denenmeye devam"
    r"|bado ha(?:u|i)jawasilishwa|bado ha(?:u|i)jafika|(?:u|i)tajaribiwa tena|(?:ita|tuta)jaribu tena"
    r"|अद्याप[^.]{0,40}(?:वितरित|डिलिव्हर|पोहोच)|पुन्हा प्रयत्न (?:केल|करेल|होईल)"
    r"|ยังไม่(?:ได้|ถูก)?(?:นำ)?ส่ง|จะลองใหม่|จะลองส่ง|จะพยายามส่ง",
    re.IGNORECASE,
)
#: What programs say that no longer try. `Will give up` is still to come.
_GIVEN_UP = re.compile(
    r"\b(?:has|have|had|was|were|is|are|i've|we've) (?:now |been )?given up|\bgave up|\bgiving up on"
    r"|stopped trying|(?:will not|won['\u2019]t|cannot|no longer) (?:be )?(?:re)?(?:try|tried|trying)\b|not going to try"
    r"|no (?:more|further) (?:delivery )?(?:attempts|tries|retries)|(?:deleted|removed) from (?:the |our )?queue",
    re.IGNORECASE,
)
#: What a server said, up to the end of the line: it does not speak for the program that wrote the bounce.
_REPLY = re.compile(r"(?<![\w.])[45]\d\d[ -][^\n]*")


def is_bounce(mail: Mail, text: str, *, reported: bool) -> bool:
    """Whether this mail says that another could not be delivered.

    `text` is what people read of it; `reported` says that it holds a delivery report.
    """
    headers = mail.headers
    content = headers.get("content-type", "").lower()
    if reported or "x-failed-recipients" in headers or ("multipart/report" in content and "delivery-status" in content):
        return True
    sender = headers.get("from", "") + headers.get("sender", "")
    program = bool(_PROGRAM.search(sender))
    nobody = program or bool(_OFFICE.search(sender)) or headers.get("return-path", "").strip() == "<>"
    subject = bool(_SUBJECT.match(headers.get("subject", "")))
    if nobody and subject:
        return True
    head = text[:LOOKED_AT]
    told = "@" in head or _CODE.search(head) is not None
    if program or OPENING.search(head):
        return told
    return told and not sender and any(not _PARCEL.search(said[0]) for said in SENTENCE.finditer(head)) and _apart(head)


def _apart(text: str) -> bool:
    """Whether the sentence of failure and an address or a code stand on lines of their own, as in a letter."""
    lines = [line for line in text.split("\n") if line.strip()]
    told = [line for line in lines if "@" in line[:400] or _CODE.match(line.strip(" \t<>#'\"(")[:20])]
    said = [line for line in lines if SENTENCE.match(line[:400])]
    return len(lines) > 1 and any(line not in said for line in told)


def is_delayed(text: str) -> bool:
    """Whether the text says that the mail program keeps trying."""
    told = " ".join(_REPLY.sub("", text[:LOOKED_AT]).split())
    return _DELAYED.search(told) is not None and _GIVEN_UP.search(told) is None
