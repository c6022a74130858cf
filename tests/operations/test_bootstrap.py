"""`run.py` prepares both environments from whatever Python and uv this machine has."""

import subprocess
import sys
from pathlib import Path

import pytest

from operations.bootstrap import interpreters
from tests.operations.house import House, until

FAKE_UV = """#!{python}
import pathlib, sys, time
words = sys.argv[1:]
log = pathlib.Path("uv-was-asked")
if words == ["--version"]:
    sys.exit()
log.open("a").write(" ".join(words) + "\\n")
if pathlib.Path("uv-says").exists():
    sys.exit(pathlib.Path("uv-says").read_text())
if words[0] == "venv":
    python = pathlib.Path(words[-1], "bin", "python")
    python.parent.mkdir(parents=True)
    version = "3.10" if "bot" in words[-1] else "{version}"
    python.write_text(pathlib.Path("fake-python").read_text().replace("VERSION", version))
    python.chmod(0o755)
else:
    takes = pathlib.Path("uv-takes")
    time.sleep(float(takes.read_text()) if takes.exists() else 0)
"""
# Claims to be of a version, and otherwise is the Python of these tests.
FAKE_PYTHON = """#!/bin/sh
case "$*" in *version_info*) echo "VERSION $0";; *) exec {python} "$@";; esac
"""


@pytest.fixture
def bare(house: House) -> House:
    """A house without environments, on a machine with a uv that only pretends."""
    tools = house.root / "tools"
    tools.mkdir()
    for folder in (house.root / ".venv", house.root / "bot" / ".venv"):
        (folder / "bin" / "python").unlink()
    version = "{}.{}".format(*sys.version_info)
    write_program(tools / "uv", FAKE_UV.format(python=sys.executable, version=version))
    write_program(house.root / "fake-python", FAKE_PYTHON.format(python=sys.executable))
    for name in ("requirements.lock", "requirements-dev.lock"):
        (house.root / name).write_text(f"# {name}\n")
    house.environment["PATH"] = f"{tools}:/usr/bin:/bin"
    return house


def write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def asked(house: House) -> list[str]:
    """What uv was asked since the last time."""
    log = house.root / "uv-was-asked"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return [line.split()[0] for line in lines]


class TestEnvironments:
    def test_are_made_once(self, bare: House) -> None:
        bare.run_once(via="run.py")
        assert asked(bare) == ["venv", "pip", "venv", "pip"]
        bare.run_once(via="run.py")
        assert asked(bare) == []

    def test_changed_lock_is_installed_and_the_other_is_not(self, bare: House) -> None:
        bare.run_once(via="run.py")
        asked(bare)
        (bare.root / "requirements.lock").write_text("# changed\n")
        bare.run_once(via="run.py")
        assert asked(bare) == ["pip"]

    @pytest.mark.parametrize("harm", ["dangling", "other version", "half made"])
    def test_broken_one_is_made_anew(self, bare: House, harm: str) -> None:
        bare.run_once(via="run.py")
        asked(bare)
        folder = bare.root / "bot" / ".venv"
        python = folder / "bin" / "python"
        if harm == "dangling":
            python.unlink()
            python.symlink_to("/nowhere/python3.10")
        elif harm == "other version":
            python.write_text(python.read_text().replace("3.10", "3.9"))
        else:
            (folder / "installed-locks").unlink()
        bare.run_once(via="run.py")
        assert asked(bare) == ["venv", "pip"]

    def test_interrupted_installation_is_done_again(self, bare: House) -> None:
        (bare.root / "uv-takes").write_text("60")
        run = bare.run(via="run.py")
        until(lambda: (bare.root / "uv-was-asked").exists() and "pip" in asked_so_far(bare))
        assert run.interrupt() == 1
        assert bare.is_empty()
        assert "Traceback" not in run.output
        (bare.root / "uv-takes").unlink()
        asked(bare)
        bare.run_once(via="run.py")
        assert asked(bare) == ["venv", "pip", "venv", "pip"]

    def test_works_from_elsewhere(
        self, bare: House, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        bare.working_directory = tmp_path_factory.mktemp("elsewhere")
        bare.run_once(via="run.py")


def asked_so_far(house: House) -> str:
    return (house.root / "uv-was-asked").read_text()


class TestComplaints:
    @pytest.mark.parametrize(
        ("complaint", "sentence"),
        [
            ("error: client error (Connect)\n dns error", "The package index could not be reached"),
            ("failed to write: No space left on device (os error 28)", "The disk is full"),
            ("error: Hash mismatch for `a==1`", "A package differs from what the lock file names"),
            ("client error (Connect): invalid peer certificate: UnknownIssuer", "UV_SYSTEM_CERTS"),
            ("something nobody foresaw", "The reason is at the end of"),
        ],
    )
    def test_become_one_sentence(self, bare: House, complaint: str, sentence: str) -> None:
        (bare.root / "uv-says").write_text(complaint)
        run = bare.run(via="run.py")
        assert run.process.wait(60) == 1
        last = run.output.splitlines()[-1]
        assert sentence in last
        assert "install.log" in last
        assert "Traceback" not in run.output


class TestInterpreters:
    def test_shim_that_does_not_run_is_passed_over(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shims, pyenv = tmp_path / "shims", tmp_path / "pyenv"
        real = pyenv / "versions" / "3.10.13" / "bin" / "python"
        shims.mkdir()
        real.parent.mkdir(parents=True)
        write_program(shims / "python3.10", "#!/bin/sh\nexit 127\n")
        write_program(real, "#!/bin/sh\necho 3.10 $0\n")
        monkeypatch.setenv("PATH", str(shims))
        monkeypatch.setenv("PYENV_ROOT", str(pyenv))
        assert interpreters.find(["3.10"]) == str(real)

    def test_newest_of_pyenv_comes_first(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for version in ("3.10.9", "3.10.13"):
            folder = tmp_path / "versions" / version / "bin"
            folder.mkdir(parents=True)
            write_program(folder / "python", "")
        monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
        monkeypatch.setenv("HOME", str(tmp_path))
        assert "3.10.13" in interpreters.in_pyenv("3.10")[0]

    def test_nothing_found_is_none(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("PATH", "PYENV_ROOT", "HOME"):
            monkeypatch.setenv(name, str(tmp_path))
        assert interpreters.find(["3.10"]) is None

    def test_first_half_needs_only_the_standard_library(self) -> None:
        command = [sys.executable, "-S", "-c", "from operations.bootstrap import start"]
        assert subprocess.run(command, check=False).returncode == 0
