"""The patient's door: what a link, a QR code or a typed code opens. It reads no patient's row."""
