"""For everybody: by keyboard, by ear, on a small screen, with large letters."""

import asyncio
from collections.abc import Callable

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.widget.axe import OPTIONS
from tests.widget.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def closed(chat: Chat) -> None:
    await chat.button("Sluit").click()
    await chat.server.speak("coach", "Ben je er nog?")
    await expect(chat.page.get_by_role("status")).to_have_text("1 nieuw bericht")


async def opened(chat: Chat) -> None:
    source = {"name": "UWV", "address": "https://www.uwv.nl/", "page_date": "2026-01-01"}
    await chat.server.speak("bot", "Zie https://www.uwv.nl/x", sources=[{**source, "age_note": ""}])
    await chat.has(2)


async def queue(chat: Chat) -> None:
    await chat.say("Ik wil een coach spreken")
    await chat.server.speak(
        "service", "Je staat in de rij.", buttons=[{"id": "t", "title": "Terug"}]
    )
    await chat.server.status("waiting", "Je wacht op een coach. Plek 2.", position=2)
    await expect(chat.status).to_contain_text("Plek 2")


async def coach(chat: Chat) -> None:
    await chat.server.status("coach", "Je praat met Sanne, coach.", coach="Sanne")
    await chat.server.speak("coach", "Vertel eens.")
    await chat.has(2)


async def offline(chat: Chat) -> None:
    chat.server.is_down = True
    chat.server.kill()
    await chat.say("Ben ik er nog?")
    await expect(chat.status).to_contain_text("Geen verbinding")


async def too_long(chat: Chat) -> None:
    await chat.field.fill("x" * 2100)


async def small(chat: Chat) -> None:
    await chat.resize(320, 640)
    await queue(chat)


@pytest.mark.parametrize("state", [closed, opened, queue, coach, offline, too_long, small])
async def test_axe_finds_nothing(chat: Chat, state: Callable[[Chat], object]) -> None:
    await state(chat)  # type: ignore[misc]
    await asyncio.sleep(0.3)  # the panel has come to rest
    results = await Axe().run(chat.page, options=OPTIONS)
    assert results.response["violations"] == []


async def test_the_whole_visit_by_keyboard(chat: Chat) -> None:
    page, keys = chat.page, chat.page.keyboard
    await keys.press("Escape")
    await expect(chat.panel).to_be_hidden()
    await expect(chat.launcher).to_be_focused()
    await keys.press("Enter")
    await expect(chat.field).to_be_focused()
    await keys.type("Hoi")
    await keys.press("Enter")
    await chat.has(2)
    await chat.server.speak("bot", "Kies maar", buttons=[{"id": "k", "title": "Deze"}])
    await chat.has(3)
    for _ in range(20):
        await keys.press("Shift+Tab")
        if await chat.button("Deze").evaluate("b => b.getRootNode().activeElement === b"):
            break
    await keys.press("Enter")
    assert (await chat.server.heard(1, "press"))[0]["button"] == "k"
    await keys.press("Escape")
    await expect(chat.launcher).to_be_focused()
    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Link na de chat")).to_be_focused()


async def test_beside_a_desktop_chat_the_page_can_be_reached(chat: Chat) -> None:
    await chat.page.get_by_role("link", name="Link voor de chat").click(timeout=2000)
    await expect(chat.panel).to_be_visible()


async def test_on_a_phone_focus_goes_round_inside_and_back_to_the_launcher(chat: Chat) -> None:
    await chat.button("Sluit").click()
    await chat.page.set_viewport_size({"width": 360, "height": 740})
    await chat.launcher.click()
    await expect(chat.panel.get_by_role("heading", level=2)).to_be_focused()
    seen = set()
    for _ in range(15):
        await chat.page.keyboard.press("Tab")
        seen.add(await chat.page.evaluate("document.activeElement.id"))
    assert not seen & {"voor", "na"}
    await chat.page.keyboard.press("Escape")
    await expect(chat.launcher).to_be_focused()


