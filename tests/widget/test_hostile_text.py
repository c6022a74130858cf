"""What somebody typed is shown as text, whatever it looks like."""

import pytest
from playwright.async_api import Dialog, expect

from tests.widget.chat import Chat
from tests.widget.conftest import HTML
from tests.widget.pages import host_page

pytestmark = pytest.mark.asyncio(loop_scope="package")

# The page's own policy would stop much of this; these tests run without one.
CORPUS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>klik</a>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<link rel=stylesheet href=//elders.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=https://elders.example/>",
    "<form action=javascript:alert(1)><button>ok</button></form>",
    "<button formaction=javascript:alert(1)>ok</button>",
    "<style>*{display:none!important}</style>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<leermaat-chat open server=https://elders.example></leermaat-chat>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "{{7*7}}",
    "${7*7}",
    "{{constructor.constructor('alert(1)')()}}",
    "[klik](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "＜script＞alert(1)＜/script＞",
    'https://www.uwv.nl/"onmouseover=alert(1)',
    "https://www.uwv.nl/<img src=x onerror=alert(1)>",
    "{offline}{count}{name}",
    "__proto__",
]

# What a coach typed, and the links a worker then sees: shown text and real address.
LINKS = [
    ("https://www.uwv.nl", [("www.uwv.nl", "https://www.uwv.nl/")]),
    ("https://www.uwv.nl/ww?x=1#a", [("www.uwv.nl/ww?x=1#a", "https://www.uwv.nl/ww?x=1#a")]),
    ("zie https://uwv.nl/a.", [("uwv.nl/a", "https://uwv.nl/a")]),
    ("(https://uwv.nl/a)", [("uwv.nl/a", "https://uwv.nl/a")]),
    ("https://uwv.nl:8443/", [("uwv.nl:8443", "https://uwv.nl:8443/")]),
    ("HTTPS://UWV.NL/A", [("uwv.nl/A", "https://uwv.nl/A")]),
    ("https://a.nl https://b.nl", [("a.nl", "https://a.nl/"), ("b.nl", "https://b.nl/")]),
    ("http://www.uwv.nl", []),
    ("www.uwv.nl", []),
    ("uwv.nl", []),
    ("javascript:alert(1)", []),
    ("https:alert(1)", []),
    ("https://", []),
    ("https://uwv.nl@evil.example", []),
    ("https://uwv.nl:pw@evil.example/x", []),
    ("https://uwv.nl%40evil.example", []),
    ("https://uwv.nl.evil.example", [("uwv.nl.evil.example", "https://uwv.nl.evil.example/")]),
    ("https://evil.example\\@uwv.nl", [("evil.example/@uwv.nl", "https://evil.example/@uwv.nl")]),
    ("https://evil.example/uwv.nl", [("evil.example/uwv.nl", "https://evil.example/uwv.nl")]),
    ("https://uwv。nl", [("uwv.nl", "https://uwv.nl/")]),
    ("https://ｕｗｖ.nl", [("uwv.nl", "https://uwv.nl/")]),
    ("https://uwѵ.nl", [("xn--uw-5qc.nl", "https://xn--uw-5qc.nl/")]),
    ("https://xn--uw-5qc.nl", [("xn--uw-5qc.nl", "https://xn--uw-5qc.nl/")]),
    ("https://t.me.example/leermaat", [("t.me.example/leermaat", "https://t.me.example/leermaat")]),
    ("https://evil.example/\u202enl.vwu", [("evil.example/nl.vwu", "https://evil.example/nl.vwu")]),
    (
        "https://uwv.nl\u2066.evil.example",
        [("uwv.nl.evil.example", "https://uwv.nl.evil.example/")],
    ),
]


