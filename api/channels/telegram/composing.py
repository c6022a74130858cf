"""A message of the feed in Telegram's own forms: text, links, buttons, a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from api.channels.telegram.splitting import LONGEST_CAPTION, LONGEST_TEXT, split, units
from api.conversations.feed import ButtonShown, MessageShown, SourceShown
from api.conversations.tables import Speaker
from api.dutch import page_date_in_words
from api.settings import get_settings
from api.texts import texts


@dataclass(frozen=True)
class Entity:
    """What a stretch of text is, counted in UTF-16 units: never markup in the text itself."""

    type: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True)
class Part:
    """One thing to send."""

    text: str
    entities: Sequence[Entity] = ()
    buttons: Sequence[ButtonShown] = ()
    photo: bytes | None = None


@dataclass
class _Writing:
    """A text that grows, and what its stretches are."""

    text: str = ""
    entities: list[Entity] = field(default_factory=list)

    def add(self, words: str, kind: str | None = None, url: str | None = None) -> None:
        if kind and words:
            self.entities.append(Entity(kind, units(self.text), units(words), url))
        self.text += words


def compose(message: MessageShown, photo: bytes | None = None) -> list[Part]:
    """The parts of a message, in order; the buttons are under the last one."""
    pieces = split(message.text, LONGEST_TEXT - 200) or [message.image_text or "…"]
    parts = [_part(piece) for piece in pieces]
    parts[0] = _under_name(message, pieces[0])
    parts = _with_link(_with_provenance(parts, message), message)
    if photo:
        parts = _with_photo(parts, photo, message.image_text or "")
    elif message.image and message.image_text and message.text:
        parts.append(_part(message.image_text))
    return [*parts[:-1], replace(parts[-1], buttons=message.buttons)]


def _part(text: str) -> Part:
    return Part(text)


def _under_name(message: MessageShown, piece: str) -> Part:
    """A person's words stand under their name, so that nobody takes them for the computer's."""
    if message.speaker is not Speaker.COACH:
        return _part(piece)
    writing = _Writing()
    writing.add(f"{message.name}, {_say('kind_coach')}", "bold")
    writing.add(f"\n{piece}")
    return Part(writing.text, writing.entities)


def _with_link(parts: list[Part], message: MessageShown) -> list[Part]:
    """What there is to open or keep, as a link under the text."""
    if message.link is None:
        return parts
    last = parts[-1]
    url = get_settings().public_url.rstrip("/") + message.link.address
    entity = Entity("text_link", units(last.text) + 2, units(message.link.title), url)
    text = f"{last.text}\n\n{message.link.title}"
    return [*parts[:-1], replace(last, text=text, entities=[*last.entities, entity])]


def _with_provenance(parts: list[Part], message: MessageShown) -> list[Part]:
    if not message.sources and not message.checked_on:
        return parts
    writing = _Writing()
    for source in message.sources:
        _add_source(writing, source)
    if message.checked_on:
        date = page_date_in_words(message.checked_on)
        writing.add(_say("checked_on").format(date=date))
    last = parts[-1]
    start = units(last.text) + 2
    if start + units(writing.text) > LONGEST_TEXT:
        return [*parts, Part(writing.text.rstrip(), writing.entities)]
    moved = [replace(entity, offset=entity.offset + start) for entity in writing.entities]
    text = f"{last.text}\n\n{writing.text.rstrip()}"
    return [*parts[:-1], Part(text, [*last.entities, *moved])]


def _add_source(writing: _Writing, source: SourceShown) -> None:
    writing.add(f"{_say('source')} ")
    if source.address and source.address.startswith(("https://", "http://")):
        writing.add(source.name, "text_link", source.address)
    else:
        writing.add(source.name)
    ages = [age for age in (source.page_date, source.age_note) if age]
    writing.add("".join(f", {age}" for age in ages) + "\n")


def _with_photo(parts: list[Part], photo: bytes, description: str) -> list[Part]:
    first = parts[0]
    if units(first.text) <= LONGEST_CAPTION:
        return [replace(first, photo=photo), *parts[1:]]
    captions = split(description, LONGEST_CAPTION)
    return [Part(captions[0] if captions else "", photo=photo), *parts]


def _say(key: str) -> str:
    sentence: str = texts("widget")[key]
    return sentence
