"""Pages that the widget must live on."""


def host_page(head: str = "", element: str = "<leermaat-chat></leermaat-chat>") -> bytes:
    """A small page with something to tab to before and after the widget."""
    return f"""<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Proefpagina</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<script async src="/widget.js"></script></head>
<body><main><h1>Proefpagina</h1><p>Een gewone pagina van een gewone site.</p>
<p><a href="#voor" id="voor">Link voor de chat</a></p></main>
{element}
<footer><a href="#na" id="na">Link na de chat</a></footer></body></html>""".encode()


PLAIN = host_page()
