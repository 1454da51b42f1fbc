"""The set-up cell of a notebook: it finds the course's shared code wherever the notebook was opened."""

# Short, because each learner in Colab sees it. It never installs by bare name: the name is not ours on an index.
TEMPLATE = '''\
import importlib.util, pathlib, subprocess, sys

if importlib.util.find_spec("threenets") is None:  # not installed: take lib/ above this notebook, or the repository
    here = pathlib.Path.cwd()
    lib = next((folder / "lib" for folder in (here, *here.parents) if (folder / "lib" / "threenets").is_dir()), None)
    if lib is None:
        clone = here / "three-networks"
        if not clone.is_dir():
            quiet = ["-c", "advice.detachedHead=false", "clone", "--quiet", "--depth", "1"]
            subprocess.run(["git", *quiet, "--branch", "{branch}", "{repository}", str(clone)], check=True)
        lib = clone / "lib"
    sys.path.insert(0, str(lib))
import threenets'''

SOURCE = "import threenets"  # what the page's own source says; the built book shows this line


def setup_cell(address):
    """Return the set-up cell's code for an `Address`."""
    return TEMPLATE.format(branch=address.branch, repository=address.repository)
