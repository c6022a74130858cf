"""Repairs of Rasa 3.6.21, the last of its line: each is one function that can be taken out.

Figures are CPU time of this assistant on two shared, busy cores with OMP_NUM_THREADS=1.
`REPAIRS_OFF` names repairs to leave out (comma-separated), to measure what one is worth.
"""

import functools
import hashlib
import os
from importlib.metadata import version
from typing import Any, Callable, Dict, List, Text, Tuple

from bot import stand_ins

RASA_VERSION = "3.6.21"


class WrongRasaVersion(RuntimeError):
    """The repairs were written against another version of Rasa."""


def apply_repairs() -> None:
    """Apply all repairs but those named in REPAIRS_OFF, raising WrongRasaVersion first."""
    installed = version("rasa")
    if installed != RASA_VERSION:
        raise WrongRasaVersion(
            f"Rasa {installed} is installed, but bot/compat.py repairs {RASA_VERSION}. "
            "Read each repair against the new version, or leave it out."
        )
    left_out = os.environ.get("REPAIRS_OFF", "").split(",")
    for repair in REPAIRS:
        if repair.__name__ not in left_out:
            repair()


def leave_tensorflow_out() -> None:
    """Start without TensorFlow, which Rasa imports even when no component of the model uses it.

    Costs 10 of the 17 s that imports take, and 350 MB. Classes that need it become empty
    stand-ins, so a config.yml that asks for one is refused. Can go when a component needs
    TensorFlow.
    """
    stand_ins.refuse("tensorflow", "jax")
    stand_ins.put_in_place(stand_ins.WITHOUT_TENSORFLOW)


def leave_other_databases_out() -> None:
    """Start without the clients of MongoDB and DynamoDB.

    Costs 1 s of start and 13 MB. Can go when rasa.core.tracker_store imports them where it uses
    them.
    """
    stand_ins.put_in_place(stand_ins.OTHER_DATABASES)


def leave_other_channels_out() -> None:
    """Start without Telegram, Slack, Twilio and the like, which the gateway replaces.

    Costs 1 s of start and 12 MB. Can go when rasa.core.channels imports the one it is asked for.
    """
    stand_ins.put_in_place(stand_ins.OTHER_CHANNELS)


def keep_action_validator() -> None:
    """Check answers of the action server with one validator, made once.

    Rasa validates its own schema again after every action: a turn with an action takes 59 ms
    instead of 10. Can go when RemoteAction._validate_action_result keeps its validator.
    """
    from jsonschema import Draft202012Validator
    from rasa.core.actions.action import RemoteAction

    validator = Draft202012Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: Dict[Text, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def remember_event_classes() -> None:
    """Look up the class of an event in a table instead of walking all subclasses each time.

    Loading a conversation of 1,000 events takes 77 ms instead of 22. Can go when
    Event.resolve_by_type no longer calls all_subclasses.
    """
    from rasa.shared.core.events import Event

    # A name that is not known raises, and functools.cache keeps no errors.
    Event.resolve_by_type = staticmethod(functools.cache(Event.resolve_by_type))


def report_failed_actions() -> None:
    """Tell the reply collector of the turn when an action fails.

    Rasa logs the failure and goes on as if the action had said nothing, so that half an answer
    looks whole. Costs nothing. Can go when MessageProcessor._run_action lets errors through.
    """
    from rasa.core.actions.action import ActionExecutionRejection, RemoteAction

    run = RemoteAction.run

    @functools.wraps(run)
    async def run_and_report(
        self: RemoteAction, output_channel: Any, nlg: Any, tracker: Any, domain: Any
    ) -> Any:
        try:
            return await run(self, output_channel, nlg, tracker, domain)
        except ActionExecutionRejection:  # a form asks again: no failure
            raise
        except Exception as error:
            getattr(output_channel, "failures", []).append(type(error).__name__)
            raise

    RemoteAction.run = run_and_report


def check_each_file_once() -> None:
    """Remember which YAML texts are valid.

    `train` reads all training data five times and checks it against the schema each time, with
    a parser in pure Python: 14 of 78 s. Can go when Rasa's importers share what they read.
    """
    from rasa.shared.utils import validation

    # A text that is not valid raises, and functools.cache keeps no errors.
    validation.validate_yaml_schema = functools.cache(validation.validate_yaml_schema)


def hash_features_as_bytes() -> None:
    """Tell sparse features apart by their bytes, not by a line of text per number.

    Rasa fingerprints the result of every step of training: 4 % of its time for n-grams. Can go
    when sparse_matrix_to_string no longer formats.
    """
    from rasa.shared.nlu.training_data import util

    def as_string(matrix: Any) -> Text:
        rows = matrix.tocsr()
        parts = (rows.indptr, rows.indices, rows.data)
        digest = hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()
        return f"{rows.shape} {digest}"

    util.sparse_matrix_to_string = as_string


def run_steps_in_order() -> None:
    """Run the steps of the model one after another, without dask's scheduler.

    There is nothing to schedule in one thread: 6 % of a turn. Can go when Rasa runs its graph
    without dask.
    """
    from types import SimpleNamespace

    from rasa.engine.runner import dask

    def get(graph: Dict[Text, Any], targets: List[Text]) -> List[Any]:
        done: Dict[Text, Any] = {}

        def result_of(name: Text) -> Any:
            if name not in graph:
                return name  # the step itself says what it misses
            if name not in done:
                step, *needs = graph[name]
                done[name] = step(*map(result_of, needs)) if callable(step) else graph[name]
            return done[name]

        return [result_of(target) for target in targets]

    dask.dask = SimpleNamespace(get=get)


REPAIRS: Tuple[Callable[[], None], ...] = (
    leave_tensorflow_out,
    leave_other_databases_out,
    leave_other_channels_out,
    keep_action_validator,
    remember_event_classes,
    report_failed_actions,
    check_each_file_once,
    hash_features_as_bytes,
    run_steps_in_order,
)
