"""One script, made of what is in the folder, and nothing else."""

import gzip
import re

from api.channels.web.bundle import (
    SOURCES,
    STATIC,
    build_script,
    etag,
    widget_script,
    widget_strings,
)

# 12.5 KB of brotli, which is what browsers get. Python has gzip only, and on this script brotli
# at its best is 0.886 of gzip at its best (measured), so this is the same limit.
LARGEST_GZIP_BYTES = int(12.5 * 1024 / 0.886)

MODULES = {file.stem: file.read_text(encoding="utf-8") for file in STATIC.glob("*.js")}
IMPORTED = re.compile(r'^import \{([^}]+)\} from "\./(\w+)\.js";$', re.MULTILINE)
# What a strict policy forbids, or what would let a text become markup.
FORBIDDEN = ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "new Function")


class TestBuildScript:
    def test_joins_modules_styles_and_strings(self) -> None:
        first = 'import { strings } from "./strings.js";\n\n// Why.\nexport const a = strings.hi;\n'
        second = '/** Say it. */\nexport function b() {\n  return "https://x";\n}\n'
        script = build_script([first, second], "/* c */\nb {\n  top: 0;\n}\n", {"hi": "dag €"})
        assert script.decode() == (
            '"use strict";\n(() => {\n'
            'const strings = {"hi":"dag €"};\n'
            'const stylesheet = "b {top: 0;}\\n";\n'
            "const a = strings.hi;\n"
            'function b() {return "https://x";}\n'
            "})();\n"
        )

    def test_the_same_sources_give_the_same_bytes(self) -> None:
        modules = [MODULES[name] for name in SOURCES]
        style = (STATIC / "widget.css").read_text(encoding="utf-8")
        assert build_script(modules, style, widget_strings()) == widget_script()


class TestSources:
    def test_every_file_is_in_the_script(self) -> None:
        assert set(MODULES) == set(SOURCES)

    def test_what_a_file_uses_comes_before_it(self) -> None:
        ready = {"strings", "stylesheet"}
        for name in SOURCES:
            assert {module for _, module in IMPORTED.findall(MODULES[name])} <= ready, name
            ready.add(name)

    def test_what_is_imported_is_exported(self) -> None:
        for name, module in MODULES.items():
            for names, origin in IMPORTED.findall(module):
                if origin in MODULES:
                    for each in re.split(r",\s*", names.strip()):
                        exported = rf"^export (async )?(const|function|class) {each}\b"
                        assert re.search(exported, MODULES[origin], re.MULTILINE), (name, each)

    def test_files_stay_short(self) -> None:
        assert {n for n, text in MODULES.items() if text.count("\n") > 180} == set()

    def test_nothing_turns_text_into_markup_or_breaks_a_strict_policy(self) -> None:
        script = widget_script().decode()
        assert [word for word in FORBIDDEN if word in script] == []

    def test_no_address_of_anybody_else(self) -> None:
        addresses = re.findall(r"https?://[\w.-]+", widget_script().decode())
        assert set(addresses) <= {"http://www.w3.org"}  # the name of SVG, never fetched


class TestStrings:
    def test_every_sentence_is_used_and_every_used_one_exists(self) -> None:
        used = set(re.findall(r"(?<!/)\bstrings\.(\w+)", "".join(MODULES.values())))
        kinds = {"kind_bot", "kind_coach", "kind_service"}
        assert used | kinds == set(widget_strings())

    def test_the_worker_is_called_je(self) -> None:
        formal = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)
        assert [text for text in widget_strings().values() if formal.search(text)] == []

    def test_the_first_screen_says_what_it_is_and_that_a_person_can_be_reached(self) -> None:
        intro = widget_strings()["intro"]
        assert "chatbot" in intro
        assert "geen mens" in intro
        assert "{" not in intro


class TestScript:
    def test_imports_exports_and_comments_are_gone(self) -> None:
        script = widget_script().decode()
        assert re.findall(r"^(import|export) .*", script, re.MULTILINE) == []
        assert re.findall(r"// .*|/\*", script) == []

    def test_small_enough(self) -> None:
        assert len(gzip.compress(widget_script(), 9)) <= LARGEST_GZIP_BYTES

    def test_the_tag_follows_the_content(self) -> None:
        assert etag(b"one") == etag(b"one") != etag(b"two")
        assert re.fullmatch(r'"[0-9a-f]{32}"', etag(widget_script()))
