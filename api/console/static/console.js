import { soundAlarm } from "./alarm.js";
import { alertCoach } from "./alerts.js";
import { findAnswers } from "./answers.js";
import { forgetDrafts, keepDrafts, restoreDraft } from "./drafts.js";
import { Line } from "./line.js";
import { applyUpdates, shown } from "./regions.js";
import { sendReplies } from "./reply.js";
import { keepEndInSight } from "./scroll.js";
import { keepTime } from "./time.js";

keepDrafts();
sendReplies();
findAnswers();
alertCoach();
keepTime();
soundAlarm();
document.getElementById("sign-out").addEventListener("submit", forgetDrafts);
// From here on the keys do what the page says they do.
document.documentElement.classList.add("scripted");
keepEndInSight();

new Line(shown, (updates) => {
  applyUpdates(updates);
  restoreDraft();
}).connect();
