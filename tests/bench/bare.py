"""A bare Flask route, served as the patient's page is: `python -m tests.bench.bare --port 8000 --beside PID`."""

import click
from flask import Flask

from notifier.cli.child_processes import end_with
from notifier.vocabulary import LOCALHOST
from web.serving import serve


def bare_app() -> Flask:
    """As little as a Flask application can do."""
    app = Flask("bare")
    app.add_url_rule("/r", "hello", lambda: "hello")
    return app


@click.command()
@click.option("--port", type=int, required=True)
@click.option("--beside", type=int, required=True, help="The process that started it: stop when that is gone.")
def main(port: int, beside: int) -> None:
    """Answer "hello" until stopped."""
    end_with(beside)
    serve(bare_app(), LOCALHOST, port, lambda: None)


if __name__ == "__main__":
    main()
