"""The one door to Rasa: nothing gets in without a token, and no text becomes a command."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.bot.small_assistant import Actions, running

SLASHES = [
    "/begroeten",
    " /begroeten",
    "\n/begroeten",
    "\u00a0/begroeten",
    "\u2003/begroeten",
    "\u3000/begroeten",
    "\u2028/begroeten",
    "\x85/begroeten",
    "\x1c/begroeten",
    '/saldo{"sector": "x"}',
    "/restart",
    "/session_start",
]


@pytest.fixture(scope="session")
def assistant(tmp_path_factory):
    with running(tmp_path_factory.mktemp("assistant")) as assistant:
        yield assistant


class TestTurn:
    def test_answer_has_everything_the_gateway_keeps(self, assistant):
        answer = assistant.ask(text="hallo")
        assert answer["replies"] == [
            {
                "text": "Hoi",
                "response": "utter_begroeten",
                "buttons": [{"title": "Saldo", "payload": "/saldo"}],
                "image": None,
                "metadata": {"kind": "small_talk"},
            }
        ]
        assert answer["intent"]["name"] == "begroeten"
        assert 0 < answer["intent"]["confidence"] <= 1
        assert len(answer["ranking"]) == 3
        assert answer["active_form"] is None

    def test_reply_of_an_action_keeps_its_name_and_metadata(self, assistant):
        reply = assistant.ask(text="mijn saldo graag")["replies"][0]
        assert (reply["text"], reply["response"]) == ("Er staat € 1,00", "utter_saldo")
        assert reply["metadata"] == {"topic": "saldo"}

    def test_action_gets_the_token_of_the_turn_and_ours(self, assistant):
        Actions.calls.clear()
        assistant.ask(payload="/saldo")
        authorization, call = Actions.calls[0]
        assert authorization == "Bearer actions"
        assert call["tracker"]["latest_message"]["metadata"]["turn_token"] == "t"
        assert "domain" not in call

    def test_payload_of_a_button_becomes_its_intent(self, assistant):
        assert assistant.ask(payload="/andere_vraag")["intent"]["name"] == "andere_vraag"

    def test_new_session_is_quiet_and_answers_as_before(self, assistant):
        answer = assistant.ask(conversation="n", text="hallo", new_session=True)
        assert [reply["response"] for reply in answer["replies"]] == ["utter_begroeten"]

    def test_two_turns_at_once_are_both_answered(self, assistant):
        with ThreadPoolExecutor(2) as pool:
            turns = [pool.submit(assistant.ask, conversation="d", text="hallo") for _ in range(2)]
            assert [len(turn.result()["replies"]) for turn in turns] == [1, 1]

    def test_other_language_is_out_of_scope(self, assistant):
        answer = assistant.ask(text="how much money do I have left today")
        assert answer["intent"]["name"] == "buiten_bereik"


class TestPerhapsInDanger:
    def replies(self, assistant, text):
        return [
            reply["response"] for reply in assistant.ask(conversation=text, text=text)["replies"]
        ]

    def test_help_is_named_beside_the_answer_to_words_that_may_mean_it(self, assistant):
        text = "mijn saldo graag, hoeveel staat erop, dan hoeft het leven niet meer"
        answer = assistant.ask(text=text)
        assert answer["intent"]["name"] != "crisis_zelfdoding"
        assert answer["replies"][-1]["response"] == "utter_misschien_crisis"
        assert answer["replies"][-1]["buttons"] == [{"title": "Coach", "payload": "/andere_vraag"}]

    def test_help_is_named_once_where_it_is_the_answer(self, assistant):
        assert self.replies(assistant, "ik wil niet meer leven") == ["utter_crisis_zelfdoding"]

    def test_ordinary_question_gets_its_answer_alone(self, assistant):
        assert self.replies(assistant, "hoeveel staat erop") == ["utter_saldo"]


class TestRefusals:
    @pytest.mark.parametrize("token", ["", "other", "assistant "])
    def test_without_the_token_nothing_is_answered(self, assistant, token):
        body = {"conversation_id": "c", "turn_token": "t", "text": "hallo"}
        assert assistant.post(body, token)[0] == 401

    @pytest.mark.parametrize("text", SLASHES)
    def test_text_with_a_slash_in_front_is_refused(self, assistant, text):
        body = {"conversation_id": "c", "turn_token": "t", "text": text}
        assert assistant.post(body)[0] == 400

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            {"conversation_id": "c", "turn_token": "t"},
            {"conversation_id": "c", "turn_token": "t", "text": "a", "payload": "/saldo"},
            {"conversation_id": "", "turn_token": "t", "text": "a"},
            {"conversation_id": "c", "text": "a"},
            {"conversation_id": "c", "turn_token": "t", "text": "a" * 4001},
            {"conversation_id": "c", "turn_token": "t", "payload": "/onbekend"},
            {"conversation_id": "c", "turn_token": "t", "payload": "/restart"},
            {"conversation_id": "c", "turn_token": "t", "payload": '/saldo{"budget": 1}'},
        ],
    )
    def test_bad_turn_is_refused(self, assistant, body):
        assert assistant.post(body)[0] == 400

    def test_failed_action_is_an_error_without_the_words_of_the_worker(self, assistant):
        body = {"conversation_id": "f", "turn_token": "t", "text": "maak iets stuk kanariepiet"}
        status, answer = assistant.post(body)
        assert status == 500
        assert "kanariepiet" not in str(answer)
        assert "kanariepiet" not in assistant.log.read_text()
        assert assistant.ask(conversation="f", text="hallo")["replies"][0]["text"] == "Hoi"
