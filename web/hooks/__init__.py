"""The providers' door: delivery reports and incoming texts, each with its signature checked before it is read."""
