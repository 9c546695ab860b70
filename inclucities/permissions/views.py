"""The base of every page: it names the right that opens it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View


class GuardedView(View):
    """A view that answers nobody before it has found its object for this person.

    A subclass names its ``right`` (a code of the role table, or one of the words below) and
    implements ``find_object``. Naming none fails when the class is defined: deny by default. So does
    leaving open what a base asks of its subclasses, which is what it marks with ``@abstractmethod``.

    * ``"signed_in"``: the page shows a person what is theirs, and filters by person itself.

    ``find_object`` raises ``Http404`` for what a stranger must not know about and
    ``PermissionDenied`` for a member without the right.
    """

    right: ClassVar[str]
    object: Any

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if abstract:
            return
        if not getattr(cls, "right", ""):
            raise TypeError(f"{cls.__module__}.{cls.__qualname__} names no right.")
        if unanswered := cls._unanswered():
            raise TypeError(f"{cls.__module__}.{cls.__qualname__} must implement {', '.join(unanswered)}.")

    @classmethod
    def _unanswered(cls) -> list[str]:
        """Name what the bases ask and the class does not answer."""
        names = [name for name in dir(cls) if getattr(getattr(cls, name), "__isabstractmethod__", False)]
        if cls.right != "signed_in" and cls.find_object is GuardedView.find_object:
            names.append("find_object")
        return names

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the object, which is where the right is asked, and only then handle the request."""
        if request.method and request.method.lower() not in self._handled():
            return self.http_method_not_allowed(request, *args, **kwargs)
        self.object = self.find_object()
        return super().dispatch(request, *args, **kwargs)

    def find_object(self) -> Any:
        """Return what the page is about. Raises ``Http404`` or ``PermissionDenied``."""
        return None

    @property
    def person(self) -> Any:
        """Who asks. Strangers have been asked to sign in before a guarded view begins."""
        return self.request.user

    def _handled(self) -> set[str]:
        return {name for name in self.http_method_names if hasattr(self, name)}


def own_page(request: HttpRequest, page: str) -> str:
    """Return an address that a form gives as where it stood, if it is a path on this host, else an empty text."""
    host, secure = {request.get_host()}, request.is_secure()
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, host, require_https=secure)
    return page if is_ours else ""


def found_or_404(found: Any) -> Any:
    """Return ``found``. Raises ``Http404`` when it is ``None``."""
    if found is None:
        raise Http404
    return found


def permitted_or_403(*, permitted: bool) -> None:
    """Raise ``PermissionDenied`` unless ``permitted``."""
    if not permitted:
        raise PermissionDenied