async def test_no_text_becomes_markup(chat: Chat) -> None:
    dialogs: list[str] = []

    async def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        await dialog.dismiss()

    chat.page.on("dialog", note)
    for nasty in CORPUS:
        source = {"name": nasty, "address": nasty, "page_date": nasty, "age_note": nasty}
        await chat.server.speak(
            "coach",
            nasty,
            name=nasty,
            buttons=[{"id": nasty, "title": nasty}],
            sources=[source],
            checked_on=nasty,
            image=nasty,
            image_text=nasty,
        )
        await chat.server.status("coach", nasty, coach=nasty)
    await chat.server.show({"type": "refused", "id": None, "code": "X", "text": CORPUS[1]})
    await chat.has(1 + len(CORPUS))
    await expect(chat.log.locator(".notice")).to_have_text(CORPUS[1])
    tags = await chat.element.evaluate(
        "e => [...new Set([...e.shadowRoot.querySelectorAll('*')].map(x => x.localName))].sort()"
    )
    known = (
        "a article b button dialog div form h2 h3 img label p path section span svg textarea time"
    )
    assert set(tags) <= set(known.split())
    inline = "e => e.shadowRoot.querySelectorAll('[onerror],[onload],[onfocus]').length"
    assert await chat.element.evaluate(inline) == 0
    schemes = await chat.element.evaluate(
        "e => [...new Set([...e.shadowRoot.querySelectorAll('a')].map(a => a.protocol))]"
    )
    assert schemes == ["https:"]
    assert dialogs == []
    texts = [text for _, text in await chat.shown()][1:]
    plain = [(nasty, text) for nasty, text in zip(CORPUS, texts, strict=True) if "//" not in nasty]
    assert [nasty for nasty, text in plain if nasty not in text] == []


@pytest.mark.parametrize("speaker", ["bot", "coach", "service"])
async def test_links_show_where_they_go(chat: Chat, speaker: str) -> None:
    for text, expected in LINKS:
        await chat.server.speak(speaker, text)
        await chat.has(len(chat.server.talk.messages))
        links = (
            await chat.log.locator("article")
            .last.locator("a")
            .evaluate_all(
                "links => links.map(a => [a.firstChild.textContent, a.href, a.rel, a.target])"
            )
        )
        safe = ["noopener noreferrer", "_blank"]
        assert links == [[shown, href, *safe] for shown, href in expected], text


async def test_the_workers_own_words_have_no_links(chat: Chat) -> None:
    await chat.say("kijk op https://www.uwv.nl")
    await chat.has(2)
    await expect(chat.log.locator("a")).to_have_count(0)


async def test_reversing_characters_are_gone_everywhere(chat: Chat) -> None:
    await chat.server.speak(
        "coach",
        "a\u202eb\u2066c\u200bd",
        name="Sa\u202enne",
        buttons=[{"id": "1", "title": "J\u202ea"}],
    )
    await expect(chat.log.locator(".coach b")).to_have_text("Sanne, coach")
    await expect(chat.log.locator(".coach .body")).to_have_text("abcd")
    await expect(chat.button("Ja")).to_be_visible()


async def test_a_page_with_a_strict_policy_has_nothing_to_complain_about(chat: Chat) -> None:
    policy = (
        f"default-src 'none'; script-src {chat.server.url}/widget.js; base-uri 'none'; "
        f"connect-src {chat.server.url.replace('http', 'ws')}; img-src {chat.server.url}; "
        "object-src 'none'; form-action 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'"
    )
    page = host_page(f'<meta http-equiv="Content-Security-Policy" content="{policy}">')
    chat.server.pages["/strict"] = (page, {**HTML, "Content-Security-Policy": policy})
    await chat.page.add_init_script(
        """window.violations = [];
        document.addEventListener("securitypolicyviolation", (violation) =>
            window.violations.push(violation.violatedDirective + " " + violation.blockedURI));"""
    )
    await chat.visit("/strict")
    await chat.open()
    await chat.say("Werkt dit ook hier?")
    await chat.has(2)
    await chat.server.speak("bot", "Ja", buttons=[{"id": "1", "title": "Mooi"}])
    await chat.button("Mooi").click()
    await chat.has(4)
    assert await chat.panel.evaluate("e => getComputedStyle(e).position") == "fixed"
    favicon = chat.server.url + "/favicon.ico"
    violations = await chat.page.evaluate("window.violations")
    assert [line for line in violations if favicon not in line] == []
