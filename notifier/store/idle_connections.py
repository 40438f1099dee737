"""Connections for single statements that read, which the patient's page asks many of in a second."""

from collections import deque

from sqlalchemy import Engine, PoolProxiedConnection, event


class IdleConnections:
    """Connections that stay checked out between two questions, for the pool takes as long as a question does.

    There are never more than there are threads that ask, for all questions share them. When the engine is disposed of,
    they are closed.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: deque[PoolProxiedConnection] = deque()
        event.listen(engine, "engine_disposed", self._close)

    def take(self) -> PoolProxiedConnection:
        """The connection that was used last, or a new one."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._engine.raw_connection()

    def give_back(self, connection: PoolProxiedConnection) -> None:
        """Keep it for the next question."""
        self._idle.append(connection)

    def _close(self, _engine: Engine) -> None:
        while self._idle:
            self._idle.pop().invalidate()
