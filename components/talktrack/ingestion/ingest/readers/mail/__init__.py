"""Reads mail: RFC 5322 files and mailboxes, any bytes of them, as threads of what people wrote to each other."""
