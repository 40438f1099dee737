"""Values in DER (ITU-T X.690), as far as a time stamp token has to be taken apart to check its signature."""

from typing import NamedTuple

_SEQUENCE, _SET = 0x30, 0x31
_LONG, _MOST_LENGTH_BYTES = 0x80, 4


class DerValue(NamedTuple):
    """One value: its tag, what is in it, and all of it with its tag and length."""

    tag: int
    content: bytes
    whole: bytes

    def children(self) -> list["DerValue"]:
        """The values in it, in order. Raises ValueError where its content is no values."""
        return values_in(self.content)


def values_in(content: bytes) -> list[DerValue]:
    """The values that follow each other in these bytes. Raises ValueError where they do not come out even."""
    found, start = [], 0
    while start < len(content):
        head = content[start : start + 2]
        if len(head) < 2 or head[0] & 0x1F == 0x1F:
            raise ValueError("a value breaks off, or has a tag of several bytes")
        begin, length = start + 2, head[1]
        if length >= _LONG:
            begin += (size := length - _LONG)
            length = int.from_bytes(content[start + 2 : begin], "big")
            if not 1 <= size <= _MOST_LENGTH_BYTES:
                raise ValueError("a length is unlimited, or of too many bytes")
        end = begin + length
        if end > len(content):
            raise ValueError("a value is longer than what it is in")
        found.append(DerValue(head[0], content[begin:end], content[start:end]))
        start = end
    return found


def only(content: bytes) -> DerValue:
    """The one value that these bytes are. Raises ValueError for none and for several."""
    (value,) = values_in(content)
    return value


def sequence(content: bytes) -> bytes:
    """A sequence of the values that these bytes are."""
    return bytes([_SEQUENCE]) + _length(len(content)) + content


def as_set(value: DerValue) -> bytes:
    """A value that stands under a tag of its own, as the set that it is when it is signed (RFC 5652 section 5.4)."""
    return bytes([_SET]) + value.whole[1:]


def _length(length: int) -> bytes:
    if length < _LONG:
        return bytes([length])
    digits = length.to_bytes(_MOST_LENGTH_BYTES, "big").lstrip(b"\0")
    return bytes([_LONG + len(digits)]) + digits
