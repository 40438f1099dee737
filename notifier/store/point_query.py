"""One question that is asked very often: a single SELECT with one parameter, at the least cost that the driver allows.

A session with its transaction costs SQLAlchemy half a millisecond, and the patient's page is opened by a whole list in
the same ten minutes. A single statement needs no transaction to see one state of the tables, so it is compiled once
and handed to the driver as it is; SQLAlchemy still keeps the connections and knows how each make says a date.
"""

from typing import Generic, TypeVarTuple, cast

from sqlalchemy import Select
from sqlalchemy.exc import OperationalError

from notifier.store.database import Database

_Columns = TypeVarTuple("_Columns")


class PointQuery(Generic[*_Columns]):
    """A SELECT of one row by one named parameter, and with no other."""

    def __init__(self, database: Database, question: Select[*_Columns], parameter: str) -> None:
        engine = database.looking
        compiled = question.compile(dialect=engine.dialect)
        self._engine = engine
        self._kept = database.kept
        self._parameter = parameter
        self._sql = str(compiled)
        self._is_named = compiled.positiontup is None  # some drivers have no names for parameters
        self._reads = [
            column.type.dialect_impl(engine.dialect).result_processor(engine.dialect, None)
            for column in question.selected_columns
        ]

    def row(self, value: object) -> tuple[*_Columns] | None:
        """The columns of the one row for this value, or None. Raises OperationalError where nothing can be asked."""
        given = {self._parameter: value} if self._is_named else (value,)
        try:
            found = self._ask(given)
        except self._engine.dialect.loaded_dbapi.OperationalError:
            # A database that was restarted has cut every connection that waits here for its next use.
            self._engine.dispose()
            found = self._ask_again(given)
        if found is None:
            return None
        columns = tuple(read(one) if read else one for read, one in zip(self._reads, found, strict=True))
        return cast(tuple[*_Columns], columns)

    def _ask_again(self, given: object) -> tuple[object, ...] | None:
        """The row; what the driver raises is raised as a session raises it."""
        try:
            return self._ask(given)
        except self._engine.dialect.loaded_dbapi.OperationalError as error:
            raise OperationalError(self._sql, None, error, hide_parameters=True) from error

    def _ask(self, given: object) -> tuple[object, ...] | None:
        connection = self._kept.take()
        try:
            cursor = connection.cursor()
            cursor.execute(self._sql, given)  # type: ignore[arg-type]  # a sequence or a mapping, as the driver takes it
            found: tuple[object, ...] | None = cursor.fetchone()
            cursor.close()
        except BaseException:  # it may be cut, or still on its way to an answer: nobody else is to get it
            connection.invalidate()
            raise
        self._kept.give_back(connection)
        return found
