import { Composer } from "./composer.js";
import { Launcher } from "./launcher.js";
import { Panel } from "./panel.js";
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

/** All that can be seen. `actions` has open(), close(), say(text), press(choice), retry(entry). */
export class View {
  constructor(server, actions) {
    const composer = new Composer(actions.say, (sentence) => this.panel.announce(sentence));
    const askHuman = () => actions.say(strings.human_text);
    this.launcher = new Launcher(actions.open);
    this.thread = new ThreadView(server, actions);
    this.panel = new Panel(this.thread, composer, { close: actions.close, askHuman });
  }
}
