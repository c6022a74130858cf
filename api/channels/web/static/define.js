import { LeermaatChat } from "./element.js";

// Twice the same script on a page is not an error.
if (!customElements.get("leermaat-chat")) customElements.define("leermaat-chat", LeermaatChat);

// `<script src=".../widget.js" data-auto>` alone is enough: it brings its own element.
if (document.currentScript?.hasAttribute("data-auto")) {
  const place = () => document.body.append(document.createElement("leermaat-chat"));
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);
}
