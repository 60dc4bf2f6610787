"""The JSON of each thing that several commands give: the keys are stable, scripts rely on them.

Keys are English, values verbatim Chinese, dates ISO. New keys come after the stable ones. What a single
command gives stands in that command, beside its columns.
"""
