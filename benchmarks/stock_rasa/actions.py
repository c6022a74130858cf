"""The three actions of our domain as a stock action server would have them: no API behind it."""

from rasa_sdk import Action


class ShowBalance(Action):
    """Says a balance."""

    def name(self):
        return "action_show_balance"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(response="utter_saldo", date="vandaag", available="€ 1,00")
        return []
