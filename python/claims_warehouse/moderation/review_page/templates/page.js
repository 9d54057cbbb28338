const page = JSON.parse(document.getElementById("page").textContent);
const items = page.items;
const places = new Map(items.map((item, place) => [item, place]));
const byVideo = new Map(items.map((item) => [item.video_id, item]));
const byClaim = new Map(items.filter((item) => item.claim_id !== null).map((item) => [item.claim_id, item]));
const decisions = openDecisions(page.release_id);
const settings = readSettings({ reviewer: "", theme: "auto", hides_text: page.hides_text, has_keys: true, stays: false });
const NAMES = { claim: "Claim", opinion: "Opinion", unsure: "Unsure", skip: "Skip" };
// The list holds a part of all items at a time, which moves by steps.
const LISTED = 60;
const STEP = 20;
// Where it begins while a reviewer looks through it; else it is around the current item.
let listedFrom = null;
// To make a formatter takes longer than to use it a hundred times.
const NUMBERS = new Intl.NumberFormat("en");
const TIMES = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

let shown = items;
let current = items[0] || null;
// What the reviewer has asked for before deciding, of this item.
let isRevealed = false;
let hasFigures = false;
let matched = { all: null, records: null };
// The entries of the list, by their items.
let entries = new Map();
// What the reviewer has just been told, beside what always holds.
let notice = null;

const at = (id) => document.getElementById(id);
const number = (value) => NUMBERS.format(value);
const counted = (value, one, several = `${one}s`) => `${number(value)} ${value === 1 ? one : several}`;

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  // Texts become text nodes: nothing in them is ever read as markup.
  made.append(...children.filter((child) => child !== null));
  return made;
}

function itemOf(record) {
  return byVideo.get(record.video_id) || (record.claim_id ? byClaim.get(record.claim_id) : undefined);
}

// The decision on each item: where an imported one was made on another video of the claim, the latest.
function decided() {
  const all = decisions.all();
  if (matched.all !== all) matched = { all, records: new Map(all.map((record) => [itemOf(record), record])) };
  return matched.records;
}

function tell(...sentences) {
  at("told").textContent = sentences.join(" ");
}

function textOf(item) {
  return item.text ?? "No transcript";
}

function isHidden() {
  return settings.hides_text && !isRevealed;
}

function position(item) {
  return `${page.noun === "claim" ? "Claim" : "Text"} ${number(places.get(item) + 1)} of ${number(items.length)}`;
}

// A word ends where no letter or number follows; of scripts without spaces each sign is a word.
const SIGN = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Extended_Pictographic}]";
const LETTER = `(?!${SIGN})[\\p{L}\\p{M}\\p{N}_]`;

// The text with the words that speak most for the model's answer marked.
function marked(item) {
  if (item.marked_words.length === 0) return [textOf(item)];
  const escaped = item.marked_words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  const words = escaped.sort((one, other) => other.length - one.length).join("|");
  const word = `(?:(?<!${LETTER})|(?=${SIGN}))(?:${words})(?:(?!${LETTER})|(?<=${SIGN}))`;
  const parts = textOf(item).split(new RegExp(`(${word})`, "giu"));
  return parts.map((part, index) => (index % 2 ? element("mark", {}, part) : part));
}

function fact(label, value) {
  return element("div", {}, element("dt", {}, label), element("dd", {}, value));
}

