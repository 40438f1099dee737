"""What reaches a person, parsed once, normalised, and saying why not.

`nhs_number`: ten digits, the last a check digit.
`phone`: mobile numbers of the United Kingdom and the islands, in E.164.
`email`: addresses, lower-cased and checked for form.
`postal`: up to six lines and a postcode, and whether post can reach them.
`full_names`: a name in one line, from its parts. `written_names`: as people write it, whatever the record's capitals.
`clean_text`: names and addresses without what is no writing. `garbled`: what a wrong encoding made of them.
`languages`, `formats`: what a record says of the language and the format that somebody needs, as codes.
"""

from notifier.contacts.email import parse_email
from notifier.contacts.nhs_number import NhsNumber
from notifier.contacts.phone import Mobile
from notifier.contacts.postal import PostalAddress

__all__ = ["Mobile", "NhsNumber", "PostalAddress", "parse_email"]
