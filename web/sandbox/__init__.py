"""The sandbox: a stand-in for the providers that sends nothing to anybody, and a page that shows what it was given."""
