"""Keeps the secrets of our links out of logs."""

import logging

from core.tokens import mask_links


class MaskSecrets(logging.Filter):
    """Lets every record pass, with ``…`` in place of each secret of a link. It belongs on a handler, not a logger."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask ``record``; return True."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            return True  # Arguments that do not fit: the handler reports that itself.
        masked = mask_links(message)
        if masked != message:
            record.msg, record.args = masked, None
        return True
