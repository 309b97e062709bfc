from django.urls import path

from offers import my_data, views
from offers.performance.views import form_started

urlpatterns = [
    path("out/<slug:slug>/", views.out, name="out"),
    path("requests/confirm/<str:token>/", views.confirm_request, name="confirm_request"),
    path("requests/cancel/<str:token>/", views.trial_cancel, name="trial_cancel"),
    path("requests/take/<str:token>/", views.trial_claim, name="trial_claim"),
    path("requests/started/<int:page_id>/", form_started, name="form_started"),
    path("requests/agreed/", views.agreed, name="agreed"),
    path("requests/guide/<str:token>/", views.guide_download, name="guide_download"),
    path("requests/guide/<str:token>/file/", views.guide_file, name="guide_file"),
    path("requests/new-link/", views.new_link_sent, name="new_link_sent"),
    path("requests/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("my-data/", my_data.my_data, name="my_data"),
    path("my-data/sent/", my_data.my_data_sent, name="my_data_sent"),
    path("requests/my-data/<str:token>/", my_data.my_data_link, name="my_data_link"),
    path("requests/my-data/<str:token>/file/<slug:kind>/", my_data.my_data_file, name="my_data_file"),
    path("requests/my-data/<str:token>/erase/", my_data.my_data_erase, name="my_data_erase"),
    path("requests/receipt/<slug:number>/", my_data.erasure_receipt, name="erasure_receipt"),
    path("requests/preferences/<str:token>/", my_data.preferences_page, name="preferences"),
]
