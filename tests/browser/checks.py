"""What must hold for an open page. Each check returns what is wrong, in words; an empty list is good."""

import gzip
import re
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe

_AXE = Axe()
FIRST_VIEW = 500_000  # bytes, gzipped, of a page beyond the theme's own files and MathJax
CONTRAST = 4.5  # least, of text and ground
TOLERANCE = 1e-4  # of a live figure's numbers against those of Keras
# Experimental or switched off in this version of axe, and still asked for: WCAG 2.5.3 and 2.5.8.
_ALSO = {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}}
_COLOURS = ("color-contrast", "link-in-text-block")  # what a theme changes
PLACES = ("scrollable-region-focusable", "target-size")  # what a width changes

_LOOKS = """() => {
    // Texts of one kind, place, colour and ground look alike: the first of them stands for all, and axe takes a quarter of the time.
    const seen = new Set()
    const known = new Map([[null, '']])
    const grounds = element => {
        if (!known.has(element)) known.set(element, getComputedStyle(element).backgroundColor + grounds(element.parentElement))
        return known.get(element)
    }
    const kind = element => `${element.tagName}.${element.className} `
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement
        if (!walker.currentNode.data.trim()) continue
        const {color, fontSize, fontWeight, opacity} = getComputedStyle(element)
        const look = [kind(element), kind(element.parentElement), color, fontSize, fontWeight, opacity, grounds(element)].join()
        element.toggleAttribute('data-look', !seen.has(look) || element.hasAttribute('data-look'))
        seen.add(look)
    }
    // Code is coloured token by token; those that stand for none become plain text.
    for (const token of document.querySelectorAll('.highlight pre span[class]:not([data-look])'))
        if (!token.firstElementChild) token.replaceWith(token.textContent)
}"""

_AXE_RUN = """async ([options, colours]) => {
    const runs = [await axe.run(document, options)]
    if (document.querySelector('[data-look]'))
        runs.push(await axe.run({include: [['[data-look]']]}, {...options, runOnly: colours, rules: {}}))
    return runs.flatMap(run => run.violations)
}"""

_WIDE = """() => {
    const problems = []
    const width = document.documentElement.clientWidth
    // the theme lets the column of text scroll by itself, which would hide from the window what is too wide
    for (const box of [document.documentElement, ...document.querySelectorAll('.bd-main, .bd-content, .bd-article-container')])
        if (box.scrollWidth > box.clientWidth)
            problems.push(`${box.className || 'the page'} is ${box.scrollWidth} pixels wide in ${box.clientWidth}`)
    const scrolls = element => element.tagName !== 'ARTICLE'
        && (['auto', 'scroll'].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement))
    for (const element of document.querySelectorAll('article *')) {
        if (element.closest('mjx-assistive-mml')) continue  // clipped to nothing, for screen readers
        const box = element.getBoundingClientRect()
        if (box.width > 1 && box.right > width + 1 && !scrolls(element.parentElement))  // a box of 1 pixel is for screen readers
            problems.push(`${element.tagName.toLowerCase()}.${element.className} reaches to ${Math.round(box.right)} of ${width} pixels`)
    }
    return problems.slice(0, 3)
}"""

_FORMULAS = """() => [
    ...[...document.querySelectorAll('mjx-merror')].map(e => `formula: ${e.dataset.mjxError || e.textContent}`),
    // MathJax shows a macro that it does not know by its name, in red
    ...[...document.querySelectorAll('mjx-mtext[style*="color: red"]')].map(e => `unknown macro ${e.textContent}`),
    ...[...document.querySelectorAll('main .math')].filter(e => !e.querySelector('mjx-container')).map(e => `not typeset: ${e.textContent}`),
]"""

_WORDS = """async () => {
    const problems = []
    // pictures that are far away wait for the reader; here they all come
    await Promise.all([...document.querySelectorAll('article img')].map(image => {
        image.loading = 'eager'
        return image.complete || new Promise(done => { image.onload = image.onerror = done })
    }))
    if (!document.documentElement.lang) problems.push('the page does not tell its language')
    for (const image of document.querySelectorAll('article img, article [role=img]:not([aria-hidden=true])')) {
        const words = image.getAttribute('alt') ?? image.getAttribute('aria-label') ?? ''
        if (words.trim().split(/\\s+/).length < 4 || /\\.(png|jpe?g|svg|gif)$/i.test(words))
            problems.push(`a picture is called ${JSON.stringify(words)}`)
    }
    for (const image of document.querySelectorAll('article img'))
        if (!image.complete || image.naturalWidth === 0) problems.push(`the picture ${image.src.slice(0, 80)} is missing`)
    for (const {width, height, naturalWidth, naturalHeight, src} of document.querySelectorAll('article img[width]'))
        if (width && Math.abs(width * naturalHeight / height / naturalWidth - 1) > 0.02) problems.push(`the picture ${src.slice(0, 80)} is stretched`)
    for (const table of document.querySelectorAll('main table'))
        if (!table.querySelector('th')) problems.push(`a table has no headers: ${table.textContent.trim().slice(0, 60)}`)
    return problems
}"""

