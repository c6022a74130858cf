"""Who signed in is known to the server only by a token, and leaves nothing in the browser."""

import pytest
from playwright.async_api import Page, expect

from tests.widget.chat import GREETING, Chat
from tests.widget.server import PERSON, ScriptedServer

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.fixture
def closed(page: Page, server: ScriptedServer) -> Chat:
    server.greeting = [GREETING]
    return Chat(page, server)


async def stored(chat: Chat) -> list[str]:
    keys: list[str] = await chat.page.evaluate("Object.keys(localStorage)")
    return keys


async def test_a_token_given_before_opening_is_used_at_opening(closed: Chat) -> None:
    await closed.visit()
    await closed.call("chat.identify('token')")
    await closed.page.wait_for_timeout(300)
    assert closed.server.of_kind("hello") == []
    await closed.open()
    await expect(closed.panel).to_contain_text(f"Ingelogd: {PERSON}")
    assert closed.server.of_kind("hello")[0]["identity"] == "token"


async def test_a_signed_in_session_lives_in_this_page_only(closed: Chat) -> None:
    await closed.visit()
    await closed.call("chat.identify('token')")
    await closed.open()
    await closed.say("Mijn geheim")
    await closed.has(2)
    await closed.is_settled()
    assert set(await stored(closed)) <= {"leermaat:read"}
    closed.server.kill()
    resumed = (await closed.server.heard(2))[-1]
    assert resumed["session"] == closed.server.talk.secret
    assert resumed["identity"] is None
    assert resumed["after"] == 2


async def test_signing_in_halfway_shows_the_conversation_of_that_person(chat: Chat) -> None:
    await chat.say("Wie ben ik")
    await chat.has(2)
    await chat.call(
        "chat.addEventListener('leermaat:signed-in', e => (window.who = e.detail.name))"
    )
    visitor = chat.server.talk.secret
    await chat.call("chat.identify('token')")
    await chat.has(1)
    # The server has to know whom this browser leaves: a coach may be on the way there.
    [signing_in] = [one for one in chat.server.of_kind("hello") if one["identity"]]
    assert signing_in["session"] == visitor
    assert await chat.page.evaluate("window.who") == PERSON
    assert "leermaat:session" not in await stored(chat)


async def test_the_provider_is_asked_for_a_fresh_token(closed: Chat) -> None:
    await closed.visit()
    await closed.call("(chat.identityProvider = async () => 'vers', 0)")
    await closed.open()
    await expect(closed.panel).to_contain_text(f"Ingelogd: {PERSON}")
    closed.server.talks.clear()
    await closed.server.close(4401)
    again = (await closed.server.heard(2))[-1]
    assert again["identity"] == "vers"
    assert again["session"] is None


async def test_a_provider_that_fails_is_tried_again(closed: Chat) -> None:
    await closed.visit()
    await closed.call(
        """(chat.identityProvider = async () => {
            if (window.isSecond) return "vers";
            window.isSecond = true;
            throw new Error("stuk");
        }, 0)"""
    )
    await closed.open()
    await expect(closed.panel).to_contain_text(f"Ingelogd: {PERSON}")


async def test_a_forged_token_gives_nobody_and_does_not_repeat(chat: Chat) -> None:
    await chat.call("chat.addEventListener('leermaat:error', e => (window.code = e.detail.code))")
    await chat.call("chat.identify('forged')")
    hellos = await chat.server.heard(3)
    assert [hello["identity"] for hello in hellos] == [None, "forged", None]
    await expect(chat.log).to_contain_text("Je bent nu niet ingelogd.")
    assert await chat.page.evaluate("window.code") == "SessionOver"
    await expect(chat.panel).not_to_contain_text("Ingelogd:")


async def test_signing_out_leaves_nothing(chat: Chat) -> None:
    await chat.say("Iets van mij")
    await chat.has(2)
    await chat.call("chat.signOut()")
    await chat.server.heard(1, "sign_out")
    await expect(chat.launcher).to_be_visible()
    assert await stored(chat) == []
    chat.server.greeting = []
    await chat.launcher.click()
    assert (await chat.server.heard(2))[-1]["session"] is None
    await chat.has(0)


async def test_unsent_words_do_not_move_to_another_person(chat: Chat) -> None:
    await chat.call("chat.identify('token')")
    await expect(chat.panel).to_contain_text(f"Ingelogd: {PERSON}")
    chat.server.is_down = True
    chat.server.kill()
    await chat.say("Niet voor een ander")
    assert await chat.unsent() == ["Niet voor een ander"]
    await chat.call("chat.signOut()")
    chat.server.is_down = False
    await chat.launcher.click()
    await chat.server.heard(3)
    await chat.page.wait_for_timeout(300)
    assert chat.server.of_kind("say") == []
    assert await chat.unsent() == []
