"""The list of good practices, and beginning one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from benchmarks.enums import PracticeState
from benchmarks.forms import FilterForm, NewPracticeForm
from benchmarks.queries import cities_of, cities_writing, practices_found, practices_visible_to
from benchmarks.services import start_practice
from inclucities.permissions.views import GuardedView, permitted_or_403
from inclucities.questionnaires.domain.values import InvalidValueError
from schemes.models import Organisation

PER_PAGE = 20


class PracticeList(GuardedView):
    """The good practices that this person may open."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, narrowed by title, country, city and, for those who write, by state."""
        visible = practices_visible_to(self.person)
        writing = cities_writing(self.person)
        cities = cities_of(visible)
        chosen = FilterForm(request.GET).chosen(by_state=bool(writing))
        page = Paginator(practices_found(visible, **chosen), PER_PAGE).get_page(request.GET.get("page"))
        countries = {city.country: city.country_name for city in cities if city.country}
        context = {
            "page": page,
            "chosen": chosen,
            "cities": cities,
            "countries": sorted(countries.items(), key=lambda country: country[1]),
            "states": PracticeState if writing else (),
            "writing": writing,
        }
        return render(request, "benchmarks/practice_list.html", context)


class NewPractice(GuardedView):
    """Begin a fiche: for whoever writes in the library of a city."""

    right = "edit_practice"
    object: list[Organisation]

    def find_object(self) -> list[Organisation]:
        """Return the cities to write for. Raises ``PermissionDenied`` when there is none."""
        cities = cities_writing(self.person)
        permitted_or_403(permitted=bool(cities))
        return cities

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the title, and for the city where there are several."""
        return self._show(NewPracticeForm(cities=self.object))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin the fiche and lead to it."""
        form = NewPracticeForm(request.POST, cities=self.object)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            practice = start_practice(
                organisation=form.city, title=form.cleaned_data["title"], by=self.person
            )
        except InvalidValueError as error:
            form.add_error("title", str(error.message))
            return self._show(form, 422)
        return redirect("practices:tasks", practice.pk)

    def _show(self, form: NewPracticeForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "cities": self.object}
        return render(self.request, "benchmarks/practice_new.html", context, status=status)
