"""The one entry for set-up: ``python3 -m nox -s book`` and ``python3 -m nox -s tests``.

Each session makes an environment with the Python that nox runs on (with uv where there is one, else virtualenv), installs
the lock with every hash checked, then the package without its dependencies.
"""

import json
import shutil
import sys
import time
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["tests"]

# Each gate and what it is for; all run even if one fails, so that one run tells everything.
GATES = {
    "pages": ("threenets", "check"),  # a page that breaks the house's form, text that drifted from its notebook
    "book": ("threenets", "build", "--frozen"),  # a stale reference, a dead link, a warning of the builder
    "tests": ("pytest", "--nbval"),  # the library, the faults planted for each gate, every notebook run again
}
# A machine as Colab lent it at the end of 2025: older than the lock, and within the ranges that pyproject.toml declares.
COLAB = (
    "tensorflow==2.19.*", "keras==3.10.*", "numpy==2.0.*", "pandas==2.2.*", "scipy==1.16.*", "scikit-learn==1.6.*", "matplotlib==3.10.*",
    "statsmodels==0.14.*", "mlxtend==0.23.*", "tensorflow-datasets==4.9.*", "ipython==7.34.*", "ipykernel==6.17.*", "papermill",
)  # fmt: skip
TYPESCRIPT = "typescript@5.9.3"
LOCKS = {"book": "--extra=book", "test": "--extra=book --extra=dev"}


@nox.session
def book(session):
    """Set everything up and build the book."""
    install(session, "book")
    session.run("threenets", "build", *session.posargs)


@nox.session
def tests(session):
    """Set everything up and pass every gate; arguments go to pytest, then only that gate runs."""
    install(session, "test")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    results = {gate: run_gate(session, *command) for gate, command in GATES.items()}
    print(f"\n{'gate':<10}{'seconds':>9}  result")
    for gate, (seconds, passed) in results.items():
        print(f"{gate:<10}{seconds:>9.0f}  {'passed' if passed else 'FAILED'}")
    if not all(passed for _, passed in results.values()):
        session.error("a gate failed")


@nox.session
def pdf(session):
    """Print the whole book into one PDF and check it."""
    make_edition(session, "pdf")


@nox.session
def epub(session):
    """Build the EPUB and check it, with epubcheck where that is installed."""
    make_edition(session, "epub")


@nox.session(venv_backend="none")
def types(session):
    """Check the types in the comments of the live figures' scripts with TypeScript's compiler (needs Node.js)."""
    if missing := [name for name in ("node", "npm") if shutil.which(name) is None]:
        session.error(f"{' and '.join(missing)} not found: install Node.js with npm (Debian: apt install npm), then run this again")
    folder = Path(session.create_tmp()).resolve()
    shutil.rmtree(folder / "copies", ignore_errors=True)
    (folder / "copies").mkdir()
    session.run("npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder), TYPESCRIPT)
    session.run(sys.executable, "tests/live_types.py", str(folder / "copies"))
    with session.chdir(folder / "copies"):
        session.run("node", str(folder / "node_modules" / "typescript" / "bin" / "tsc"), "--project", ".")


@nox.session
def lock(session):
    """Write the hashed locks anew, at today's newest versions; then build and read the difference of the values."""
    session.install("uv")
    for name, extras in LOCKS.items():
        session.run(
            "uv", "pip", "compile", "--upgrade", "--universal", "--python-version=3.11", "--generate-hashes", *extras,
            "--no-emit-index-url", "--no-annotate", "--no-header", "--quiet", "pyproject.toml", "-o", f"requirements/{name}.txt",
        )  # fmt: skip


@nox.session(python=["3.11", "3.12", "3.13"])
def matrix(session):
    """Pass the unit tests and run every page in the fast profile on another Python."""
    install(session, "test")
    session.run("pytest", "tests")
    session.run("threenets", "run", "--profile", "fast")


@nox.session(venv_backend="uv", python="3.11")
def lowest(session):
    """The same at the lower end of the ranges that the package declares."""
    session.install("--resolution", "lowest-direct", "-e", ".[book,dev]")
    session.run("pytest", "tests")
    session.run("threenets", "run", "--profile", "fast")


@nox.session
def long(session):
    """What takes too long for every change: changed solutions against the checks, a large class graded twice, Colab's libraries."""
    install(session, "test")
    session.run("python", "-m", "threenets.course.mutants")
    session.run("python", "benchmarks/grading.py", "--page", "book/teaching.md", *session.posargs)
    session.notify("colab")


@nox.session(python="3.12")
def colab(session):
    """Run every notebook as Colab would: its own file alone in a folder, older libraries, the course not installed."""
    session.install(*COLAB)
    folder = Path(session.create_tmp()).resolve()
    repository = folder / "repository.git"
    shutil.rmtree(repository, ignore_errors=True)
    session.run("git", "clone", "--quiet", "--bare", str(Path.cwd()), str(repository), external=True)
    notebooks = [path for path in sorted(Path().glob("*/*.ipynb")) if f"file: {path.with_suffix('.md')}" in Path("_toc.yml").read_text("utf8")]
    for path in notebooks:
        made = json.loads(path.read_text("utf8"))["metadata"]["threenets"]
        session.run("git", "-C", str(repository), "branch", "--force", made["branch"], "HEAD", external=True, silent=True)
        bare = folder / path.parent.name / path.stem
        shutil.rmtree(bare, ignore_errors=True)
        bare.mkdir(parents=True)
        shutil.copy(path, bare)
        served = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf", "GIT_CONFIG_VALUE_0": made["repository"]}
        with session.chdir(bare):
            session.run("papermill", path.name, "done.ipynb", "-p", "profile", "fast", "--no-progress-bar",
                        env={**served, "GIT_ALLOW_PROTOCOL": "file", "THREENETS_DOWNLOAD": "0", "PYTHONPATH": None})  # fmt: skip


def make_edition(session, name):
    """Build the book in another form, and look into what was made."""
    install(session, "test")
    session.run("threenets", "build", "--frozen", f"--{name}")
    session.run("pytest", "tests/test_editions.py", "-k", f"whole_{name}", env={"THREENETS_EDITIONS": "1"})


def install(session, name):
    """Install a lock with its hashes checked, then the package without its dependencies."""
    session.install("--require-hashes", "-r", f"requirements/{name}.txt")
    # pip refuses an editable install beside hashes; setuptools, which builds it, is in the lock
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


def run_gate(session, *command):
    """Run a gate and return its seconds and whether it passed; the gates after it run all the same."""
    started = time.monotonic()
    try:
        session.run(*command)
    except CommandFailed:
        return time.monotonic() - started, False
    return time.monotonic() - started, True