function showItem() {
  const article = at("item");
  const record = current && decided().get(current);
  for (const button of document.querySelectorAll("[data-decision]")) {
    button.setAttribute("aria-pressed", String(Boolean(record) && record.decision === button.dataset.decision));
    button.disabled = current === null;
  }
  if (current === null) {
    const heading = element("h2", { id: "item-heading" }, "Nothing to review");
    article.replaceChildren(heading, element("p", {}, "This release selects nothing for review."));
    return;
  }
  const isOpen = !page.is_blind || Boolean(record);
  const parts = [
    element("h2", { id: "item-heading" }, position(current)),
    element("p", { class: "ids" }, "Video ", element("bdi", {}, current.video_id)),
  ];
  if (record) {
    const by = record.reviewer ? ` by ${record.reviewer}` : "";
    const when = TIMES.format(new Date(record.reviewed_at));
    parts.push(element("p", { class: `decided ${record.decision}` }, `Decided: ${NAMES[record.decision]}${by}, ${when}`));
  }
  if (isHidden()) {
    const key = element("kbd", { "aria-hidden": "true" }, "T");
    const ask = element("button", { type: "button", id: "reveal", "aria-keyshortcuts": "t" }, "Show the text ", key);
    ask.addEventListener("click", toggleText);
    parts.push(element("p", { class: "text" }, ask));
  } else {
    parts.push(element("p", { class: "text", dir: "auto", id: "text" }, ...(isOpen ? marked(current) : [textOf(current)])));
    if (current.is_cut) parts.push(element("p", { class: "remark" }, "The text is cut here; the released file holds the rest."));
  }
  if (isOpen || hasFigures) parts.push(...showFigures());
  else {
    const key = element("kbd", { "aria-hidden": "true" }, "F");
    const ask = element("button", { type: "button", id: "figures", "aria-keyshortcuts": "f" }, "Figures and wordings ", key);
    ask.addEventListener("click", showFiguresNow);
    parts.push(element("p", {}, ask));
  }
  if (isOpen) parts.push(...showKnown());
  article.replaceChildren(...parts);
}

// What is viewed most is reviewed first: figures tell what the model selects, and wait until they are asked for.
function showFigures() {
  const count = (value) => (value === null ? "not known yet" : number(value));
  const statuses = current.authors.map(([status, videos]) => `${number(videos)} ${status}`).join(", ");
  const facts = [
    fact("Videos", number(current.video_count)),
    fact("Wordings", number(current.wording_count)),
    fact("Views", count(current.view_count)),
    fact("Shares", count(current.share_count)),
    fact("User reports", number(current.report_count)),
    fact("Authors", statuses || "no special status"),
  ];
  const others = current.other_texts.length > 0 && !isHidden() ? [showOtherTexts()] : [];
  return [element("dl", { class: "facts" }, ...facts), ...others];
}

function showOtherTexts() {
  const left = current.other_text_count - current.other_texts.length;
  const lines = current.other_texts.map(([text, videos]) =>
    element("li", {}, element("span", { dir: "auto" }, text), element("span", { class: "remark" }, counted(videos, "video"))),
  );
  const more = left > 0 ? element("p", { class: "remark" }, `and ${counted(left, "more transcript")}`) : null;
  const heading = `Also said in ${counted(current.other_text_count, "other transcript")}`;
  return element("details", {}, element("summary", {}, heading), element("ul", { class: "texts" }, ...lines), more);
}

// What the model and others think of it: shown after the decision.
function showKnown() {
  const known = [];
  if (current.details.length > 0) {
    const facts = current.details.map(([label, sentence]) => fact(label, sentence));
    known.push(element("h3", {}, "Why it is here"), element("dl", { class: "known" }, ...facts));
  }
  for (const [heading, entries] of [
    ["Decided claims that say nearly the same", current.nearest_claims || []],
    ["Fact-checks that may be of this claim", current.fact_checks || []],
  ]) {
    if (entries.length === 0) continue;
    const list = entries.map(([text, remark]) =>
      element("li", {}, element("span", { dir: "auto" }, text), element("span", { class: "remark" }, remark)),
    );
    known.push(element("h3", {}, heading), element("ul", { class: "texts" }, ...list));
  }
  return known;
}

function matches(item, record, words) {
  const state = at("state").value;
  const kind = at("kind").value;
  if (state !== "all" && state !== (record ? record.decision : "undecided")) return false;
  if (kind === "reported" && !item.report_count) return false;
  if (kind === "several" && item.video_count < 2) return false;
  if (["verified", "banned"].includes(kind) && !item[`has_${kind}`]) return false;
  if (words === "") return true;
  const texts = [item.text, item.video_id, item.claim_id, ...item.other_texts.map(([text]) => text)];
  return texts.some((text) => text !== null && text.toLocaleLowerCase().includes(words));
}

function showList() {
  const records = decided();
  const words = at("search").value.trim().toLocaleLowerCase();
  shown = items.filter((item) => matches(item, records.get(item), words));
  const left = page.selected_count - items.length;
  const more = left > 0 ? `; ${counted(left, "selected one")} follow in the next release` : "";
  at("shown").textContent = `${number(shown.length)} of ${counted(items.length, page.noun)}${more}`;
  const start = listStart();
  const part = shown.slice(start, start + LISTED);
  entries = new Map(part.map((item) => [item, entries.get(item) ?? entryOf(item)]));
  const after = shown.length - start - part.length;
  at("before").hidden = start === 0;
  at("before").textContent = `Show ${number(start)} before these`;
  at("after").hidden = after === 0;
  at("after").textContent = `Show ${number(after)} after these`;
  replaceEntries([...entries.values()].map((entry) => entry.parentElement));
  markEntries();
}

