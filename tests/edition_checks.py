"""What must hold for the PDF and the EPUB. Each check returns what is wrong, in words; an empty list is good."""

import shutil
import subprocess
import zipfile
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import pypdf

XHTML, OPF, EPUB = "{http://www.w3.org/1999/xhtml}", "{http://www.idpf.org/2007/opf}", "{http://www.idpf.org/2007/ops}"
MATH = "{http://www.w3.org/1998/Math/MathML}math"


def pdf_problems(path, titles, pictures):
    """Look for titles among the bookmarks, embedded fonts, so many pictures, bookmarks, tags for screen readers, links that lead nowhere."""
    document = pypdf.PdfReader(path)
    problems = [f"the title {title!r} is missing" for title in titles if title not in _bookmarks(document.outline)]
    notes = [note.get_object() for page in document.pages for note in page.get("/Annots", [])]
    links = {str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})}
    problems += [f"a link leads to this machine: {link}" for link in sorted(links) if not link.startswith(("https://", "http://"))]
    lost = {str(note["/Dest"]) for note in notes if isinstance(note.get("/Dest"), str)} - set(document.named_destinations)
    problems += [f"a link leads nowhere: {name}" for name in sorted(lost)]
    fonts, images = {}, set()
    for page in document.pages:
        resources = page["/Resources"].get_object()
        for font in resources.get("/Font", {}).values():
            fonts[font.get_object().get("/BaseFont", "Type 3")] = _is_embedded(font.get_object())
        images |= {entry.idnum for entry in dict.values(resources.get("/XObject", {})) if entry.get_object()["/Subtype"] == "/Image"}
    problems += [f"the font {name} is not embedded" for name, embedded in fonts.items() if not embedded]
    if len(images) < pictures:
        problems.append(f"{len(images)} pictures of {pictures} are there")
    if not document.outline:
        problems.append("there are no bookmarks")
    if "/StructTreeRoot" not in document.trailer["/Root"]:
        problems.append("there are no tags for screen readers")
    return problems


def _bookmarks(outline):
    return [title for entry in outline for title in (_bookmarks(entry) if isinstance(entry, list) else [entry.title])]


def _is_embedded(font):
    if font["/Subtype"] == "/Type3":  # its letters are drawings inside the file
        return True
    if "/DescendantFonts" in font:
        font = font["/DescendantFonts"][0].get_object()
    descriptor = font.get("/FontDescriptor", {})
    return any(name in descriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def epub_problems(path, titles):
    """Look for what the rules ask of an EPUB, for pictures and their words, and for the titles in its contents."""
    with zipfile.ZipFile(path) as book:
        names = book.namelist()
        first = book.infolist()[0]
        problems = [] if (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED) else ["it must start with `mimetype`"]
        pages = {}
        for name in (name for name in names if name.endswith(".xhtml")):
            try:
                pages[name] = ElementTree.fromstring(book.read(name))
            except ElementTree.ParseError as error:
                problems.append(f"{name} is not well-formed: {error}")
        manifest = ElementTree.fromstring(book.read("content.opf")).iter(f"{OPF}item")
    declared = {item.get("href") for item in manifest if "mathml" in (item.get("properties") or "")}
    for name, page in pages.items():
        for image in page.iter(f"{XHTML}img"):
            if len((image.get("alt") or "").split()) < 4:
                problems.append(f"{name}: a picture is called {image.get('alt')!r}")
            if str(PurePosixPath(_join(name, image.get("src")))) not in names:
                problems.append(f"{name}: there is no {image.get('src')}")
        if next(page.iter(f"{XHTML}script"), None) is not None:
            problems.append(f"{name} holds a script")
        if any(next(summary.iter(f"{XHTML}p"), None) is not None for summary in page.iter(f"{XHTML}summary")):
            problems.append(f"{name} holds a paragraph in a summary")
        if any(element.tag.startswith(f"{XHTML}live-") for element in page.iter()):
            problems.append(f"{name} holds a live figure")
        if (next(page.iter(MATH), None) is not None) != (name in declared):
            problems.append(f"{name}: what it holds of formulas is not declared")
        if any(mark in text for text in _prose(page) for mark in ("\\(", "\\[")):
            problems.append(f"{name}: raw TeX is left")
    listed = " ".join(" ".join(pages["nav.xhtml"].itertext()).split()) if "nav.xhtml" in pages else ""
    return problems + [f"the contents lack {title!r}" for title in titles if title not in listed]


def _prose(element):
    """Yield the text of a page, without its code."""
    if element.tag not in (f"{XHTML}pre", f"{XHTML}code"):
        yield element.text or ""
        for child in element:
            yield from _prose(child)
            yield child.tail or ""


def _join(page, source):
    parts = list(PurePosixPath(page).parent.parts)
    for part in PurePosixPath(source).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def epubcheck(path):
    """Return the findings of epubcheck, or None where it is not installed."""
    tool = shutil.which("epubcheck")
    if tool is None:
        return None
    is_archive = Path(tool).read_bytes()[:2] == b"PK"  # Debian installs the Java archive itself
    command = ["java", "-jar", tool] if is_archive else [tool]
    done = subprocess.run([*command, str(path)], capture_output=True, text=True)
    return [line for line in (done.stdout + done.stderr).splitlines() if line.startswith(("FATAL", "ERROR", "WARNING"))]
