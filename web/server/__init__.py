"""The HTTP server in front of the WSGI application: a thread is taken only by a request that has come whole.

`http_request` reads requests (the parser is httptools, which is that of Node.js), `http_response` writes answers,
`refusals` those to what is no request, `connection` is one client's connection with its time limits, and `web_server`
has the listener, the threads and the stop. docs/decisions/0014-own-server-loop.md has the reasons and the measurements.
Nothing in here knows what is served.
"""
