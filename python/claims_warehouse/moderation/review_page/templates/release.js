// Which release readers see now: a script beside the released file says so, and the next release puts another in its place.
let newest;
// What this browser keeps of other releases, as it was when the page was opened.
const ofOthers = decisions.ofOtherReleases();

function releaseScript() {
  // The folder of a kept release holds the script of that release; the one of all stands two folders above.
  const isKept = location.pathname.includes(`/releases/${page.release_id}/`);
  return new URL((isKept ? "../../" : "") + page.release_script, location.href).href;
}

function lookForReleases() {
  const script = element("script", { src: releaseScript() });
  const end = (found) => () => {
    newest = found();
    script.remove();
    showNotices();
  };
  script.addEventListener("load", end(() => globalThis.currentRelease ?? null));
  script.addEventListener("error", end(() => null));
  document.head.append(script);
}

function age() {
  const days = Math.floor((Date.now() - Date.parse(page.released_at)) / 86_400_000);
  return days < 1 ? "made within the last day" : `made ${counted(days, "day")} ago`;
}

function releaseNotice() {
  if (newest === undefined || newest?.release_id === page.release_id) return null;
  if (newest === null) return `This page cannot see whether there is a newer release than ${page.release_id}, ${age()}.`;
  const link = element("a", { href: new URL(newest.page, releaseScript()).href }, `Open the page of ${newest.release_id}`);
  const what =
    newest.release_id > page.release_id
      ? `This page is of an older release, ${page.release_id}. `
      : `The release of this page, ${page.release_id}, was taken back. `;
  return element("span", {}, what, link, " and import your exported decisions there.");
}

function otherReleasesNotice() {
  const known = new Set(decisions.all().map((record) => record.video_id));
  const others = ofOthers.filter((record) => !known.has(record.video_id) && itemOf(record));
  if (others.length === 0) return null;
  const found = counted(others.length, "decision");
  const take = button("Import them", () => takeOver(others));
  return element("span", {}, `This browser keeps ${found} of other releases on what this page shows. `, take);
}

function showNotices() {
  const notices = [notice, nameNotice(), releaseNotice(), otherReleasesNotice()].filter((told) => told !== null);
  if (!decisions.isKept()) notices.unshift("This browser keeps nothing for this page: export before you close it.");
  at("notices").replaceChildren(...notices.map((told) => element("p", { class: "notice" }, told)));
  at("release").textContent = page.release_id ? `Release ${page.release_id}, ${age()}.` : "";
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) lookForReleases();
});

applySettings();
const asked = byVideo.get(location.hash.slice(1));
current = asked || items.find((item) => !decided().has(item)) || items[0] || null;
showAll();
lookForReleases();
document.body.dataset.page = "ready";
