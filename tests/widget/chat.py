"""The widget as a worker meets it: open it, type, press, read."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.widget.server import ScriptedServer

GREETING = {
    "speaker": "bot",
    "text": "Hoi. Ik ben een computer, geen mens. Waar kan ik je mee helpen?",
    "buttons": [
        {"id": "b1", "title": "Hoeveel staat er op mijn leerrekening?"},
        {"id": "b2", "title": "Wie betaalt mijn opleiding?"},
    ],
}
SHOWN = """element => [...element.shadowRoot.querySelectorAll("article")].map(article => [
    article.className.split(" ")[0],
    article.querySelector(".body").textContent,
    Boolean(article.closest(".unsent")),
])"""


@dataclass
class Chat:
    """One tab with the widget in it."""

    page: Page
    server: ScriptedServer

    @property
    def element(self) -> Locator:
        return self.page.locator("leermaat-chat")

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name="Chat met Leermaat")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def status(self) -> Locator:
        return self.panel.get_by_role("status")

    @property
    def field(self) -> Locator:
        return self.page.get_by_label("Je bericht")

    async def visit(self, path: str = "/") -> "Chat":
        await self.page.goto(self.server.url + path)
        await self.page.evaluate("customElements.whenDefined('leermaat-chat').then(() => 0)")
        return self

    async def open(self) -> "Chat":
        await self.launcher.click()
        return await self.connected()

    async def connected(self) -> "Chat":
        """Wait for a welcome that this page has also heard."""
        await expect(self.log.locator("article, .intro").first).to_be_attached()
        await self.server.until(lambda: len(self.server.sockets) > 0)
        return self

    async def resize(self, width: int, height: int) -> None:
        """Give the page another size, and wait until the open chat has followed."""
        await self.page.set_viewport_size({"width": width, "height": height})
        await self.page.wait_for_function(
            """isSmall => document.querySelector("leermaat-chat").shadowRoot
                .querySelector("dialog").matches(":modal") === isSmall""",
            arg=width < 480 or height < 420,
        )

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name)

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def call(self, script: str, argument: object = None) -> object:
        """Run JavaScript with the element as `chat`."""
        return await self.element.evaluate(f"(chat, argument) => {script}", argument)

    async def shown(self) -> list[tuple[str, str]]:
        """What the thread shows, from top to bottom: who, and what."""
        return [(speaker, text) for speaker, text, _ in await self.element.evaluate(SHOWN)]

    async def unsent(self) -> list[str]:
        return [text for _, text, waits in await self.element.evaluate(SHOWN) if waits]

    async def has(self, count: int) -> None:
        """Wait until exactly this many messages are shown."""
        await expect(self.log.locator("article")).to_have_count(count)

    async def is_settled(self) -> None:
        await expect(self.log.locator(".unsent article")).to_have_count(0)
