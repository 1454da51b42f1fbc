"""Settings of ``pytest --nbval`` at the root."""

import os

os.environ["THREENETS_DOWNLOAD"] = "0"  # tests and notebooks under test never reach for a network

collect_ignore_glob = ["exercises/*.mine*.ipynb"]  # a learner's own, kept by `threenets build`
pytest_plugins = ["threenets.course.nbval_checks"]
