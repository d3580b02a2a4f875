"""Readers of calendars (RFC 5545): events, their zones, and the occurrences of those that repeat."""
