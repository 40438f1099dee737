"""The parts of a campaign's text, each of which a practice may replace by words of its own."""

# The parts of a campaign's text and the file each comes from.
PARTS = {
    "sms": "sms.txt",
    "answered": "answered.txt",
    "email_text": "email.txt",
    "email_html": "email.html",
    "letter": "letter.html",
    "letter_easy": "letter_easy.html",
    "letter_words": "letter.toml",
    "footer": "footer.txt",
    "page": "page.toml",
    "kit": "kit.toml",
    "reason": "reason.toml",
}
REASON = "reason"  # why the practice proposes it, and who signs: see notifier.campaigns.reasons
ANSWERED = "answered"  # says that an answer came, by a text or an email: the line "Subject: ..." is the email's alone
# Who kept it by text was told so by this part, in campaigns that were launched before there was ANSWERED.
KEPT_BY_TEXT = "acknowledgement"
TRANSLATION = "translation"  # a further part of every language but English: see notifier.campaigns.translations
