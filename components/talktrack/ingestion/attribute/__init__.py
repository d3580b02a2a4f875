"""Attribute: say who speaks, with what confidence and on what evidence."""
