"""Controller: follows the rollouts of all tenants, a tick every few seconds."""
