// What makes pages quicker; each of them works without.
"use strict";

// A rejected form answers 4xx with the page that says why: show it instead of nothing.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
});

// "Take my position": fills the two fields the button names.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locate]");
  if (!button || !navigator.geolocation) return;
  const said = document.getElementById(button.dataset.said);
  said.textContent = button.dataset.wait;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      document.getElementById(button.dataset.lat).value = coords.latitude.toFixed(6);
      document.getElementById(button.dataset.lon).value = coords.longitude.toFixed(6);
      said.textContent = button.dataset.done.replace("%s", Math.round(coords.accuracy));
    },
    () => { said.textContent = button.dataset.failed; },
    { enableHighAccuracy: true, timeout: 20000 },
  );
});
for (const button of document.querySelectorAll("[data-locate]")) button.hidden = !navigator.geolocation;

// "Copy": the field that the button names. Without a secure address browsers offer the old way only.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const said = document.getElementById(button.dataset.said);
  field.select();
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else if (!document.execCommand("copy")) throw new Error();
    said.textContent = button.dataset.done;
  } catch { said.textContent = button.dataset.failed; }
});
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;

// "Select all rows of this page".
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-selects]");
  if (!all) return;
  for (const box of document.querySelectorAll(`input[name="${all.dataset.selects}"]`)) box.checked = all.checked;
});

// Open menus close on Escape and on a click elsewhere.
const menus = "details.me[open], details.menu[open], details.others[open]";
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(menus)) { menu.open = false; menu.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(menus)) if (!menu.contains(event.target)) menu.open = false;
});

// What is wider than the screen says so; a row of periods begins at its latest.
for (const wide of document.querySelectorAll("[data-scroll], [data-scroll-end]")) {
  const fit = () => {
    wide.nextElementSibling.hidden = wide.scrollWidth <= wide.clientWidth;
    if ("scrollEnd" in wide.dataset) wide.scrollLeft = wide.scrollWidth;
  };
  addEventListener("resize", fit);
  fit();
}
