"""``python -m threenets``: the course's command line."""

import sys

from threenets.course.cli import main

if __name__ == "__main__":
    sys.exit(main())