_CONTRAST = """least => {
    // [red, green, blue, alpha], 0 to 255 and 0 to 1, as getComputedStyle writes colours
    const parts = text => {
        const numbers = text.match(/[\\d.]+(e-?\\d+)?/g).map(Number)
        return text.startsWith('color(srgb') ? [...numbers.slice(0, 3).map(share => 255 * share), numbers[3] ?? 1] : [...numbers, 1].slice(0, 4)
    }
    const over = ([r, g, b, alpha], below) => [...[r, g, b].map((level, i) => alpha * level + (1 - alpha) * below[i]), 1]
    const known = new Map([[null, [255, 255, 255, 1]]])
    const ground = element => {
        if (!known.has(element)) known.set(element, over(parts(getComputedStyle(element).backgroundColor), ground(element.parentElement)))
        return known.get(element)
    }
    const light = colour => colour.slice(0, 3).map(level => level / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
    const found = new Map()
    // feedback may be folded away: its colours are computed all the same
    const article = document.querySelector('article')
    if (!article) return [] // the search page is the theme's own
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement
        const words = walker.currentNode.data.trim()
        if (!words || element.closest('script, style, svg, template, mjx-container, [aria-hidden=true], :disabled')) continue
        const below = ground(element)
        const [bright, dark] = [light(over(parts(getComputedStyle(element).color), below)), light(below)].sort((a, b) => b - a)
        const ratio = (bright + 0.05) / (dark + 0.05)
        const kind = `${element.tagName.toLowerCase()}.${element.className} in .${element.parentElement.className}`
        if (ratio < least && !found.has(kind)) found.set(kind, `contrast ${ratio.toFixed(2)} of "${words.slice(0, 60)}" (${kind})`)
    }
    return [...found.values()]
}"""

_AGREEMENT = """() => [...document.querySelectorAll('.live-figure')].map(figure => {
    const {state, agreement} = figure.dataset
    return [figure.localName, state, agreement, state === 'ready' ? figure.agreement().worst : Infinity]
})"""

_MOTION = """() => {
    const moves = style => style.animationName !== 'none' || style.transitionDuration.split(', ').some(time => parseFloat(time) > 0)
    const moving = [...document.querySelectorAll('*')].filter(e => moves(getComputedStyle(e))).map(e => e.tagName.toLowerCase() + '.' + e.className)
    if (getComputedStyle(document.documentElement).scrollBehavior === 'smooth') moving.push('scrolling')
    return [...new Set(moving)].slice(0, 3).map(name => `${name} moves although the reader asked for calm`)
}"""


def console(visit):
    """No error and no warning of a script since the visit began."""
    return [f"console: {error}" for error in visit.errors]


def own(visit):
    """Nothing was asked for outside the book."""
    return [f"asked for {address}" for address in visit.outside]


def width(visit):
    """Nothing is wider than the window, except inside what scrolls by itself."""
    return visit.page.evaluate(_WIDE)


def formulas(visit):
    """Each formula is typeset, without an error."""
    return visit.page.evaluate(_FORMULAS)


def words(visit):
    """Language, text alternatives and table headers are there, and pictures have loaded and keep their shape."""
    return visit.page.evaluate(_WORDS)


def contrast(visit):
    """Each text of the article differs enough from what is painted below it, as WCAG 2.2 counts it.

    Computed from the styles that hold, without a picture: axe passes over texts of which it is not sure what lies below.
    """
    return visit.page.evaluate(_CONTRAST, CONTRAST)


def calm(visit):
    """Nothing moves where the reader's system asks for reduced motion."""
    return visit.page.evaluate(_MOTION)


def agreement(visit):
    """Each live figure stands, and its numbers are those of Keras."""
    return [f"{name} is {state}, agrees: {said}, off by {worst:.1e}" for name, state, said, worst in visit.page.evaluate(_AGREEMENT)
            if (state, said) != ("ready", "yes") or not worst <= TOLERANCE]  # fmt: skip


def weight(visit, book):
    """What the page has loaded so far, beyond the theme's own files and MathJax, is not too much, gzipped."""
    sizes = weights(visit, book)
    total = sum(sizes.values())
    largest = ", ".join(f"{name} {size / 1000:.0f}" for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:5])
    return [f"{total / 1000:.0f} KB gzipped at first view, allowed are {FIRST_VIEW / 1000:.0f}: {largest}"] if total > FIRST_VIEW else []


def weights(visit, book):
    """Gzipped bytes of each file that the page has loaded so far, by name; without the theme's own files and MathJax."""
    names = {unquote(urlsplit(address).path.removeprefix(urlsplit(visit.origin).path).lstrip("/")) for address in visit.asked
             if address.startswith(visit.origin)}  # fmt: skip
    own = [name for name in names if not re.match(r"_static/(?!live/|book)", name)]
    return {name: len(gzip.compress((book / name).read_bytes())) for name in own}


def axe(visit, rules=None):
    """No violation of axe's rules: WCAG 2.2 A and AA, and its best practices.

    Those about colours, which take most of its time, see one text of each look; `contrast` computes the contrast of all.

    Parameters
    ----------
    rules : sequence of str, optional
        Only these, and those about colours.
    """
    chosen = {"runOnly": list(rules)} if rules else {"rules": {**_ALSO, **{rule: {"enabled": False} for rule in _COLOURS}}}
    visit.page.evaluate(_LOOKS)
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(_AXE.axe_script)
    found = visit.page.evaluate(_AXE_RUN, [{"preload": False, "resultTypes": ["violations"], **chosen}, list(_COLOURS)])
    return [f"{entry['id']} ({entry['impact']}), {len(entry['nodes'])} times: {entry['help']}: {entry['nodes'][0]['html'][:160]}"
            for entry in found]  # fmt: skip
