"""A worker's words as a coach reads them: always text, and no address dressed up as another."""

import re
from urllib.parse import unquote

from markupsafe import Markup, escape

from api.console.words import words

# Characters that are invisible or turn the reading direction around. The widget drops the same.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_ADDRESS = re.compile(r"""(https?:[/\\]*[^\s<>"/\\][^\s<>"]*)""", re.IGNORECASE)
_BEFORE_HOST = re.compile(r"^https?:[/\\]*", re.IGNORECASE)
_AFTER_HOST = re.compile(r"[/\\?#]")
# A name without a scheme, which may hide letters of another alphabet.
_BARE_NAME = re.compile(r"(?<![\w@.])((?:[\w-]+\.)+\w{2,})")
_LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff]*")
_HOST = re.compile(r"[a-z0-9._-]+(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?")


def visible(text: str) -> str:
    """The text without what cannot be seen; line ends stay."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n"))


def plainly(text: str) -> Markup:
    """The text as HTML, with the host behind every address that does not show it plainly."""
    parts = _ADDRESS.split(visible(text))
    return Markup("").join(
        _address(part) if index % 2 else _names(part) for index, part in enumerate(parts)
    )


def host_of(address: str) -> str | None:
    """The host that a browser would go to, in ASCII; None when it would go nowhere."""
    authority = _AFTER_HOST.split(_BEFORE_HOST.sub("", address), maxsplit=1)[0]
    typed = unquote(authority.rpartition("@")[2])
    try:
        host = typed.encode("idna").decode().lower()
    except UnicodeError:
        return None
    return host if _HOST.fullmatch(host) else None


def _address(address: str) -> Markup:
    host = host_of(address)
    shown = Markup('<bdi dir="ltr" class="address">{}</bdi>').format(address)
    if host and _shows_plainly(address, host):
        return shown
    return shown + _leads_to(host)


def _shows_plainly(address: str, host: str) -> bool:
    after = _BEFORE_HOST.sub("", address)
    is_usual = re.match(r"https?://(?![/\\])", address, re.IGNORECASE)
    return bool(is_usual) and after.lower().startswith(host) and _ends_at(after[len(host) :])


def _ends_at(rest: str) -> bool:
    return not rest or rest[0] in "/?#" or re.fullmatch(r"[.,;:!?)\]}'’”»]+", rest) is not None


def _leads_to(host: str | None) -> Markup:
    sentence = words("leads_to", host=host) if host else words("leads_nowhere")
    return Markup(' <bdi dir="ltr" class="leads-to">{}</bdi>').format(sentence)


def _names(text: str) -> Markup:
    """Text without a scheme: of a name in mixed alphabets, what it really is."""
    parts = _BARE_NAME.split(text)
    return Markup("").join(
        _name(part) if index % 2 else escape(part) for index, part in enumerate(parts)
    )


def _name(name: str) -> Markup:
    return escape(name) if _LATIN.fullmatch(name) else escape(name) + _leads_to(host_of(name))
