const MARK = "URGENT · ";

/** Let an alarm be seen in the title of the tab; "leermaat-alarm" tells who can make sound. */
export function soundAlarm() {
  let known = new Set();
  const look = () => {
    const rows = [...document.querySelectorAll("#alarm [data-key]")].map((row) => row.dataset.key);
    const bare = document.title.replaceAll(MARK, "");
    const wanted = rows.length ? bare.replace(/^(\(\d+\) )?/, `$&${MARK}`) : bare;
    if (document.title !== wanted) document.title = wanted;
    if (rows.some((key) => !known.has(key))) dispatchEvent(new CustomEvent("leermaat-alarm"));
    known = new Set(rows);
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true });
  new MutationObserver(look).observe(document.querySelector("title"), { childList: true });
}
