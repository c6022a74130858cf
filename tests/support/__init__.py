"""What several tests need: running servers, a scripted Rasa, a chat client."""
