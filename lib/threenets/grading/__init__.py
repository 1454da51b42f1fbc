"""Exercises with instant feedback: ``check("fcn-1")``, ``hint("fcn-1")``, ``progress("fcn")``.

Importing it is light: TensorFlow is loaded only by a check that needs it.
"""

from threenets.grading.notebook import check, hint, progress

__all__ = ["check", "hint", "progress"]
