"""Coming into the console: passwords, second factors, sessions, people."""
