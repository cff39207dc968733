"""What of a message its writer wrote: quotes of earlier messages and the signature are told apart."""

from __future__ import annotations

import re

_WROTE = re.compile(
    r"(?:On\b.{6,200}\bwrote|Am\b.{6,200}\bschrieb\b.{0,100}|Le\b.{6,200}\ba écrit|El\b.{6,200}\bescribió|"
    r".{4,100}(?:写道|寫道))\s*[:：]\s*$",
    re.DOTALL,
)
_REST = re.compile(
    r"-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Forwarded message|Weitergeleitete Nachricht|"
    r"Message d'origine|Mensaje original|原始邮件)\s*-{2,}|_{20,}",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?\n", re.MULTILINE)
_LONGEST_SIGNATURE = 600
_LONGEST_INTRODUCTION = 3


def cut_quotes(text: str, page: bool = False) -> tuple[str, str]:
    """Part a message into its writer's own words and what it quotes.

    In plain text a quote has “>” before each line; of a web page (`page`) it is all below "On … wrote:".
    """
    text = text.replace("\r\n", "\n")
    own: list[str] = []
    quoted: list[str] = []
    lines = text.split("\n")
    inside = False
    for at, line in enumerate(lines):
        if _REST.match(line.strip()):
            quoted += lines[at + 1 :]
            break
        if line.startswith(">"):
            if not inside:
                _move_introduction(own, quoted)
            quoted.append(line.lstrip("> "))
            inside = True
            continue
        inside = False
        if page and line.rstrip().endswith((":", "：")) and _WROTE.match(line.strip()):
            quoted += lines[at + 1 :]
            break
        own.append(line)
    return "\n".join(own).strip(), "\n".join(quoted).strip()


def cut_signature(text: str) -> tuple[str, str]:
    """Part a message at the line “-- ” (RFC 3676, 4.3)."""
    last = next(reversed(list(_SIGNATURE.finditer(text))), None)
    if last is None or len(text) - last.end() > _LONGEST_SIGNATURE:
        return text, ""
    return text[: last.start()].strip(), text[last.end() :].strip()


def _move_introduction(own: list[str], quoted: list[str]) -> None:
    """Take "On Monday Ana wrote:" out of the end of `own`, where a quote begins."""
    while own and not own[-1].strip():
        own.pop()
    for count in range(1, min(_LONGEST_INTRODUCTION, len(own)) + 1):
        if _WROTE.match("\n".join(own[-count:]).strip()):
            del own[-count:]
            break
    if quoted:
        quoted.append("")
