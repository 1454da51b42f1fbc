"""Settings of ``pytest --nbval`` at the root."""

pytest_plugins = ["threenets.course.nbval_checks"]
