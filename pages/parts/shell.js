(() => {
  // Streamlit looks for its server below a page's own address first, and is answered 404: say where it is.
  const [, root, page] = location.pathname.match(/^(.*\/)([^/]+)\/?$/) || [];
  if ([/* pages */].includes(page)) window.__streamlit = { BACKEND_BASE_URL: location.origin + root };
  // Exchanges exact texts of Streamlit's own for the page's language, and keeps what stood there to go back to it.
  const words = {/* words */};
  const attributes = ["placeholder", "aria-label", "title", "alt"];
  const known = new WeakMap();
  const language = () =>
    getComputedStyle(document.documentElement).getPropertyValue("--fenqun-language").trim().replace(/"/g, "") ||
    document.documentElement.lang;
  // "Help for {name}" is a pattern: the name stays as it stands, its frame is exchanged.
  const patterns = {};
  for (const [tag, table] of Object.entries(words)) {
    patterns[tag] = Object.entries(table).filter(([text]) => text.includes("{name}")).map(([text, own]) => [
      new RegExp("^" + text.replace(/[.*+?^$()|[\\]]/g, "\\$&").replace("{name}", "(.+)") + "$"), own,
    ]);
  }
  const inWords = (text) => {
    const table = words[language()] || {};
    if (text in table) return table[text];
    for (const [pattern, own] of patterns[language()] || []) {
      const found = text.match(pattern);
      if (found) return own.replace("{name}", () => found[1]);
    }
    return text;
  };
  const exchanged = (owner, slot, text) => {
    const slots = known.get(owner) || {};
    const held = slots[slot];
    const original = held && held.written === text ? held.original : text;
    const bare = original.trim();
    const written = bare ? original.replace(bare, () => inWords(bare)) : original;
    if (written !== text) {
      slots[slot] = { original, written };
      known.set(owner, slots);
    }
    return written;
  };
  const visit = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        const written = exchanged(node, "text", node.nodeValue);
        if (written !== node.nodeValue) node.nodeValue = written;
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        for (const name of attributes) {
          const text = node.getAttribute(name);
          if (text === null) continue;
          const written = exchanged(node, name, text);
          if (written !== text) node.setAttribute(name, written);
        }
      }
    }
  };
  let shown = "";
  let waiting = new Set();
  const work = () => {
    const roots = waiting;
    waiting = new Set();
    const now = language();
    if (now !== shown) {
      shown = now;
      document.documentElement.lang = now;
      visit(document.body);
    } else {
      roots.forEach((root) => root.isConnected && visit(root));
    }
  };
  const watch = () => {
    new MutationObserver((changes) => {
      if (!waiting.size) requestAnimationFrame(work);
      for (const change of changes) {
        waiting.add(change.target);
        change.addedNodes.forEach((node) => waiting.add(node));
      }
    }).observe(document.documentElement, {
      childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: attributes,
    });
    work();
  };
  // The address is the state of the page, so a link is copied from where it stands; only the language is the reader's.
  const link = () => {
    const address = new URL(location.href);
    address.searchParams.delete("lang");
    return address.href;
  };
  const copied = (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy"); // without https a browser offers nothing else
    field.remove();
  };
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".st-key-copy_link")) copied(link());
  }, true);
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", watch) : watch();
})();
