"""What keeps the stages going. It carries no facts: the tables are the truth, and losing the queue loses nothing.

`queue`: how the web wakes the workers, and they hear it. `tasks`: the work of each task. `worker`: one process at work.
`job_runner`: what pages ask for is done. `job_work`: what a handler works with. `job_handlers`: how each kind is done.
`alarms`: staff are told that something stands still. `health`: how the installation is, for monitors; `page_health`:
the same of a patient's page that runs by itself.
`doctor`: what is wrong, and what to do. `logs`: what is written down.
"""
