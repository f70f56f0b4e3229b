"""Formulas over indicators: a small language of sums, products and quotients, nothing else.

    (settled / (settled + failed)) * 100

Names are codes of indicators, with a part after a dot: `mediation_received.land`. Whatever else
Python could say is refused. Computed exactly, in fractions.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ..choices import NoFigure

LONGEST, DEEPEST = 400, 40
_SYMBOLS = {ast.Eq: "=", ast.LtE: "<=", ast.GtE: ">="}
_DEEDS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
Work = Callable[[Mapping[str, Fraction | int | None]], Fraction]


class FormulaFaulty(Exception):
    """The text is no formula; `found` is the piece that is not understood."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


@dataclass(frozen=True, slots=True)
class Computed:
    """What a formula gives: a number, or none and the reason with the series it is about."""

    amount: Fraction | None
    why: NoFigure | None = None
    about: str = ""


@dataclass(frozen=True)
class Formula:
    """A formula as it was read. `names` in the order in which they stand."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    def compute(self, amounts: Mapping[str, Fraction | int | None]) -> Computed:
        """Over amounts by series. Without one of them, or divided by zero, no value and why."""
        for name in self.names:
            if amounts.get(name) is None:
                return Computed(None, NoFigure.PART_MISSING, name)
        try:
            return Computed(self._work(amounts))
        except ZeroDivisionError:
            return Computed(None, NoFigure.DIVIDED_BY_ZERO, self.text)

    @cached_property
    def _work(self) -> Work:
        """The tree as one function: a page works the same formula out thousands of times."""
        return _made(self.tree)


@dataclass(frozen=True)
class Comparison:
    """Two formulas and what must hold between them: "=", "<=" or ">="."""

    left: Formula
    symbol: str
    right: Formula

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.left.names, *self.right.names)))

    def holds(self, left: Fraction, right: Fraction) -> bool:
        if self.symbol == "=":
            return left == right
        return left <= right if self.symbol == "<=" else left >= right


def read_formula(text: str) -> Formula:
    """A formula from its text. Raises FormulaFaulty naming the piece that doesn't belong."""
    return _formula(_parsed(text))


def read_comparison(text: str) -> Comparison:
    """ "received = settled + failed"; raises FormulaFaulty."""
    plain = text.replace("==", "=").replace("<=", "\0").replace(">=", "\1")
    tree = _parsed(plain.replace("=", "==").replace("\0", "<=").replace("\1", ">="))
    match tree:
        case ast.Compare(left=left, ops=[symbol], comparators=[right]):
            if type(symbol) in _SYMBOLS:
                return Comparison(_formula(left), _SYMBOLS[type(symbol)], _formula(right))
    raise FormulaFaulty(text[:60])


def cycle_in(formulas: Mapping[str, Formula]) -> tuple[str, ...]:
    """The first cycle among formulas by indicator, as a → b → a; empty where there is none."""
    done: set[str] = set()

    def follow(code: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if code in way:
            return (*way[way.index(code) :], code)
        if code in done or code not in formulas:
            return ()
        for name in formulas[code].names:
            if found := follow(name.partition(".")[0], (*way, code)):
                return found
        done.add(code)
        return ()

    for code in formulas:
        if found := follow(code, ()):
            return found
    return ()


def share_of(formula: Formula) -> tuple[Formula, Formula] | None:
    """The part and the whole of "part / whole * 100"; None for any other formula."""
    match formula.tree:
        case ast.BinOp(
            left=ast.BinOp(left=part, op=ast.Div(), right=whole),
            op=ast.Mult(),
            right=ast.Constant(value=100),
        ):
            return _formula(part), _formula(whole)
    return None


def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise FormulaFaulty(text[:60])
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaFaulty(text[:60]) from None


def _formula(tree: ast.expr) -> Formula:
    names: dict[str, None] = {}
    _walk(tree, names, 0)
    return Formula(ast.unparse(tree), tree, tuple(names))


def _walk(node: ast.expr, names: dict[str, None], depth: int) -> None:
    """Gather the names, refusing what isn't arithmetic over them."""
    if depth > DEEPEST:
        raise FormulaFaulty("…")
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if not abs(value) <= 10**15:  # also refuses what isn't a number
                raise FormulaFaulty(str(value)[:60])
        case ast.Name(id=name):
            names[name] = None
        case ast.Attribute(value=ast.Name(id=name), attr=part):
            names[f"{name}.{part}"] = None
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right=right):
            _walk(left, names, depth + 1)
            _walk(right, names, depth + 1)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _walk(operand, names, depth + 1)
        case _:
            raise FormulaFaulty(ast.unparse(node)[:60])


def _made(node: ast.expr) -> Work:
    match node:
        case ast.Constant(value=value):
            number = Fraction(str(value))
            return lambda _amounts: number
        case ast.Name(id=name):
            return lambda amounts: Fraction(amounts[name] or 0)
        case ast.Attribute(value=ast.Name(id=name), attr=part):
            key = f"{name}.{part}"
            return lambda amounts: Fraction(amounts[key] or 0)
        case ast.UnaryOp(operand=operand):
            inner = _made(operand)
            return lambda amounts: -inner(amounts)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _DEEDS:
            one, other, deed = _made(left), _made(right), _DEEDS[type(op)]
            return lambda amounts: deed(one(amounts), other(amounts))
    raise FormulaFaulty(ast.unparse(node)[:60])