@pytest.mark.parametrize("width", [320, 360, 1100])
async def test_targets_are_large_and_nothing_sticks_out(chat: Chat, width: int) -> None:
    await chat.resize(width, 700)
    await queue(chat)
    await chat.server.speak("coach", "w" * 300 + " https://www.werkcentrum.nl/" + "pad/" * 60)
    sizes = await chat.element.evaluate(
        """element => [...element.shadowRoot.querySelectorAll("button, textarea")]
            .filter((target) => target.checkVisibility())
            .map((target) => target.getBoundingClientRect())
            .map(({width, height}) => Math.min(width, height))"""
    )
    assert round(min(sizes), 2) >= 44  # Chromium adds up 32nds of a pixel
    too_wide = """element => [...element.shadowRoot.querySelectorAll("dialog, [role=log]")]
        .filter((box) => box.scrollWidth > box.clientWidth).length"""
    assert await chat.element.evaluate(too_wide) == 0
    assert await chat.page.evaluate("document.documentElement.scrollWidth") <= width


async def test_letters_are_17_pixels(chat: Chat) -> None:
    size = "element => getComputedStyle(element).fontSize"
    assert await chat.log.locator(".body").first.evaluate(size) == "17px"
    assert await chat.field.evaluate(size) == "17px"


async def test_focus_can_be_seen(chat: Chat) -> None:
    for _ in range(8):
        await chat.page.keyboard.press("Shift+Tab")
        outline = await chat.call(
            "(({outlineStyle, outlineWidth}) => [outlineStyle, parseFloat(outlineWidth)])"
            "(getComputedStyle(chat.shadowRoot.activeElement ?? document.activeElement))"
        )
        assert outline == ["solid", 3] or not await chat.call("chat.shadowRoot.activeElement")


async def test_at_400_percent_everything_can_still_be_reached(chat: Chat) -> None:
    await chat.resize(320, 256)
    await chat.field.scroll_into_view_if_needed()
    await expect(chat.field).to_be_in_viewport()
    await chat.log.locator("article").first.scroll_into_view_if_needed()
    await expect(chat.log.locator("article").first).to_be_in_viewport()


async def test_no_motion_for_who_wants_none(chat: Chat) -> None:
    animation = "element => getComputedStyle(element).animationName"
    assert await chat.panel.evaluate(animation) == "arrive"
    await chat.page.emulate_media(reduced_motion="reduce")
    assert await chat.panel.evaluate(animation) == "none"


async def test_forced_colours_keep_the_edges(chat: Chat) -> None:
    await chat.say("Hoi")
    await chat.has(2)
    edge = "element => getComputedStyle(element).borderTopColor"
    bubble = chat.log.locator(".worker .body")
    assert await bubble.evaluate(edge) == "rgba(0, 0, 0, 0)"
    await chat.page.emulate_media(forced_colors="active")
    assert await bubble.evaluate(edge) != "rgba(0, 0, 0, 0)"


async def test_more_contrast_makes_text_black(chat: Chat) -> None:
    await chat.page.emulate_media(contrast="more")
    colour = "element => getComputedStyle(element).color"
    assert await chat.log.locator(".body").first.evaluate(colour) == "rgb(0, 0, 0)"


class TestByEar:
    async def heard(self, page: Page) -> list[str]:
        live = page.locator("leermaat-chat [aria-live=polite] p")
        return await live.all_text_contents()

    async def test_the_greeting_is_read_out_at_the_first_opening(self, chat: Chat) -> None:
        assert len(await self.heard(chat.page)) == 1

    async def test_own_words_are_not_read_out(self, chat: Chat) -> None:
        await chat.say("Mijn eigen woorden")
        await chat.has(2)
        assert not any("Mijn eigen" in line for line in await self.heard(chat.page))

    async def test_history_is_not_read_out_again_after_a_reload(self, chat: Chat) -> None:
        await chat.server.speak("bot", "Oud nieuws")
        await chat.has(2)
        await chat.visit()
        await chat.open()
        await chat.has(2)
        assert await self.heard(chat.page) == []

    async def test_what_came_during_an_outage_is_read_out_once(self, chat: Chat) -> None:
        chat.server.kill()
        await chat.server.speak("coach", "Ik ben er")
        await chat.has(2)
        assert sum("Ik ben er" in line for line in await self.heard(chat.page)) == 1

    async def test_it_is_gone_again_so_that_nobody_meets_it_twice(self, chat: Chat) -> None:
        await chat.page.clock.install()
        await chat.server.speak("bot", "Nieuw")
        await chat.has(2)
        await chat.page.clock.run_for(6000)
        assert not any("Nieuw" in line for line in await self.heard(chat.page))
