"""The page of search."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from klimanet.accounts.requests import SignedInRequest
from klimanet.members.requests import reader
from klimanet.search.forms import KINDS, SearchForm
from klimanet.search.queries import search
from klimanet.text.converters import number_in


@require_safe
def found(request: SignedInRequest) -> HttpResponse:
    me = reader(request)
    form = SearchForm(request.GET, networks=me.networks)
    answers = form.answers()
    results = search(me, **answers, page=number_in(request.GET.get("side")) or 1)
    kinds = [
        (word, kind.label, results.counts[kind], kind == answers["kind"])
        for word, kind in KINDS.items()
        if kind in results.counts
    ]
    context = {
        "form": form,
        "results": results,
        "kinds": kinds,
        "kind": answers["kind"],
        "several": len(me.networks) > 1,
    }
    return render(request, "search/found.html", context)
