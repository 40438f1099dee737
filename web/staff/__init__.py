"""The staff's door: sign-in, campaigns, the front desk and reviews. Denied by default; see `web.guards`."""
