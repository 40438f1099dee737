"""What patients misread, beside how easy words are to read, which is the product's own measure."""

import re

MISREAD = re.compile(r"\bobject(s|ed|ing|ions?)?\b|\bopt(s|ed|ing)?[\s-]*out\b|\bconsent", re.IGNORECASE)
OTHER_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9\u0a66-\u0a6f]")  # of Arabic, Urdu and Panjabi
