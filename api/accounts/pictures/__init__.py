"""The balance over time as an image that the widget and Telegram can show."""
