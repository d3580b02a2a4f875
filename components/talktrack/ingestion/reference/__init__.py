"""Reads what the customer's systems know (CRM tables, calendars) into the repository and pins a snapshot."""
