"""A model is named by what it is made of, appears whole or not at all, and is the one we made."""

import os
from pathlib import Path

import pytest

from operations import train
from tests.operations.house import House, until

MADE_OF = [
    "config.yml",
    "domain.yml",
    "data/entities/sector.yml",
    "data/nlu/greet.yml",
    "data/responses/greet.yml",
    "data/rules/greet.yml",
    "bot/components/encoder.py",
    "bot/requirements.lock",
]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with everything that a model is made of."""
    for name in MADE_OF:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


class TestModelName:
    def test_is_the_same_for_the_same_content_elsewhere(self, sources: Path) -> None:
        before = train.model_name(sources)
        moved = sources.rename(sources.with_name("moved"))
        os.utime(moved / "config.yml", (0, 0))
        assert train.model_name(moved) == before

    @pytest.mark.parametrize("name", MADE_OF)
    def test_changes_with_each_file(self, sources: Path, name: str) -> None:
        before = train.model_name(sources)
        (sources / name).write_text("changed")
        assert train.model_name(sources) != before

    @pytest.mark.parametrize("name", ["data/rules/new.yml", "bot/new.py"])
    def test_changes_with_a_new_file(self, sources: Path, name: str) -> None:
        before = train.model_name(sources)
        (sources / name).touch()
        assert train.model_name(sources) != before

    def test_changes_when_a_file_moves(self, sources: Path) -> None:
        before = train.model_name(sources)
        (sources / "data/nlu/greet.yml").rename(sources / "data/nlu/other.yml")
        assert train.model_name(sources) != before

    @pytest.mark.parametrize("name", ["README.md", "bot/.venv/lib/rasa.py", "data/schemes/a.yml"])
    def test_does_not_depend_on_anything_else(self, sources: Path, name: str) -> None:
        before = train.model_name(sources)
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        (sources / name).write_text("new")
        assert train.model_name(sources) == before


class TestTraining:
    def test_killed_training_leaves_no_model_and_the_next_start_trains(self, house: House) -> None:
        (house.root / "training-takes").write_text("60")
        run = house.run()
        until(lambda: any(house.root.glob("models/.unfinished-*/*.tar.gz")))
        run.process.kill()
        until(house.is_empty)
        assert not house.models()
        (house.root / "training-takes").unlink()
        house.run_once()
        assert len(house.models()) == 1
        assert not list(house.root.glob("models/.unfinished-*"))

    def test_changed_data_makes_a_new_model_and_the_oldest_go(self, house: House) -> None:
        for edition in range(train.KEPT + 1):
            (house.root / "domain.yml").write_text(f"# {edition}\n")
            assert house.train() == 0
        assert len(house.models()) == train.KEPT
        assert len(list(house.root.glob("models/*.sha256"))) == train.KEPT

    def test_two_trainings_at_once_make_one_model(self, house: House) -> None:
        (house.root / "training-takes").write_text("1")
        run = house.run()
        assert house.train() == 0
        run.until_said("Stop with Ctrl-C")
        assert len(house.models()) == 1


class TestStrangeModel:
    @pytest.mark.parametrize("harm", ["other bytes", "no record"])
    def test_is_refused_until_removed(self, house: House, harm: str) -> None:
        assert house.train() == 0
        [model] = house.models()
        if harm == "other bytes":
            model.write_bytes(b"strange")
        else:
            model.with_name(f"{model.name}.sha256").unlink()
        run = house.run()
        assert run.process.wait(60) == 1
        assert f"{model} is not the model that was trained here: remove it" in run.output
        assert not (house.root / "rasa.env.json").exists()
        model.unlink()
        house.run_once()
