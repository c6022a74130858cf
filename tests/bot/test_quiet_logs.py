"""What a worker writes stays out of the logs, also when something goes wrong."""

import logging

from bot.quiet_logs import keep_workers_out_of_logs, places_of, without_quotes


def fail():
    try:
        raise ValueError("kanariepiet")
    except ValueError as error:
        raise RuntimeError("ook kanariepiet") from error


class TestErrors:
    def test_logged_error_shows_class_and_place_but_not_its_message(self):
        said = []

        class Listener(logging.Handler):
            def emit(self, record):
                said.append(self.format(record))

        make_record = logging.getLogRecordFactory()
        keep_workers_out_of_logs()
        logger = logging.getLogger("test_quiet_logs")
        logger.addHandler(Listener())
        try:
            fail()
        except RuntimeError:
            logger.exception("Het ging mis.")
        logging.setLogRecordFactory(make_record)
        assert "ValueError" in said[0]
        assert "RuntimeError" in said[0]
        assert "in fail" in said[0]
        assert "kanariepiet" not in said[0].replace('raise ValueError("kanariepiet")', "").replace(
            'raise RuntimeError("ook kanariepiet")', ""
        )

    def test_no_error_is_no_text(self):
        assert places_of((None, None, None)) == ""


class TestStructuredLines:
    def test_only_harmless_parts_are_kept(self):
        line = {"event": "processor.message.parse", "parse_data_text": "kanariepiet", "key": 1}
        assert without_quotes(None, "info", line) == {
            "event": "processor.message.parse",
            "exc_info": False,
        }

    def test_error_is_named(self):
        try:
            fail()
        except RuntimeError:
            assert without_quotes(None, "error", {"event": "x"})["error"] == "RuntimeError"
