"""Changes a piece of Python mechanically, in one place at a time (mutation testing), by its syntax tree."""

import ast
import copy
import os

# what stands in the place of an operator
_OPERATORS = {
    ast.Add: (ast.Sub, ast.Mult), ast.Sub: (ast.Add, ast.Mult), ast.Mult: (ast.Add, ast.FloorDiv), ast.Div: (ast.Mult, ast.Sub),
    ast.FloorDiv: (ast.Mult, ast.Mod), ast.Mod: (ast.FloorDiv,), ast.Pow: (ast.Mult, ast.Add), ast.MatMult: (ast.Mult,),
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.And: (ast.Or,), ast.Or: (ast.And,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
# texts and functions that are taken for one another
_GROUPS = (
    ("sigmoid", "relu", "tanh", "softmax", "linear"),
    ("same", "valid"),
    ("mean_squared_error", "mean_absolute_error", "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"),
    ("mean", "sum", "median"),
    ("max", "min"),
    ("maximum", "minimum"),
    ("argmax", "argmin"),
    ("std", "var"),
    ("prod", "sum"),
    ("cumsum", "cumprod"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("tanh", "sin"),
)  # fmt: skip
_STATEMENTS = ast.Assign | ast.AugAssign | ast.Expr | ast.If | ast.For | ast.Raise
_SHOWN = 60  # characters of a change


def mutants(source):
    """Return the mutants of a piece of Python, each with a line that names it.

    Operators, activations, losses, paddings and functions are exchanged for others, an operation for one of its sides;
    whole numbers and bounds of slices and ranges are moved by one, other numbers doubled, truth values turned; names are
    taken for others of the same function; calls lose an argument or are replaced by their first; pairs and alternatives are
    swapped, lists and dicts lose an entry, indices and statements are dropped.

    Parameters
    ----------
    source : str

    Returns
    -------
    list of (str, str)
        Text and name; no text twice, no name twice.
    """
    tree, found, names = ast.parse(source), {}, {}
    original = ast.unparse(tree)
    for path, node, inside in _walk(tree, _names(tree)):
        for new in _changes(node, *inside):
            mutant = copy.deepcopy(tree)
            _put(mutant, path, new)
            text = ast.unparse(ast.fix_missing_locations(mutant))
            if text != original and text not in found:
                words = _difference(original, text)
                names[words] = names.get(words, 0) + 1
                found[text] = words if names[words] == 1 else f"{words} (place {names[words]})"
    return list(found.items())


def _put(tree, path, new):
    """Put a node into the place of a tree that the path leads to."""
    *way, (name, index) = path
    for step, number in way:
        tree = getattr(tree, step) if number is None else getattr(tree, step)[number]
    if index is None:
        setattr(tree, name, new)
    else:
        getattr(tree, name)[index] = new


def _difference(before, after):
    """Return what was changed with a little of what stands around it, as ``line 3: old → new``."""
    start = len(os.path.commonprefix([before, after]))
    most = min(len(before), len(after)) - start
    end = min(len(os.path.commonprefix([before[::-1], after[::-1]])), most)
    line = before.count("\n", 0, start) + 1
    start = max(before.rfind("\n", 0, start) + 1, before.rfind(" ", 0, max(start - 12, 0)) + 1)
    stops = [before.find(sign, len(before) - end + more) for sign, more in (("\n", 0), (" ", 12))]
    end = min(end, len(before) - min([stop for stop in stops if stop >= 0], default=len(before)))
    return f"line {line}: {_short(before[start : len(before) - end])} → {_short(after[start : len(after) - end])}"


def _short(text):
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _names(tree):
    """Return the names that a piece of code gives values to."""
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return sorted(
        arguments | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    )


def _walk(node, names, path=(), bound=False):
    """Yield each node below this one with the way to it, the names it may use, and whether it bounds a slice or range."""
    for name, value in ast.iter_fields(node):
        children = [(value, None)] if isinstance(value, ast.AST) else []
        if isinstance(value, list):
            children = list(zip(value, range(len(value)), strict=True))
        for child, index in children:
            if not isinstance(child, ast.AST):
                continue
            inside = names if not isinstance(child, ast.FunctionDef) else _names(child)
            ranged = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range" and name == "args"
            )
            bound = isinstance(node, ast.Slice) or ranged
            steps = (*path, (name, index))
            if name != "func":
                yield steps, child, (inside, bound)
            yield from _walk(child, inside, steps, bound)


def _others(word):
    """Return the words that a word is taken for."""
    return [other for group in _GROUPS if word in group for other in group if other != word]


def _changes(node, names, bound):
    """Yield the nodes that stand in the place of a node."""
    if type(node) in _OPERATORS:
        yield from (operator() for operator in _OPERATORS[type(node)])
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, _constants(node.value))
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        place = names.index(node.id)
        others = dict.fromkeys(names[(place + step) % len(names)] for step in (1, 2))
        yield from (ast.Name(other, ast.Load()) for other in others if other != node.id)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.BinOp):
        yield from (node.left, node.right)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield node.value
    elif isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        yield type(node)(node.elts[::-1], ast.Load())
        yield type(node)(node.elts[:-1], ast.Load())
    elif isinstance(node, ast.Dict) and len(node.keys) > 1:
        yield ast.Dict(node.keys[1:], node.values[1:])
    elif isinstance(node, _STATEMENTS):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):  # a docstring
            yield ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(ast.Constant(None))
    if bound and isinstance(node, ast.expr) and not isinstance(node, ast.Constant):
        yield from (ast.BinOp(copy.deepcopy(node), operator, ast.Constant(1)) for operator in (ast.Add(), ast.Sub()))


def _constants(value):
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [2 * value if value else 1.0]
    return _others(value) if isinstance(value, str) else []


def _calls(node):
    if node.args and not isinstance(node.args[0], ast.Starred):
        yield node.args[0]
    if len(node.args) > 1:
        yield ast.Call(node.func, node.args[:-1], node.keywords)
    for number in range(len(node.keywords)):
        yield ast.Call(node.func, node.args, node.keywords[:number] + node.keywords[number + 1 :])
    if isinstance(node.func, ast.Attribute):
        yield from (
            ast.Call(ast.Attribute(node.func.value, other, ast.Load()), node.args, node.keywords)
            for other in _others(node.func.attr)
        )
    elif isinstance(node.func, ast.Name):
        yield from (ast.Call(ast.Name(other, ast.Load()), node.args, node.keywords) for other in _others(node.func.id))
