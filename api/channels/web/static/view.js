import { Composer } from "./composer.js";
import { Panel } from "./panel.js";
import { TelegramView } from "./telegram_view.js";
import { ThreadView } from "./thread_view.js";
import { strings } from "./strings.js";
import { stylesheet } from "./stylesheet.js";

// A constructed style sheet needs no 'unsafe-inline' in the policy of the page around us.
let sheet = null;

/** Style this shadow root; the sheet is parsed once per page. */
export function dress(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(stylesheet);
  }
  root.adoptedStyleSheets = [sheet];
}

/** Everything behind the launcher. `actions` has close(), say(text), press(choice), retry(entry), wish(name). */
export function buildView(server, launcher, actions) {
  const warn = (sentence) => panel.announce(sentence);
  const askHuman = () => {
    actions.say(strings.human_text);
    thread.element.focus(); // the button that was pressed goes
  };
  const thread = new ThreadView(server, actions);
  const composer = new Composer(actions.say, warn);
  const telegram = new TelegramView(actions.wish, warn);
  const panel = new Panel(thread, composer, telegram, { ...actions, askHuman });
  return { launcher, thread, panel, telegram };
}
