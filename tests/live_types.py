"""Copies of the live figures' scripts that TypeScript's compiler can check: ``python tests/live_types.py FOLDER``.

The scripts share one object, `threenets`, since modules do not work in a page opened from disk; the compiler cannot see what
each script puts into it. In the copies each script is a module that exports what it puts there, line for line, and `threenets`
is declared as all exports together: the types come from the scripts themselves. ``nox -s types`` makes and checks the copies.
"""

import json
import re
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[1] / "assets" / "live"
OPENING = "(function (threenets) {"
CLOSING = "})((window.threenets = window.threenets || {}));"
SHARED = re.compile(r"^  Object\.assign\(threenets, (\{.*\})\);$", re.MULTILINE)

# Fields are set in `build`, when the element is in the page, so that to the compiler all of them could be undefined; and not
# each small function says what it takes: its callers' types are known.
SETTINGS = {
    "strict": True, "strictNullChecks": False, "noImplicitAny": False, "allowJs": True, "checkJs": True, "noEmit": True,
    "target": "es2020", "lib": ["es2021", "dom", "dom.iterable"], "module": "es2020", "types": [],
}  # fmt: skip


def module(text):
    """A script of the live figures as a module of as many lines.

    Raises
    ------
    ValueError
        If the script does not have the form that all of them have.
    """
    if text.count(f"\n{OPENING}\n") != 1 or not text.endswith(f"\n{CLOSING}\n"):
        raise ValueError(f"is not one function: expected a line {OPENING!r}, and {CLOSING!r} as the last")
    text = text.replace(f"\n{OPENING}\n", "\n\n").removesuffix(f"{CLOSING}\n")
    return SHARED.sub(r"  export const shared = \1;", text) + "export {};\n"


def declaration(names):
    """Declare `threenets` as what these scripts share."""
    return "declare const threenets: " + " &\n  ".join(f'typeof import("./{name}").shared' for name in names) + ";\n"


def write(folder):
    """Write the copies, the declaration and the compiler's settings into a folder."""
    modules = {}
    for path in sorted(SCRIPTS.glob("*.js")):
        try:
            modules[path.name] = module(path.read_text("utf8"))
        except ValueError as error:
            raise SystemExit(f"{path.name} {error}") from None
    modules["threenets.d.ts"] = declaration(name for name, text in modules.items() if "export const shared" in text)
    modules["tsconfig.json"] = json.dumps({"compilerOptions": SETTINGS}, indent=2)
    for name, text in modules.items():
        (folder / name).write_text(text, "utf8")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        raise SystemExit("usage: python tests/live_types.py FOLDER (one that exists; the copies are written into it)")
    write(Path(sys.argv[1]))
