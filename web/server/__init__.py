"""The HTTP server in front of the WSGI application: granian, and a bridge that takes a thread for whole requests alone.

`wsgi_bridge` collects a request within its time and size before a thread runs the application (`bodies` has the parts
of its body as they come; of one that brings a file, `uploads` has a file of them and no memory), `wsgi_answer` collects
the answer, `refusals` makes the page for what is refused before the application sees it, `options` says how much of
everything there may be. docs/decisions/0014-whole-requests.md has the reasons and the measurements. Nothing in here
knows what is served.
"""
