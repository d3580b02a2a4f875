"""Report: one page about a finished run and the state of the tenant's repository."""
