// Whose decisions these are. Without a name a decision cannot be told from those of others, and a name goes on what is
// there already only where the reviewer says so: a browser, or a file, may hold what somebody else decided.
const AGAIN = "Export again, and hand over the new file in place of the one without names.";

function nameless() {
  return decisions.all().filter((record) => !record.reviewer);
}

function button(label, action) {
  const made = element("button", { type: "button" }, label);
  made.addEventListener("click", action);
  return made;
}

function nameNotice() {
  const count = nameless().length;
  if (count === 0) return null;
  if (settings.reviewer) {
    const found = `${counted(count, "decision")} in this browser ${count === 1 ? "has" : "have"} no name. `;
    return element("span", {}, found, button(count === 1 ? "It is mine" : "They are mine", nameThem));
  }
  const ask = button("Enter your name", () => {
    at("settings").showModal();
    at("reviewer").focus();
  });
  return element("span", {}, "Without your name your decisions cannot be told from others'. ", ask);
}

function nameThem() {
  const found = nameless();
  for (const record of found) decisions.put({ ...record, reviewer: settings.reviewer, is_exported: false });
  const told = `Your name is on ${counted(found.length, "more decision")}.`;
  notice = found.some((record) => record.is_exported) ? `${told} ${AGAIN}` : told;
  showAll(false);
  tell(notice);
}

// What was left out of an imported file since it is by others.
function leftOut(count, names) {
  const rows = `${counted(count, "row")} ${count === 1 ? "is" : "are"} by`;
  const [first, ...more] = names;
  const by = more.length === 0 ? first : `${names.slice(0, 3).join(", ")}${names.length > 3 ? " and others" : ""}`;
  const you = more.length === 0 ? "If that is you, enter this name" : "If you are one of them, enter that name";
  return `${rows} ${by} and ${count === 1 ? "was" : "were"} left out. ${you} in Settings and import again.`;
}
