"""Readers of what Salesforce and HubSpot export: tables and JSON documents, one row's damage its own."""
