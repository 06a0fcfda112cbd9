"""Dataclasses that are quick to make: the first frame waits for 74 of ours.

`dataclasses` compiles up to six methods of each class from text while it is imported: 66 of the 380 ms of processor
time until the explorer's own modules were there, and 20 with these. Here comparing, hashing and printing are the same
functions for all classes, and the only text, of ``__init__``, is compiled when the first instance is made. For
everything else, and for type checkers, a class is what `dataclasses.dataclass` makes.
"""

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, kw_only=False):
        """As `dataclasses.dataclass`."""

        def decorate(plain):
            # Without one, `dataclasses` would work out the signature for it.
            plain.__doc__ = plain.__doc__ or plain.__name__
            made = dataclasses.dataclass(init=not frozen, repr=False, eq=False, slots=slots, kw_only=kw_only)(plain)
            _add_methods(made, plain.__dict__)
            if frozen:
                _freeze(made)
            return made

        return decorate if cls is None else decorate(cls)


def _add_methods(cls: Any, own: Any) -> None:
    """Comparing and printing, by the fields that say so; what the class has itself stays."""
    compared = [spec.name for spec in fields(cls) if spec.compare]
    printed = [spec.name for spec in fields(cls) if spec.repr]
    # Of one name `attrgetter` makes no tuple; there must be one at least.
    values: Any = attrgetter(*compared, "__class__")

    def shown(self: Any) -> str:
        inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in printed)
        return f"{type(self).__qualname__}({inner})"

    def equals(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    if "__repr__" not in own:
        cls.__repr__ = shown
    if "__eq__" not in own:
        cls.__eq__ = equals
        # As for any class that says what is equal, but not that nothing of it changes.
        if "__hash__" not in own:
            cls.__hash__ = None


def _freeze(cls: Any) -> None:
    """What makes instances, which then can't be changed and can be hashed."""
    values: Any = attrgetter(*(spec.name for spec in fields(cls) if spec.compare), "__class__")

    def first_time(self: Any, *args: Any, **kwargs: Any) -> None:
        # A thread that is here at the same time compiles the same.
        cls.__init__ = _compiled_init(cls)
        cls.__init__(self, *args, **kwargs)

    def hashed(self: Any) -> int:
        return hash(values(self))

    cls.__init__ = first_time
    cls.__setattr__, cls.__delattr__ = _refuse_to_set, _refuse_to_delete
    if cls.__hash__ is None:
        cls.__hash__ = hashed


def _refuse_to_set(_self: object, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _compiled_init(cls: Any) -> Any:
    """The ``__init__`` of a frozen class. Its text has names of fields alone, which are identifiers of ours."""
    scope: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    places: list[str] = []
    names: list[str] = []
    body: list[str] = []
    for spec in fields(cls):
        default, value = _default(spec, scope)
        if spec.init:
            (names if spec.kw_only else places).append(spec.name + (f"={default}" if default else ""))
        elif not default:
            continue
        body.append(f" _set(self, {spec.name!r}, {value if spec.init or spec.default is MISSING else default})")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    parameters = ", ".join(["self", *places, *(["*", *names] if names else [])])
    exec("\n".join([f"def __init__({parameters}):", *body, " return None"]), scope)  # noqa: S102
    return scope["__init__"]


def _default(spec: "Field[Any]", scope: dict[str, Any]) -> tuple[str, str]:
    """What stands for the default of a field, empty where it has none, and for its value."""
    name = spec.name
    if spec.default_factory is not MISSING:
        scope[f"_new_{name}"] = spec.default_factory
        made = f"_new_{name}()"
        return "_missing", f"{made} if {name} is _missing else {name}" if spec.init else made
    if spec.default is not MISSING:
        scope[f"_of_{name}"] = spec.default
        return f"_of_{name}", name
    return "", name
