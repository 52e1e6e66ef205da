"""Addresses of what is no page: the feed of news, the sitemap, robots.txt."""

from django.urls import path

from cms import views
from cms.feeds import NewsFeed

urlpatterns = [
    path("news/feed/", NewsFeed(), name="news_feed"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
