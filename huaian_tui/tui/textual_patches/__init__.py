"""What is changed in Textual itself, for the version that is pinned (8.2.8).

Each module says the version, the reason, and what would let each go. Names of Textual that are
private (``_so``) and used all the same stand in ``private_names``; a test finds every other.

======================  ==========================================================================
``bar_lines``           equal lines of a scroll bar are drawn once
``bindings_by_key``     what a key is bound to is looked up by this key alone
``closed_once``         a dialog closes once, however fast keys come
``cut_marks``           cut lines end in ".." instead of U+2026
``drawn_bytes``         what the terminal's encoding lacks becomes question marks of its width
``first_styles``        a new screen or dialog gets its styles once and is laid out once
``keys_in_order``       keys of text fields are done in the order typed; a list steps at once
``matched_rules``       what equal matches of rules come to is worked out once
``overlaps``            Chinese characters beside a toast or dialog stay whole
``pasting``             bracketed pastes with escape sequences in them arrive whole and in order
``private_names``       private names that are used, by module, and small functions around some
``typed_bytes``         what is typed is read in the terminal's encoding; stray bytes end nothing
======================  ==========================================================================

Scrollbars are drawn by a class of our own through a public attribute (``looks.scrollbars``).
"""
