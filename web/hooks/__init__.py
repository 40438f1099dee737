"""The providers' door: delivery receipts and inbound texts, each with its signature checked before it is read.

Its routes (`/hooks/twilio/status`, `/hooks/twilio/inbound`, `/hooks/sendgrid/events`) come with the
providers. Until then there is nothing here to register, so the door is not among those that `web.app` knows.
"""
