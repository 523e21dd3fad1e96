/* The server renders the chosen theme from the cookie; here the switch answers at once, without a reload. */
const order = ["system", "light", "dark"];

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-switch]")) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const chosen = button.value;
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  document.cookie = `theme=${chosen}; path=/; max-age=31536000; samesite=lax`;
  const next = order[(order.indexOf(chosen) + 1) % order.length];
  button.value = next;
  button.setAttribute("aria-label", `Theme: ${chosen}. Switch to ${next}`);
  button.title = button.getAttribute("aria-label");
  const use = button.querySelector("use");
  const glyph = { system: "system", light: "sun", dark: "moon" }[chosen];
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${glyph}`));
  document.dispatchEvent(new CustomEvent("theme"));
});
