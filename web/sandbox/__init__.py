"""The sandbox door: what the outbox was given instead of real providers, to look at in a demonstration."""
