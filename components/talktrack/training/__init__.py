"""Steps from conversations and feedback to a registered release."""
