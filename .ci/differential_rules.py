"""Which differences between Dovecot and pop3bridge are known; deploy/docs/dovecot-differences.md explains each."""

from dataclasses import dataclass
from typing import Callable

RULES = []
