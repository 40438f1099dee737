"""Thin doors over the core: `app` joins them, `guards` stands in front of them, and none of them knows another."""
