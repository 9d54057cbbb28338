const page = JSON.parse(document.getElementById("page").textContent);
const items = page.items;
const byVideo = new Map(items.map((item) => [item.video_id, item]));
const byClaim = new Map(items.filter((item) => item.claim_id !== null).map((item) => [item.claim_id, item]));
const decisions = openDecisions(page.release_id);
const settings = readSettings({ reviewer: "", theme: "auto", hides_text: page.hides_text, has_keys: true });
const NAMES = { claim: "Claim", opinion: "Opinion", unsure: "Unsure", skip: "Skip" };
const LISTED = 100;

let shown = items;
let current = items[0] || null;
let isRevealed = false;
let matched = { all: null, records: null };
// The entries of the list, by their items.
let entries = new Map();
// What the reviewer has just been told, beside what always holds.
let notice = null;

const at = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");
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
  return `${page.noun === "claim" ? "Claim" : "Text"} ${number(items.indexOf(item) + 1)} of ${number(items.length)}`;
}

// The text with the words that speak most for the model's answer marked.
function marked(item) {
  const words = (item.marked_words || []).filter((word) => word);
  if (words.length === 0) return [textOf(item)];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = textOf(item).split(new RegExp(`(${escaped.join("|")})`, "giu"));
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
  const count = (value) => (value === null ? "not known yet" : number(value));
  const parts = [
    element("h2", { id: "item-heading" }, position(current)),
    element("p", { class: "ids" }, "Video ", element("bdi", {}, current.video_id)),
  ];
  if (record) {
    const by = record.reviewer ? ` by ${record.reviewer}` : "";
    const when = new Date(record.reviewed_at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
    parts.push(element("p", { class: `decided ${record.decision}` }, `Decided: ${NAMES[record.decision]}${by}, ${when}`));
  }
  if (isHidden()) {
    const ask = element("button", { type: "button", id: "reveal", "aria-keyshortcuts": "t" }, "Show the text");
    ask.addEventListener("click", toggleText);
    parts.push(element("p", { class: "text" }, ask));
  } else {
    parts.push(element("p", { class: "text", dir: "auto", id: "text" }, ...(isOpen ? marked(current) : [textOf(current)])));
    if (current.is_cut) parts.push(element("p", { class: "remark" }, "The text is cut here; the released file holds the rest."));
  }
  const facts = [fact("Videos", number(current.video_count)), fact("Wordings", number(current.wording_count))];
  facts.push(fact("Views", count(current.view_count)));
  facts.push(fact("Shares", count(current.share_count)), fact("User reports", number(current.report_count)));
  const statuses = current.authors.map(([status, videos]) => `${number(videos)} ${status}`).join(", ");
  facts.push(fact("Authors", statuses || "no special status"));
  parts.push(element("dl", { class: "facts" }, ...facts));
  if (current.other_texts.length > 0 && !isHidden()) parts.push(showOtherTexts());
  if (isOpen) parts.push(...showKnown());
  article.replaceChildren(...parts);
}

function showOtherTexts() {
  const left = current.other_text_count - current.other_texts.length;
  const lines = current.other_texts.map(([text, videos]) =>
    element("li", {}, element("span", { dir: "auto" }, text), element("span", { class: "remark" }, counted(videos, "video"))),
  );
  const more = left > 0 ? element("p", { class: "remark" }, `and ${counted(left, "more transcript")}`) : null;
  const heading = counted(current.other_text_count, "other transcript");
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
  // A part of a long list, around the current entry.
  const start = Math.max(0, Math.floor(shown.indexOf(current) / LISTED) * LISTED);
  entries = new Map(shown.slice(start, start + LISTED).map((item) => [item, entryOf(item)]));
  const lines = [...entries.values()].map((entry) => element("li", {}, entry));
  if (start > 0) lines.unshift(element("li", { class: "remark" }, `${number(start)} before these`));
  const after = shown.length - start - LISTED;
  if (after > 0) lines.push(element("li", { class: "remark" }, `${number(after)} after these`));
  at("entries").replaceChildren(...lines);
  markEntries();
}

function entryOf(item) {
  const text = settings.hides_text ? counted(item.video_count, "video") : textOf(item);
  return element(
    "button",
    { type: "button", "data-video": item.video_id },
    element("span", { class: "rank" }, number(items.indexOf(item) + 1)),
    element("span", { class: "snippet", dir: "auto" }, text.slice(0, 160)),
  );
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
  const chosen = entries.get(current);
  const list = at("entries");
  // Within the list alone: the page itself stays where it is.
  if (chosen) list.scrollTop = chosen.offsetTop - list.offsetTop - list.clientHeight / 3;
}

function updateList() {
  const isStable = at("state").value === "all" && (entries.has(current) || !shown.includes(current));
  if (isStable) markEntries();
  else showList();
}

// A decision settles videos where it says claim or opinion: those that say the same, in the same way.
function settled() {
  const records = decided();
  const settles = (item) => item[`settled_by_${records.get(item)?.decision}`];
  const done = items.filter(settles);
  const sum = (some, value) => some.reduce((total, item) => total + value(item), 0);
  const told = [`${number(done.length)} of ${counted(items.length, page.noun)}`];
  [["video", (item) => item.video_count], ["view", (item) => item.view_count || 0]].forEach(([noun, value], index) => {
    const total = sum(items, value);
    if (total > 0) told.push(`${number(sum(done, (item) => settles(item)[index]))} of ${counted(total, noun)}`);
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
}
