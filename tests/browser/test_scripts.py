"""Scripts in disguise, in every field that takes text: Chromium opens every page that shows them, and none runs.

They are made here, each way of running something in each place it can hide in; the other network of the demo is where they go.
"""

import itertools
import re
from urllib.parse import quote

import pytest

from tests.browser.conftest import Visit

RUN = "__ran=1"  # short, so that much fits in a field
CODED = "&#95;&#95;ran&#61;1"
# Each does something by itself, or when it is pressed or passed over.
VECTORS = [
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT >",
    f"<script/x>{RUN}</script/y>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<script src=data:,{RUN}></script>",
    "<script src=//x.example/__ran></script>",
    f"<script type=module>{RUN}</script>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script href=data:,{RUN} />",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}//",
    f"<svg><animate onbegin={RUN} attributeName=x>",
    "<svg><a><animate attributeName=href values=javascript:__ran=1 /><text y=9>x",
    f"<svg><use href=data:image/svg+xml,{quote(f'<svg id=x onload={RUN}>')}#x>",
    f"<math><a xlink:href=javascript:{RUN}>x",
    f"<math><mtext><style><img src onerror={RUN}>",
    f"<img src onerror={RUN}>",
    f"<img src=x onerror='{RUN}'>",
    f"<img src=x onerror={CODED}>",
    f"<IMG SRC=x\tOnErRoR\n=\n{RUN}>",
    f"<img/src/onerror={RUN}>",
    f"<img src=/__ran srcset=/__ran onload={RUN}>",
    f"<image href=x onerror={RUN}>",
    f"<video><source onerror={RUN}>",
    f"<audio src onerror={RUN}>",
    f"<video poster=/__ran onloadstart={RUN}>",
    f"<body onpageshow={RUN}>",
    f"<body/onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<p tabindex=1 autofocus onfocus={RUN}>",
    f"<a onmouseover={RUN}>x</a>",
    f"<a href=javascript:{RUN}>x</a>",
    f"<a href='java&Tab;script:{RUN}'>x</a>",
    f"<a href=data:text/html,<script>{RUN}</script>>x</a>",
    f"<form action=javascript:{RUN}><button>x",
    f"<button formaction=javascript:{RUN}>x",
    "<form><input name=attributes><input name=innerHTML>",
    f"<iframe src=javascript:{RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<iframe onload={RUN}>",
    f"<object data=javascript:{RUN}>",
    f"<object data=data:text/html,<script>parent.{RUN}</script>>",
    f"<embed src=javascript:{RUN}>",
    f"<meta http-equiv=refresh content=0;javascript:{RUN}>",
    "<meta http-equiv=refresh content=0;/__ran>",
    "<base href=//x.example/__ran/>",
    "<link rel=stylesheet href=/__ran>",
    "<link rel=prefetch href=/__ran>",
    "<style>@import'/__ran';</style>",
    "<style>*{background:url(/__ran)}</style>",
    "<p style=background:url(/__ran)>x",
    f"<p style=animation:x onanimationstart={RUN}>",
    "<p hx-get=/__ran hx-trigger=load>",
    "<p data-hx-get=/__ran data-hx-trigger=load>",
    f"<p hx-on::load={RUN}>",
    f"<p hx-on:click={RUN}>x",
    f"<p hx-vals='js:{RUN}' hx-get=/__ran hx-trigger=load>",
    "<ol id=kommentarer hx-swap-oob=true>x",
    f"<template><script>{RUN}</script></template>",
    f"<noscript><p title='</noscript><img src onerror={RUN}>'>",
    f"<marquee onstart={RUN}>",
    f"<xss oncontentvisibilityautostatechange={RUN} style=content-visibility:auto>",
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN})",
    f"[x](java&#115;cript:{RUN})",
    f"[x](<java\tscript:{RUN}>)",
    f"[x](%6Aavascript:{RUN})",
    f"[x](data:text/html,<script>{RUN}</script>)",
    f"[x](vbscript:{RUN})",
    f'[x](https://a.dk "\\"onclick={RUN}")',
    f'[x](https://a.dk"onclick={RUN})',
    f"![x](javascript:{RUN})",
    f'![x"onerror={RUN} "](x)',
    "![x](/__ran)",
    f"<javascript:{RUN}>",
    f"[x]\n\n[x]: javascript:{RUN}",
    f'@p1"onclick={RUN}',
    f"<span data-mention=p1 onclick={RUN}></span>",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}",
    "{% load x %}{{ x|safe }}",
    f"\x0c<script>{RUN}</script>",
    f"\ufeff<script>{RUN}</script>",
    f"<\u200bscript>{RUN}</script>",
    f"＜script＞{RUN}＜/script＞",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
]
# Where it hides: what it must break out of, or what Markdown makes of the place.
PLACES = [
    "{}",
    '">{}',
    "'>{}",
    "</textarea>{}",
    "</title>{}",
    "</script>{}",
    "--><!--{}-->{}",
    "]]>{}",
    "**{}**",
    "`{}",
    "> {}",
    "- {}",
    "# {}",
    "|a|\n|-|\n|{}|",
    "[{}](https://a.dk)",
    '[a](https://a.dk "{}")',
    "```{}\nx\n```",
]
PAYLOADS = [place.replace("{}", vector) for vector, place in itertools.product(VECTORS, PLACES)]
FEW = [PLACES[number % len(PLACES)].replace("{}", vector) for number, vector in enumerate(VECTORS)]
LISTEN = "addEventListener('securitypolicyviolation', event => console.error(`violation: ${event.violatedDirective}`))"
# What would run when somebody presses or passes over it, which only looking at the page does not do.
WAITS = """() => [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]
    .filter(({ name, value }) => /^on|^(data-)?hx-(on|vals)/i.test(name) || /^[^a-z]*(java|vb)script:|^data:text/i.test(value))
    .filter(({ name }) => name !== "value" && name !== "alt" && name !== "title" && name !== "aria-label")
    .map(({ name, value, ownerElement }) => `${ownerElement.tagName} ${name}=${value}`))"""
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class Listener:
    """One person's window that hears whatever runs, is blocked, or is fetched in a payload's name."""

    def __init__(self, window: Visit) -> None:
        self.window, self.page, self.heard = window, window.page, []
        self.page.add_init_script(LISTEN)
        self.page.on("dialog", lambda dialog: (self.heard.append(dialog.message), dialog.dismiss()))
        self.page.on("request", self._request)

    def _request(self, request) -> None:
        is_ours = request.url.startswith(self.window.site) and request.is_navigation_request()
        if not is_ours and ("__ran" in request.url or not request.url.startswith(self.window.site)):
            self.heard.append(f"fetched {request.url[:100]}")

    def look(self, path: str) -> "Listener":
        """Open the page, and keep what is wrong with it."""
        answer = self.page.goto(path)
        if answer.status not in (200, 404):
            self.heard.append(f"answers {answer.status}")
        return self.listen(path)

    def listen(self, path: str) -> "Listener":
        if self.page.evaluate("window.__ran"):
            self.heard.append("ran")
        found = self.heard + self.page.evaluate(WAITS) + self.window.complaints
        self.window.complaints.clear()
        assert not found, f"{path}: {found}"
        return self

    def send(self, path: str, *, attachment: str = "", **fields: str) -> str:
        """Send the form at `path` without looking at it; where it led."""
        requests = self.window.context.request
        page = requests.get(path).text()
        form = page[page.rindex("<form", 0, page.index('name="token"')) :]
        hidden = dict(HIDDEN.findall(form[: form.index("</form>")]))
        file = {"name": attachment, "mimeType": "text/plain", "buffer": b"x"}
        uploads = {"attachments": file} if attachment else {}
        answer = requests.post(path, multipart=hidden | fields | uploads, headers={"Referer": self.window.site})
        assert answer.ok and "data-error-summary" not in answer.text(), (path, answer.status, fields)
        return answer.url


