"""The pages' templates, compiled once a process: to compile them again for every test's app takes most of its time."""

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class _Compiled(BytecodeCache):
    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def compiled_once(app: Flask) -> Flask:
    """The same app, that shares its compiled templates with all others of the process."""
    app.jinja_env.bytecode_cache = _COMPILED
    return app
