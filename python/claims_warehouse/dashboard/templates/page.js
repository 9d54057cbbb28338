"use strict";

const specs = JSON.parse(document.getElementById("specs").textContent);
const signals = { highlight: null, segment: null, capacity: null };
const views = new Map();

function has(spec, signal) {
  return (spec.params || []).some((parameter) => parameter.name === signal);
}

// A chart takes its width from its container, so that it is drawn when it is first seen.
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
  for (const [signal, value] of Object.entries(signals)) {
    if (value !== null && has(specs[name], signal)) result.view.signal(signal, value);
  }
  await result.view.runAsync();
  // The container has the text alternative; the marks would be read out one by one.
  container.querySelector("svg").setAttribute("aria-hidden", "true");
  result.view.addEventListener("click", (event, item) => choose(item && item.datum));
}

async function drawVisible() {
  const shown = [...document.querySelectorAll("[data-chart]")].filter((container) => !container.closest("[hidden]"));
  await Promise.all(shown.map(draw));
  document.body.dataset.charts = "drawn";
}

function set(signal, value) {
  signals[signal] = value;
  for (const [name, view] of views) {
    if (view && has(specs[name], signal)) view.signal(signal, value).runAsync();
  }
}

function highlight(value) {
  set("highlight", value);
  for (const button of document.querySelectorAll("[data-highlight]")) {
    button.setAttribute("aria-pressed", String(button.dataset.highlight === value));
  }
}

// A mark that stands for a segment of authors chooses it for the distributions.
function choose(datum) {
  const list = document.getElementById("segment");
  if (!datum || !list || ![...list.options].some((option) => option.value === datum.segment)) return;
  list.value = datum.segment;
  set("segment", list.value);
}

for (const button of document.querySelectorAll("[data-highlight]")) {
  const value = button.dataset.highlight;
  button.addEventListener("click", () => highlight(signals.highlight === value ? null : value));
}

for (const list of document.querySelectorAll("select[data-signal]")) {
  list.addEventListener("change", () => set(list.dataset.signal, list.value));
}

for (const list of document.querySelectorAll("select[data-choice]")) {
  const show = () => {
    for (const panel of document.querySelectorAll(`[data-choice-of="${list.dataset.choice}"]`)) {
      panel.hidden = panel.dataset.option !== list.value;
    }
    return drawVisible();
  };
  list.addEventListener("change", show);
  // A browser that restores a form after a reload fires no event.
  show();
}

for (const slider of document.querySelectorAll("input[data-sentences]")) {
  const shares = JSON.parse(slider.dataset.shares);
  const sentences = JSON.parse(slider.dataset.sentences);
  const sentence = document.getElementById(`${slider.id}-sentence`);
  const tell = () => {
    sentence.textContent = sentences[slider.value];
    slider.setAttribute("aria-valuetext", `${Math.round(100 * shares[slider.value])} per cent`);
    set("capacity", shares[slider.value]);
  };
  slider.addEventListener("input", tell);
  tell();
}

drawVisible();
