"""What holds sending back.

`rate_limiter`: so many a second and a day, over all workers. `quiet_hours`: when no text goes out.
`circuit_breaker`: a first slice, and too many failures pause a campaign. `suppressions`: who asked for no more.
"""
