// Buttons that put Markdown's marks around what is chosen in a text. Without scripts one writes the marks oneself.
const MARKS = [
  ["bold", "**", "**"],
  ["italic", "*", "*"],
  ["link", "[", "](https://)"],
  ["list", "\n- ", ""],
  ["quote", "\n> ", ""],
];

function surround(text, before, after) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const start = before.startsWith("\n") && (from === 0 || value[from - 1] === "\n") ? before.slice(1) : before;
  text.setRangeText(start + value.slice(from, to) + after, from, to, "end");
  text.selectionStart = from + start.length;
  text.selectionEnd = to + start.length;
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function equip(form) {
  const text = form.querySelector("textarea[name=text]");
  if (!text || form.dataset.equipped) return;
  form.dataset.equipped = "yes";
  const tools = document.createElement("div");
  tools.className = "cluster";
  tools.setAttribute("role", "toolbar");
  tools.setAttribute("aria-label", form.dataset.editor);
  for (const [name, before, after] of MARKS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ds-button";
    button.dataset.variant = "tertiary";
    button.dataset.size = "sm";
    button.textContent = form.dataset[name];
    button.addEventListener("click", () => surround(text, before, after));
    tools.append(button);
  }
  text.before(tools);
}

const equipAll = () => document.querySelectorAll("form[data-editor]").forEach(equip);
equipAll();
document.addEventListener("htmx:afterSettle", equipAll);
