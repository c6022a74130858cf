"""`python3 run.py` starts everything, says so, and leaves nothing behind."""

import signal
import socket
import stat
from contextlib import closing

import pytest

from tests.operations.house import PORTS, House, until

READY = "Stop with Ctrl-C"


class TestStart:
    def test_says_where_to_go_and_who_can_log_in(self, house: House) -> None:
        run = house.run()
        run.until_said(READY)
        assert f"http://127.0.0.1:{house.environment['API_PORT']}/console" in run.output
        assert "coach@example.org  demo" in run.output
        assert "Anna  two deposits" in run.output

    def test_without_demo_nobody_is_shown(self, house: House) -> None:
        run = house.run("--no-demo")
        run.until_said(READY)
        assert "coach@example.org" not in run.output
        assert house.told("api")["DEMO"] == "0"

    def test_second_start_trains_nothing(self, house: House) -> None:
        house.run_once()
        run = house.run()
        run.until_said(READY)
        assert "Training" not in run.output

    def test_rasa_and_actions_get_no_secrets_of_others(self, house: House) -> None:
        run = house.run(TELEGRAM_TOKEN="t", SMTP_PASSWORD="p")
        run.until_said(READY)
        api, rasa, actions = (house.told(name) for name in ("api", "rasa", "actions"))
        assert api["WIDGET_SIGNING_SECRET"]
        assert api["TELEGRAM_TOKEN"] == "t"
        for name in ("DATABASE_URL", "WIDGET_SIGNING_SECRET", "TELEGRAM_TOKEN", "SMTP_PASSWORD"):
            assert name not in rasa
            assert name not in actions
        assert rasa["ASSISTANT_TOKEN"] == api["ASSISTANT_TOKEN"]
        assert rasa["ACTIONS_TOKEN"] == actions["ACTIONS_TOKEN"]
        assert "ASSISTANT_TOKEN" not in actions

    def test_tokens_change_and_the_signing_secret_stays(self, house: House) -> None:
        house.run_once()
        first = house.told("api")
        house.run_once()
        second = house.told("api")
        assert first["ASSISTANT_TOKEN"] != second["ASSISTANT_TOKEN"]
        assert first["WIDGET_SIGNING_SECRET"] == second["WIDGET_SIGNING_SECRET"]
        kept = house.root / "var" / "widget-signing-secret"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


class TestRefusals:
    def test_taken_port_is_said_with_the_variable_to_set(self, house: House) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as other:
            number = str(other.getsockname()[1])
            run = house.run(ACTIONS_PORT=number)
            assert run.process.wait(60) == 1
        assert run.output.startswith(f"Port {number} is taken by another program")
        assert "ACTIONS_PORT=" in run.output

    def test_own_earlier_instance_is_named(self, house: House) -> None:
        first = house.run()
        first.until_said(READY)
        second = house.run()
        assert second.process.wait(60) == 1
        assert f"already runs from this folder, as process {first.process.pid}" in second.output

    @pytest.mark.parametrize("value", ["", "http", "70000", "-1"])
    def test_nonsense_for_a_port_is_refused(self, house: House, value: str) -> None:
        run = house.run(API_PORT=value)
        assert run.process.wait(60) == 1
        assert run.output.startswith("API_PORT must be a number")

    @pytest.mark.parametrize(
        ("broken", "sentence"),
        [
            ("api-is-broken", "the API ended with code 1 before it was ready."),
            ("actions-is-broken", "the action server ended with code 1 before it was ready."),
            ("training-is-broken", "Training ended with code 1. Its last words: domain.yml"),
        ],
    )
    def test_part_that_cannot_start_ends_the_rest(
        self, house: House, broken: str, sentence: str
    ) -> None:
        (house.root / broken).touch()
        run = house.run()
        assert run.process.wait(60) == 1
        assert sentence in run.output
        assert "Traceback" not in run.output
        assert house.is_empty()


