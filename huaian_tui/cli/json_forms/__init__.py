"""The JSON of each thing, one module a thing: the keys are stable, scripts rely on them.

Keys are English, values verbatim Chinese, dates ISO. New keys come after the stable ones.
"""
