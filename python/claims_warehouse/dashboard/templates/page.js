"use strict";

const specs = JSON.parse(document.getElementById("specs").textContent);
const views = new Map();

// A chart takes its width from its container; what is not chosen keeps its width out of sight.
async function draw(container) {
  const name = container.dataset.chart;
  if (views.has(name)) return;
  views.set(name, null);
  const result = await vegaEmbed(container, specs[name], {
    mode: "vega-lite",
    renderer: "svg",
    actions: false,
    ast: true,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });
  views.set(name, result.view);
  // The container has the text alternative; the marks would be read out one by one.
  const svg = container.querySelector("svg");
  svg.setAttribute("aria-hidden", "true");
  container.style.containIntrinsicBlockSize = `${svg.getAttribute("height")}px`;
}

const pause = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

// One chart after the other, those in sight first, so that the page answers in between.
async function drawAll() {
  const charts = [...document.querySelectorAll("[data-chart]")];
  const isAway = (chart) => Boolean(chart.closest("[data-is-away]"));
  for (const away of [false, true]) {
    for (const chart of charts.filter((each) => isAway(each) === away)) {
      await draw(chart);
      await pause();
    }
  }
  document.body.dataset.charts = "drawn";
}

// The style sheet fades the marks of the other class.
function highlight(value) {
  if (value === null) delete document.body.dataset.highlighted;
  else document.body.dataset.highlighted = value;
  for (const button of document.querySelectorAll("[data-highlight]")) {
    button.setAttribute("aria-pressed", String(button.dataset.highlight === value));
  }
}

for (const button of document.querySelectorAll("[data-highlight]")) {
  const value = button.dataset.highlight;
  button.addEventListener("click", () => highlight(document.body.dataset.highlighted === value ? null : value));
}

for (const list of document.querySelectorAll("select[data-choice]")) {
  const show = () => {
    for (const panel of document.querySelectorAll(`[data-choice-of="${list.dataset.choice}"]`)) {
      panel.toggleAttribute("data-is-away", panel.dataset.option !== list.value);
    }
  };
  list.addEventListener("change", show);
  // A browser that restores a form after a reload fires no event.
  show();
}

const collator = new Intl.Collator("en", { numeric: true });

// A few rows move at a time, so that the page answers in between.
async function sortBy(table, column, isDescending) {
  const key = (row) => {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
  };
  const compare = (a, b) => {
    const [x, y] = [key(a), key(b)];
    if (typeof x === typeof y) return typeof x === "number" ? x - y : collator.compare(x, y);
    // What is missing comes last.
    return typeof x === "number" ? (isDescending ? 1 : -1) : isDescending ? -1 : 1;
  };
  const body = table.tBodies[0];
  const sorted = [...body.rows].sort(compare);
  if (isDescending) sorted.reverse();
  for (let first = 0; first < sorted.length; first += 5) {
    body.append(...sorted.slice(first, first + 5));
    await pause();
  }
  for (const [number, heading] of [...table.tHead.rows[0].cells].entries()) {
    if (number === column) heading.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
    else heading.removeAttribute("aria-sort");
  }
}

function asCsv(table) {
  const rows = [table.tHead.rows[0], ...[...table.tBodies[0].rows].filter((row) => !row.hidden)];
  const field = (cell) => {
    const text = cell.dataset.value === undefined ? cell.textContent : cell.dataset.value;
    // A spreadsheet would run a text that begins so as a formula.
    const safe = cell.dataset.value === undefined && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  return rows.map((row) => [...row.cells].map(field).join(",")).join("\r\n") + "\r\n";
}

function download(table) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\uFEFF", asCsv(table)], { type: "text/csv" }));
  link.download = `${table.dataset.name}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function equip(table) {
  const region = table.parentElement;
  const title = region.getAttribute("aria-label");
  for (const [number, heading] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sortBy(table, number, heading.ariaSort === "ascending"));
    heading.append(button);
  }
  const tools = document.createElement("p");
  tools.className = "control of-table";
  const filter = document.createElement("input");
  filter.type = "search";
  filter.placeholder = "Filter rows";
  filter.setAttribute("aria-label", `Filter rows: ${title}`);
  filter.addEventListener("input", () => {
    const wanted = filter.value.toLowerCase();
    for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  const save = document.createElement("button");
  save.type = "button";
  save.textContent = "Download";
  save.setAttribute("aria-label", `Download as CSV: ${title}`);
  save.addEventListener("click", () => download(table));
  tools.append(filter, save);
  region.before(tools);
}

// A handful of rows is read at a glance.
for (const table of document.querySelectorAll("table")) if (table.tBodies[0].rows.length > 10) equip(table);

// A table that is wider than its place says so.
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) target.toggleAttribute("data-scrolls", target.scrollWidth > target.clientWidth);
});
for (const region of document.querySelectorAll(".scrolled")) widths.observe(region);

// A chart measures its place when the window changes, so that none may be skipped then.
let settled;
addEventListener("resize", () => {
  if (document.body.dataset.charts === undefined) return;
  document.body.dataset.charts = "resized";
  clearTimeout(settled);
  settled = setTimeout(() => {
    document.body.dataset.charts = "drawn";
  }, 300);
});

drawAll();
