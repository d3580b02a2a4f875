"""What personal data looks like in text: pure finders, free of weights, that the redactor runs through Presidio."""
