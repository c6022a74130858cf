"""The assistant: Rasa 3.6.21 with a Dutch pipeline, one input channel and named repairs."""
