// A reply's Markdown as elements. Whatever a model or a document says, only harmless markup is left.

import { marked } from "./vendor/marked.esm.js";
import DOMPurify from "./vendor/purify.es.mjs";

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

// Markup in a reply is what it talks about, not how it looks: shown as it is written.
marked.use({ gfm: true, breaks: true, renderer: { html: ({ text }) => escaped(text) } });

const CLEAN = {
  ALLOWED_TAGS: [
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
  ],
  ALLOWED_ATTR: ["href", "start"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_TRUSTED_TYPE: true,
};

DOMPurify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName === "A") {
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer nofollow");
  }
});

/** Puts the text into the element, as markup. */
export function render(place, text) {
  place.innerHTML = DOMPurify.sanitize(marked.parse(text), CLEAN);
  // A long line of code scrolls; who uses the keyboard has to be able to reach it.
  for (const wide of place.querySelectorAll("pre, table")) wide.tabIndex = 0;
  // Headings of a reply are below those of the page.
  for (const heading of place.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Math.min(6, Number(heading.tagName[1]) + 2);
    const lower = document.createElement("h" + level);
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}
