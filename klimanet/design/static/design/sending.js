// What htmx sends: a refusal is told beside the text that stays, and nothing is kept as a draft once it is sent.
const SIGNED_OUT = 401;
const EXPIRED = 403;

function tell(form, reason) {
  const notice = form?.querySelector("[data-not-sent]");
  if (!notice) return;
  notice.querySelector("strong").textContent = reason;
  notice.hidden = false;
}

/** What the page that came instead is called: "That is too large". */
function heading(html) {
  const title = new DOMParser().parseFromString(html, "text/html").querySelector("h1")?.textContent.trim();
  return title ? `${title}.` : "";
}

/** What is typed while it is being sent would be gone with the form. */
const hold = (form, held) => form.querySelectorAll("textarea").forEach((text) => (text.readOnly = held));

function failed({ detail }) {
  if (detail.elt.matches("[data-autosave]")) return;
  const form = detail.elt.closest("form");
  if (form) {
    delete form.dataset.sent;
    hold(form, false);
  }
  tell(form, heading(detail.xhr?.responseText ?? ""));
}

document.addEventListener("submit", ({ target }) => (target.dataset.sent = "yes"));
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  const form = elt.closest("form");
  if (elt === form) hold(form, true);
  if (elt.matches("[data-autosave]") && form?.dataset.sent) event.preventDefault();
  else form?.querySelector("[data-not-sent]")?.setAttribute("hidden", "");
});
// Whoever was signed out sees the page that has kept the text, as without scripts.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status !== SIGNED_OUT || !detail.requestConfig.elt.matches("form")) return;
  Object.assign(detail, { shouldSwap: true, target: document.querySelector("main"), selectOverride: "main > *", swapOverride: "innerHTML" });
});
// Whoever has signed in elsewhere since sends it as without scripts: the page that comes keeps the text, and says as whom.
document.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => {
  if (xhr.status === EXPIRED && elt.matches("form") && xhr.responseText.includes("data-resend")) elt.submit();
});
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
