from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from blog.models import ArticleListPage
from home.search import search_pages


def search(request: HttpRequest) -> HttpResponse:
    """Show what ``?q=`` finds, a page at a time."""
    results = search_pages(request.GET.get("q", ""), request.GET.get("page"))
    article_list = ArticleListPage.objects.live().public().first()
    return render(request, "home/search.html", {"results": results, "noindex": True, "article_list": article_list})


def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone and where the sitemap is."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /out/",
        "Disallow: /requests/",
        f"Disallow: {reverse('search')}",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