def packed(payloads: list[str], most: int, between: str = " ") -> list[str]:
    """The payloads that fit in a field of `most` characters, as few texts as hold them; on one line unless `between` breaks it."""
    texts: list[str] = []
    for payload in payloads:
        said = payload if "\n" in between else " ".join(payload.split())
        if texts and len(texts[-1]) + len(between) + len(said) <= most:
            texts[-1] += between + said
        elif len(said) <= most:
            texts.append(said)
    return texts


def test_there_are_many_and_all_different():
    assert len(set(PAYLOADS)) == len(PAYLOADS) > 1_000
    assert {vector for vector in VECTORS if any(vector in payload for payload in FEW)} == set(VECTORS)


@pytest.mark.parametrize(
    "markup", [f"<img src=x onerror={RUN}>", f"<a href=javascript:{RUN}>x</a>", "<img src=//x.example/x>"]
)
def test_one_that_gets_through_is_heard(visit, markup):
    listener = Listener(visit())
    listener.look("/was")

    def with_it(route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{markup}</main>"))

    listener.page.route("**/was", with_it)
    with pytest.raises(AssertionError, match="/was: "):
        listener.look("/was")
    listener.window.complaints.clear()  # as meant


@pytest.mark.parametrize("payloads", [FEW, pytest.param(PAYLOADS[::3], marks=pytest.mark.prove)], ids=["few", "500"])
def test_no_script_runs_in_any_text(visit, payloads):
    peter, line = Listener(visit("peter")), Listener(visit("line"))
    everything = packed(PAYLOADS, 49_000, "\n\n")  # whatever the fields of one line get
    names = packed(payloads, 56)
    for number, (name, name_en) in enumerate(zip(names[::2], names[1::2], strict=False)):
        line.send("/tilpasning/sekretariat/temaer/", name=f"{number} {name}", name_en=name_en)  # no two are alike
    line.look("/tilpasning/sekretariat/temaer/")
    for text in packed(payloads, 9_000, "\n\n"):
        line.send(
            "/tilpasning/sekretariat/side/pris/", heading=text[:100], text=text, heading_en=text[-100:], text_en=text
        )
        line.look("/tilpasning/?side=offentlig").look("/tilpasning/sekretariat/side/pris/")
    line.look("/tilpasning/sekretariat/side/pris/historik/").look("/tilpasning/sekretariat/")

    threads, ask = [], {"is_question": "1", "audience": "network"}
    for number, title in enumerate(packed(payloads, 155)):
        text = everything[number] if number < len(everything) else title
        threads.append(peter.send("/tilpasning/dialog/ny/", title=title, text=text, **ask))
        if number < len(everything):
            peter.look(threads[-1]).look(f"{threads[-1]}rettelse/")
    entry = re.search(r"/indlaeg/(\d+)/kommentarer/", peter.window.context.request.get(threads[0]).text())
    comments = f"/tilpasning/indlaeg/{entry[1]}/kommentarer/"
    for text in everything:
        line.send(comments, text=text)
    for name in packed(payloads, 140):
        peter.send(comments, text="x", attachment=name.replace('"', "'"))
    said = sorted(set(re.findall(rf"{comments}\d+/rettelse/", line.window.context.request.get(threads[0]).text())))
    line.send(said[0], text=everything[-1])
    line.look(said[0].replace("rettelse", "historik")).look(said[0])
    for page in range(1, len(packed(payloads, 140)) // 50 + 2):
        line.look(f"{threads[0]}?side={page}")
    shown = line.look(f"{threads[0]}?side=1").page.locator("main").inner_text()
    assert shown.count("ran=1") > 1_000 and f"<script>{RUN}</script>" in shown  # they are there, as text
    for thread, summary in zip(threads, packed(payloads, 4_900, "\n\n"), strict=False):
        line.send(f"{thread}lukning/", summary=summary)
        peter.look(thread)
    for words in packed(payloads, 195)[:: 1 if len(payloads) > 500 else 8]:
        peter.send("/tilpasning/medlemmer/mig/", words=words, listed="on")
        line.look("/tilpasning/medlemmer/personer/")
    for q in packed(payloads, 100)[:: 1 if len(payloads) > 500 else 8]:
        peter.look(f"/soeg/?q={quote(q)}&side=1").look(f"/tilpasning/medlemmer/personer/?q={quote(q[:80])}")
    for path in (
        "medlemmer/mig/",
        "dialog/",
        "dialog/?vis=mine",
        "",
        "notifikationer/",
        f"indlaeg/{entry[1]}/historik/",
    ):
        peter.look(f"/tilpasning/{path}")
        line.look(f"/tilpasning/{path}")

    page = peter.page
    peter.look("/tilpasning/dialog/ny/")
    page.get_by_label("Overskrift").fill(FEW[0])
    page.get_by_label("Tekst", exact=True).fill(everything[0])
    page.get_by_role("button", name="Vis, hvordan det bliver").click()
    page.locator("[data-preview] .prose").wait_for()
    peter.listen("the preview")
    page.get_by_role("button", name="Gem som kladde").click()
    page.locator("[data-autosave]", has_text="Kladde gemt").wait_for()
    peter.look("/tilpasning/").look("/tilpasning/dialog/ny/")
    page.get_by_label("Overskrift").fill("")
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("[data-error-summary]").wait_for()
    peter.listen("the refused form")
