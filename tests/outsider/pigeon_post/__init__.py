"""Texts by Pigeon Post, a company that there is not: `pigeon_plugin` says what it is, `pigeon_provider` sends.

`pager_channel` is a further channel, which the same company carries.
"""
