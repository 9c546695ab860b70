"""Two kinds of contract that import-linter does not bring along."""

from __future__ import annotations

from importlinter import Contract, ContractCheck, fields, output


def _kind(module: str, app: str) -> str:
    """Return the kind of ``module`` inside ``app``: ``views`` for ``schemes.views.home`` in ``schemes``."""
    return module.removeprefix(app + ".").split(".")[0] if module.startswith(app + ".") else ""


class PrivateKindsContract(Contract):
    """Modules of certain kinds are imported by their own app only.

    * ``apps``: the packages that are apps; ``package.*`` names each package directly below.
    * ``kinds``: the kinds that are private.
    * ``open``: exceptions, ``importer -> module or kind``, where ``*`` means everybody.
    """

    type_name = "private_kinds"

    apps = fields.ListField(subfield=fields.StringField())
    kinds = fields.ListField(subfield=fields.StringField())
    open = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph, verbose):
        apps = set()
        for expression in self.apps:
            parent = expression.removesuffix(".*")
            apps |= graph.find_children(parent) if expression.endswith(".*") else {parent}
        exceptions = [tuple(part.strip() for part in line.split("->")) for line in self.open or ()]
        broken = []
        for app in sorted(apps):
            private = {module for module in graph.find_descendants(app) if _kind(module, app) in self.kinds}
            for module in sorted(private):
                for importer in sorted(graph.find_modules_that_directly_import(module)):
                    outside = importer != app and not importer.startswith(app + ".")
                    if outside and not self._is_open(exceptions, importer, module, _kind(module, app)):
                        broken.append((importer, module))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    @staticmethod
    def _is_open(exceptions, importer, module, kind):
        def covers(wider, name):
            return name == wider or name.startswith(wider + ".")

        return any(
            (who == "*" or covers(who, importer)) and (what == kind or covers(what, module))
            for who, what in exceptions
        )

    def render_broken_contract(self, check):
        for importer, module in check.metadata["broken"]:
            output.print_error(f"{importer} imports {module}, which is private to its app.")
            output.new_line()


class PureContract(Contract):
    """Modules of certain kinds import certain packages only in the lines that are allowed.

    * ``kinds``: the kinds that stay pure.
    * ``forbidden``: packages that they must not import.
    * ``allowed_lines``: beginnings of import lines that are allowed all the same.
    """

    type_name = "pure"

    kinds = fields.ListField(subfield=fields.StringField())
    forbidden = fields.ListField(subfield=fields.StringField())
    allowed_lines = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph, verbose):
        allowed = tuple(self.allowed_lines or ())
        broken = []
        for module in sorted(graph.modules):
            if not set(module.split(".")[1:]) & set(self.kinds):
                continue
            for package in self.forbidden:
                if package not in graph.modules:
                    continue
                broken += [
                    (module, detail["line_number"], detail["line_contents"])
                    for detail in graph.get_import_details(importer=module, imported=package)
                    if not detail["line_contents"].startswith(allowed)
                ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check):
        for module, line, contents in check.metadata["broken"]:
            output.print_error(f"{module}, line {line}: {contents}")
            output.new_line()
