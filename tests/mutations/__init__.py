"""Faults that somebody may make, each with the tests that find it: `python -m tests.mutations` plants them one by one.

`listed`: reads the lists, `*.toml` beside it, a list for each part of the product. `planted`: a copy of the program, in
which a fault is planted. `__main__` says of each fault whether the tests that it names found it.

    [[mutation]]
    name = "what a table of results calls it, unique over all lists"
    file = "notifier/outcomes/rule.py"
    was = "text that stands in the file exactly once"
    becomes = "what stands there instead"
    harm = "what it would do to whom"
    caught_by = ["tests/notifier/outcomes/test_rule.py::test_a", "and so on: each of these has to fail"]

That what is listed fits the program is tested with everything else (tests/house/test_mutations.py); that the tests find
it takes some seconds for each and is asked by hand.
"""
