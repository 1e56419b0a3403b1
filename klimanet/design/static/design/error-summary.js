// After a refused form, focus goes to the summary of its errors, so that it is read out and the keyboard is there.
const focusSummary = () => document.querySelector("[data-error-summary]")?.focus();

focusSummary();
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.querySelector("[data-error-summary]")) focusSummary();
});
