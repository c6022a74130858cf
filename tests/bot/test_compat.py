"""Each repair gives what Rasa gives without it."""

import asyncio
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import dask
import jsonschema
import numpy as np
import pytest
import scipy.sparse
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.engine.runner import dask as runner
from rasa.shared.core.events import Event
from rasa.shared.exceptions import InvalidConfigException, YamlException
from rasa.shared.nlu.training_data import util
from rasa.shared.utils import validation
from rasa.shared.utils.common import all_subclasses

from bot import compat
from bot.replies import ReplyCollector

ROOT = Path(__file__).parents[2]


def in_new_python(program, **environment):
    """Run a program and give what it printed; repairs last as long as a process."""
    command = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr[-2000:]


class TestApplyRepairs:
    def test_other_version_of_rasa_is_refused(self, monkeypatch):
        monkeypatch.setattr(compat, "version", lambda _name: "3.6.22")
        with pytest.raises(compat.WrongRasaVersion, match=r"3\.6\.22"):
            compat.apply_repairs()

    def test_repair_can_be_left_out(self, monkeypatch):
        done = []

        def first():
            done.append("first")

        def second():
            done.append("second")

        monkeypatch.setattr(compat, "REPAIRS", (first, second))
        monkeypatch.setenv("REPAIRS_OFF", "first")
        compat.apply_repairs()
        assert done == ["second"]

    def test_every_repair_says_when_it_can_go(self):
        for repair in compat.REPAIRS:
            assert "Can go when" in " ".join(repair.__doc__.split()), repair.__name__


class TestWhatIsLeftOut:
    PROGRAM = """
import sys
from bot import compat
compat.apply_repairs()
import rasa.__main__, rasa.core.run, rasa.server, rasa.engine.recipes.default_recipe
import rasa.graph_components.validators.default_recipe_validator
heavy = {"tensorflow", "jax", "keras", "bson", "botocore.session", "aiogram", "twilio"}
print(sorted(name for name in heavy if sys.modules.get(name)))
"""

    def test_rasa_starts_without_it(self):
        assert in_new_python(self.PROGRAM) == "[]"

    def test_component_that_needs_it_is_refused(self):
        from rasa.engine.recipes.default_recipe import DefaultV1Recipe

        config = {"recipe": "default.v1", "pipeline": [{"name": "DIETClassifier"}]}
        with pytest.raises(InvalidConfigException, match="DIETClassifier"):
            DefaultV1Recipe().graph_config_for_recipe(config, {})

    def test_rasa_still_has_its_own_channels(self):
        from rasa.core.channels import BUILTIN_CHANNELS

        assert {"rest", "cmdline", "callback"} <= set(BUILTIN_CHANNELS)


GOOD = {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "x"}]}
BAD = {"events": [{"event": "onzin"}], "responses": []}


class TestActionValidator:
    def test_good_answer_passes_as_in_rasa(self):
        jsonschema.validate(GOOD, RemoteAction.action_response_format_spec())
        assert RemoteAction("a", None)._validate_action_result(GOOD)

    @pytest.mark.parametrize("answer", [BAD, {"events": {}}, {"events": [], "responses": ["x"]}])
    def test_bad_answer_fails_as_in_rasa(self, answer):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(answer, RemoteAction.action_response_format_spec())
        with pytest.raises(jsonschema.ValidationError):
            RemoteAction("a", None)._validate_action_result(answer)


class TestEventClasses:
    def test_every_event_has_the_class_that_the_walk_finds(self):
        for event_class in all_subclasses(Event):
            first = next(c for c in all_subclasses(Event) if c.type_name == event_class.type_name)
            assert Event.resolve_by_type(event_class.type_name) is first

    def test_unknown_event_raises_each_time(self):
        for _ in range(2):
            with pytest.raises(ValueError, match="onzin"):
                Event.resolve_by_type("onzin")


class TestFailedActions:
    def run(self, error):
        class Endpoint:
            kwargs = {"enable_selective_domain": True}  # noqa: RUF012

            async def request(self, **_arguments):
                raise error

        domain = SimpleNamespace(does_custom_action_explicitly_need_domain=lambda _name: False)
        tracker = SimpleNamespace(current_state=lambda _verbosity: {}, sender_id="c")
        collector = ReplyCollector()
        action = RemoteAction("action_a", Endpoint())
        with pytest.raises(type(error)):
            asyncio.run(action.run(collector, None, tracker, domain))
        return collector.failures

    def test_failure_reaches_the_turn(self):
        assert self.run(KeyError("geheim")) == ["KeyError"]

    def test_rejection_of_a_form_is_no_failure(self):
        assert self.run(ActionExecutionRejection("action_a")) == []


class TestFilesCheckedOnce:
    GOOD = 'version: "3.1"\nnlu:\n- intent: a\n  examples: |\n    - een\n'
    SCHEMA = "shared/nlu/training_data/schemas/nlu.yml"

    def test_good_file_is_checked_once(self):
        validation.validate_yaml_schema(self.GOOD, self.SCHEMA)
        before = validation.validate_yaml_schema.cache_info().hits
        validation.validate_yaml_schema(self.GOOD, self.SCHEMA)
        assert validation.validate_yaml_schema.cache_info().hits == before + 1

    def test_bad_file_is_refused_each_time(self):
        for _ in range(2):
            with pytest.raises(YamlException):
                validation.validate_yaml_schema("nlu: {intent: 3", self.SCHEMA)


class TestFeatureHash:
    def test_equal_features_are_equal_and_others_are_not(self):
        matrix = scipy.sparse.csr_matrix(np.array([[0, 1.5, 0, 2]]))
        moved = scipy.sparse.csr_matrix(np.array([[1.5, 0, 0, 2]]))
        changed = scipy.sparse.csr_matrix(np.array([[0, 1.6, 0, 2]]))
        wider = scipy.sparse.csr_matrix(np.array([[0, 1.5, 0, 2, 0]]))
        strings = [util.sparse_matrix_to_string(m) for m in (matrix, moved, changed, wider)]
        assert len(set(strings)) == 4
        assert util.sparse_matrix_to_string(matrix.copy()) == strings[0]


class TestStepsInOrder:
    def test_result_is_that_of_dask(self):
        graph = {
            "invoer": ("invoer", 2),
            "dubbel": (lambda given: ("dubbel", given[1] * 2), "invoer"),
            "som": (lambda a, b: ("som", a[1] + b[1]), "dubbel", "invoer"),
            "overig": (lambda a: ("overig", a), "bestaat_niet"),
        }
        targets = ["som", "overig"]
        assert list(runner.dask.get(graph, targets)) == list(dask.get(graph, targets))

    def test_a_step_runs_once(self):
        runs = []
        graph = {
            "a": (lambda: runs.append(1) or ("a", 1),),
            "b": (lambda a: ("b", a[1]), "a"),
            "c": (lambda a, b: ("c", a[1] + b[1]), "a", "b"),
        }
        assert dict(runner.dask.get(graph, ["c"])) == {"c": 2}
        assert runs == [1]
