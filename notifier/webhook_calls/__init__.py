"""What providers call us with: written down first, answered, and worked off then, whatever the database does meanwhile.

`heard_calls`: a call as it came, and the table of those that wait. `call_spool`: the same as files, while the
database is away. `inbox`: takes a call within seconds, by the one way or the other. `call_reading`: works off what
waits, each call once. Nobody concludes anything over calls that nobody has read: see `call_reading.work_off`.
"""
