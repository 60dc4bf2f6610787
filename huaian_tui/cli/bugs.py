"""Telling a bug from a failure of the output, which is not the program's."""

from __future__ import annotations

import errno

_OUTPUT_ERRORS = {errno.ENOSPC, errno.EIO, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC}


def is_output_failure(error: Exception) -> bool:
    """Whether writing the output failed for a reason outside the program (full disk, device error)."""
    return isinstance(error, OSError) and error.errno in _OUTPUT_ERRORS