function listStart() {
  if (listedFrom !== null) return listedFrom;
  return Math.max(0, Math.floor(shown.indexOf(current) / STEP) - 1) * STEP;
}

function lookThroughList(step) {
  listedFrom = Math.max(0, listStart() + step);
  showList();
  at("entries").scrollTop = 0;
}

// Entries that stay are not touched: a decision that takes one out of the list must not wait for all others.
function replaceEntries(lines) {
  const list = at("entries");
  const staying = new Set(lines);
  for (const line of [...list.children]) if (!staying.has(line)) line.remove();
  lines.forEach((line, index) => {
    if (list.children[index] !== line) list.insertBefore(line, list.children[index] ?? null);
  });
}

function entryOf(item) {
  const text = settings.hides_text ? "Hidden text" : textOf(item);
  const entry = element(
    "button",
    { type: "button", "data-video": item.video_id },
    element("span", { class: "rank" }, number(places.get(item) + 1)),
    element("span", { class: "snippet", dir: "auto" }, text.slice(0, 200)),
  );
  element("li", {}, entry);
  return entry;
}

// Only what has changed since: a decision must not wait for a long list.
function markEntries() {
  const records = decided();
  for (const [item, entry] of entries) {
    const decision = records.get(item)?.decision ?? "";
    if ((entry.dataset.decided ?? "") !== decision) {
      entry.dataset.decided = decision;
      entry.querySelector(".state")?.remove();
      if (decision) entry.append(element("span", { class: `state ${decision}` }, NAMES[decision]));
    }
    if (item === current) entry.setAttribute("aria-current", "true");
    else if (entry.hasAttribute("aria-current")) entry.removeAttribute("aria-current");
  }
}

// Within the list alone. Places are asked for when all is written, or the browser would lay the page out twice.
function scrollToEntry() {
  const chosen = entries.get(current);
  const list = at("entries");
  if (chosen) list.scrollTop = chosen.offsetTop - list.offsetTop - list.clientHeight / 3;
}

function updateList() {
  const [first] = entries.keys();
  if (at("state").value === "all" && first === shown[listStart()]) markEntries();
  else showList();
}

// A decision settles videos where it says claim or opinion: those that say the same, in the same way.
function settled() {
  const records = decided();
  const decisionOn = (item) => records.get(item)?.decision;
  const isInSettled = (item) => item.settled_with_it_by.includes(decisionOn(byVideo.get(item.part_of)));
  const settles = (item) => item[`settled_by_${decisionOn(item)}`];
  const done = items.filter(settles);
  const sum = (some, value) => some.reduce((total, item) => total + value(item), 0);
  const told = [`${number(done.length)} of ${counted(items.length, page.noun)}`];
  // A video counts once, though an audit may be of one that another item holds.
  ["video", "view"].forEach((noun, index) => {
    const total = sum(items, (item) => item.adds[index]);
    const settledOnes = sum(done, (item) => (isInSettled(item) ? 0 : settles(item)[index]));
    if (total > 0) told.push(`${number(settledOnes)} of ${counted(total, noun)}`);
  });
  return { done: done.length, told };
}

function showProgress() {
  const { done, told } = settled();
  at("settled").textContent = `Settled: ${told.join(", ")}`;
  at("settled-bar").max = Math.max(items.length, 1);
  at("settled-bar").value = done;
  const left = decisions.unexported();
  at("export").textContent = left > 0 ? `Export ${number(left)}` : "Export";
  at("export").disabled = decisions.all().length === 0;
  at("undo").disabled = lastDecision() === undefined;
  at("where").textContent = decisions.isKept()
    ? `Decisions are kept in this browser, in the local storage of this page (${KEPT}${page.release_id}). Export hands them over.`
    : "This browser keeps nothing for this page: export before you close it.";
}

function showAll(isListNew = true) {
  showItem();
  if (isListNew) showList();
  else updateList();
  showProgress();
  showNotices();
  scrollToEntry();
}
