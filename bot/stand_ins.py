"""Empty modules in the place of those that Rasa imports at every start and we never use."""

import sys
from types import ModuleType
from typing import Dict, Sequence, Text

# What cannot be imported without TensorFlow, and the names others want of it.
WITHOUT_TENSORFLOW: Dict[Text, Sequence[Text]] = {
    "rasa.core.policies.ted_policy": ["TEDPolicy"],
    "rasa.core.policies.unexpected_intent_policy": ["UnexpecTEDIntentPolicy"],
    "rasa.nlu.classifiers.diet_classifier": ["DIETClassifier"],
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ["ConveRTFeaturizer"],
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ["LanguageModelFeaturizer"],
    "rasa.nlu.selectors.response_selector": ["ResponseSelector"],
    "rasa.utils.tensorflow.callback": ["RasaTrainingLogger", "RasaModelCheckpoint"],
    "rasa.utils.tensorflow.data_generator": ["RasaBatchDataGenerator"],
}

# Channels that each bring the library of their service.
OTHER_CHANNELS: Dict[Text, Sequence[Text]] = {
    "rasa.core.channels.botframework": ["BotFrameworkInput"],
    "rasa.core.channels.facebook": ["FacebookInput"],
    "rasa.core.channels.hangouts": ["HangoutsInput"],
    "rasa.core.channels.mattermost": ["MattermostInput"],
    "rasa.core.channels.rocketchat": ["RocketChatInput"],
    "rasa.core.channels.slack": ["SlackInput"],
    "rasa.core.channels.telegram": ["TelegramInput"],
    "rasa.core.channels.twilio": ["TwilioInput"],
    "rasa.core.channels.twilio_voice": ["TwilioVoiceInput"],
    "rasa.core.channels.webexteams": ["WebexTeamsInput"],
}

# What rasa.core.tracker_store wants of databases that are not SQL.
OTHER_DATABASES: Dict[Text, Sequence[Text]] = {
    "boto3": [],
    "boto3.dynamodb": [],
    "boto3.dynamodb.conditions": ["Key"],
    "pymongo": [],
    "pymongo.collection": ["Collection"],
    "pymongo.errors": ["ConnectionFailure", "OperationFailure"],
}


def refuse(*modules: Text) -> None:
    """Let every import of these modules raise ImportError."""
    for module in modules:
        sys.modules[module] = None  # type: ignore[assignment]


class StandIn(Exception):
    """An empty class; Rasa asks channels for their name and catches errors of databases."""

    @classmethod
    def name(cls) -> Text:
        """Give the name of the class."""
        return cls.__name__


def put_in_place(stand_ins: Dict[Text, Sequence[Text]]) -> None:
    """Put modules with empty classes where Python looks first."""
    for name, classes in stand_ins.items():
        module = ModuleType(name, "Empty: see bot/stand_ins.py.")
        sys.modules[name] = module
        for class_name in classes:
            setattr(module, class_name, type(class_name, (StandIn,), {"__module__": name}))
        package, _, last = name.rpartition(".")
        if package in stand_ins:
            setattr(sys.modules[package], last, module)
