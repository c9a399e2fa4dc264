"""Addresses of pages: rules that are cheap until somebody asks for an address of theirs."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class LateRule(Rule):
    """A rule that compiles the function which builds its addresses when the first one is asked for.

    Werkzeug writes and compiles two functions for every rule at once: nine tenths of the time that `create_app` takes,
    paid by each command and each process, of which most ask for few addresses or none.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        name = "_build_unknown" if append_unknown else "_build"

        # The rule's own name must not meet a variable of the address.
        def build(rule: "LateRule", /, **values: Any) -> tuple[str, str]:
            compiled = super(LateRule, rule)._compile_builder(append_unknown).__get__(rule, None)
            setattr(rule, name, compiled)
            return compiled(**values)

        return build
