"""Political engagement and the risks leaders accept: meetings, promises, requests, armed groups."""
