"""kkr-alloc: the seats of each Danish party in the five KKR, the regional councils of KL."""

from kkr_alloc.apportion import apportion, level

__version__ = "0.1.0"
__all__ = ["__version__", "apportion", "level"]
