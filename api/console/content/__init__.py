"""What the chatbot says and when that has to be read again, for who writes it."""
