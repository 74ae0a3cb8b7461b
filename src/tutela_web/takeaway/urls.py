from __future__ import annotations

from tutela_web.takeaway.exports import export_urls

app_name = "takeaway"
urlpatterns = export_urls()
