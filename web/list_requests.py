"""Requests that bring a list: its file goes into the instance folder as the form is read, and not into memory."""

from tempfile import TemporaryFile
from typing import IO

from flask import Request, current_app

from notifier.patients.uploaded_files import UploadFolder
from web.request_sizes import is_upload, largest_body

INSTANCE = "FAIR_NOTICE_INSTANCE"  # in the app's configuration: the folder of the installation


class FormRequest(Request):
    """Flask's, but for how large a form may be, which its path decides, and where the file of one waits."""

    @property
    def max_content_length(self) -> int | None:
        """How many bytes are read at most."""
        return largest_body(self.path) if is_upload(self.path) else super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if is_upload(self.path):
            return TemporaryFile(dir=UploadFolder(current_app.config[INSTANCE]).made())
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)
