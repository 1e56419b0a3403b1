// After a refused form, focus goes to the summary of its errors, so that it is read out and the keyboard is there.
document.querySelector("[data-error-summary]")?.focus();