class TestStop:
    def test_order_is_the_reverse_of_who_needs_whom(self, house: House) -> None:
        house.run_once()
        assert (house.root / "stopped").read_text().split() == ["api", "actions", "rasa"]

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
    def test_other_signals_stop_as_ctrl_c_does(self, house: House, number: int) -> None:
        run = house.run()
        run.until_said(READY)
        run.process.send_signal(number)
        assert run.process.wait(60) == 0
        assert house.is_empty()

    def test_second_ctrl_c_does_not_wait_for_a_stubborn_child(self, house: House) -> None:
        (house.root / "api-is-stubborn").touch()
        run = house.run()
        run.until_said(READY)
        run.process.send_signal(signal.SIGINT)
        run.until_said("Stopping")
        assert run.interrupt() == 0
        until(house.is_empty)

    @pytest.mark.parametrize(
        ("slow", "phase"),
        [("training-takes", "training"), ("migrate-takes", "migrate"), (None, "Waiting")],
    )
    def test_ctrl_c_in_each_phase_leaves_nothing(
        self, house: House, slow: str | None, phase: str
    ) -> None:
        if slow:
            (house.root / slow).write_text("60")
        run = house.run()
        until(lambda: len(house.processes()) > 4)
        assert run.interrupt() == 0, phase
        assert house.is_empty()
        assert "Traceback" not in run.output
        if slow:
            (house.root / slow).unlink()
        house.run_once()

    @pytest.mark.parametrize("slow", ["training-takes", "migrate-takes", None])
    def test_kill_9_of_the_supervisor_leaves_nothing(self, house: House, slow: str | None) -> None:
        if slow:
            (house.root / slow).write_text("60")
        run = house.run()
        until(lambda: len(house.processes()) > 4)
        run.process.kill()
        run.process.wait()
        until(house.is_empty)
        if slow:
            (house.root / slow).unlink()
        house.run_once()

    def test_lost_terminal_does_not_make_the_stop_rough(self, house: House) -> None:
        run = house.run_into_a_pipe()
        until(lambda: all(map(house.is_answering, PORTS)))
        assert run.stdout
        run.stdout.close()
        run.send_signal(signal.SIGHUP)
        run.wait(60)
        assert (house.root / "stopped").read_text().split() == ["api", "actions", "rasa"]

    def test_stops_with_its_parent_when_asked_to(self, house: House) -> None:
        parent = house.run_under_a_shell(STOP_WITH_PARENT="1")
        parent.until_said(READY)
        parent.process.kill()
        parent.process.wait()
        until(house.is_empty)
        assert "Stopped." in parent.output


class TestKeepUp:
    def test_child_that_dies_is_started_again(self, house: House) -> None:
        run = house.run()
        run.until_said(READY)
        before = house.answering("API_PORT")
        before.kill()
        run.until_said("the API was killed by signal 9; starting it again in 1 s.")
        until(lambda: house.is_answering("API_PORT"))
        assert house.answering("API_PORT").pid != before.pid
        assert run.interrupt() == 0
        assert house.is_empty()

    def test_child_that_keeps_dying_is_tried_ever_slower(self, house: House) -> None:
        run = house.run()
        run.until_said(READY)
        (house.root / "api-is-broken").touch()
        house.answering("API_PORT").kill()
        run.until_said("starting it again in 2 s.")
        assert "the API ended with code 1 before it was ready." in run.output
        (house.root / "api-is-broken").unlink()
        until(lambda: house.is_answering("API_PORT"))

    def test_killed_watchdog_is_replaced(self, house: House) -> None:
        run = house.run()
        run.until_said(READY)
        [watchdog] = [p for p in house.processes() if "watchdog.py" in " ".join(p.cmdline())]
        watchdog.kill()
        house.answering("API_PORT").kill()
        run.until_said("starting it again")
        until(lambda: house.is_answering("API_PORT"))
        run.process.kill()
        run.process.wait()
        until(house.is_empty)
