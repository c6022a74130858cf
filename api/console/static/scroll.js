const NEAR_END_PX = 120;

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) if (target.stays) toEnd(target);
});

/** Whoever reads the end of the thread goes on doing so, also when the form below it grows. */
export function keepEndInSight() {
  const log = document.querySelector(".log");
  if (!log) return;
  toEnd(log);
  log.addEventListener("scroll", () => (log.stays = isAtEnd(log)), { passive: true });
  sizes.observe(log);
}

export function isAtEnd(log) {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
}

export function toEnd(log) {
  log.scrollTop = log.scrollHeight;
  log.stays = true;
}
