(() => {
  // A chart leaves as a picture: all of its card's drawings side by side, its title above, its definition below.
  const NS = "http://www.w3.org/2000/svg", EDGE = 16, LINE = 18, SCALE = 2;
  const measure = document.createElement("canvas").getContext("2d");
  const lines = (text, font, width) => {
    measure.font = font;
    const found = [];
    let line = "";
    // Between words of letters only; Chinese breaks anywhere.
    for (const piece of text.match(/[\x21-\u024f]+\s*|\s+|[^]/gu) || []) {
      if (line && measure.measureText(line + piece).width > width) {
        found.push(line.trimEnd());
        line = "";
      }
      line += piece;
    }
    return line ? [...found, line] : found;
  };
  const written = (picture, texts, style, y) => {
    for (const text of texts) {
      const node = document.createElementNS(NS, "text");
      for (const [name, value] of Object.entries({ x: EDGE, y: (y += LINE) - 5, ...style })) node.setAttribute(name, value);
      node.textContent = text;
      picture.append(node);
    }
    return y;
  };
  const pictured = (card, foot) => {
    const drawings = [...card.querySelectorAll("svg.marks")];
    const app = getComputedStyle(document.querySelector("[data-testid=stApp]"));
    const family = app.fontFamily.replace(/"/g, "'");
    const size = (drawing) => [Number(drawing.getAttribute("width")), Number(drawing.getAttribute("height"))];
    const width = Math.max(480, drawings.reduce((sum, drawing) => sum + size(drawing)[0], 0)) + 2 * EDGE;
    const picture = document.createElementNS(NS, "svg");
    picture.setAttribute("xmlns", NS);
    const ground = picture.appendChild(document.createElementNS(NS, "rect"));
    const title = card.querySelector("[data-testid=stMarkdownContainer] strong")?.textContent || "";
    const room = width - 2 * EDGE;
    let y = written(picture, lines(title, `bold 15px ${family}`, room), {
      "font-family": family, "font-size": 15, "font-weight": "bold", fill: app.color,
    }, EDGE) + EDGE / 2;
    let x = EDGE;
    for (const drawing of drawings) {
      const copy = drawing.cloneNode(true);
      copy.setAttribute("x", x);
      copy.setAttribute("y", y);
      picture.append(copy);
      x += size(drawing)[0];
    }
    y += Math.max(...drawings.map((drawing) => size(drawing)[1])) + EDGE / 2;
    y = written(picture, foot.split("\n").flatMap((part) => lines(part, `12px ${family}`, room)), {
      "font-family": family, "font-size": 12, fill: app.color, "fill-opacity": 0.75,
    }, y) + EDGE;
    for (const node of [picture, ground]) {
      node.setAttribute("width", width);
      node.setAttribute("height", y);
    }
    ground.setAttribute("fill", app.backgroundColor);
    return new XMLSerializer().serializeToString(picture);
  };
  const save = (body, name) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(body), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const saveAsPng = (text, name) => {
    const image = new Image();
    image.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), {
        width: image.width * SCALE, height: image.height * SCALE,
      });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((body) => save(body, name), "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  };
  const take = (card, { name, kind, foot }, tries) => {
    if (!card.querySelector("svg.marks")) {  // away for a moment while it is drawn anew
      if (tries) setTimeout(() => take(card, { name, kind, foot }, tries - 1), 100);
      return;
    }
    const text = pictured(card, foot || "");
    if (kind === "png") saveAsPng(text, `${name}.${kind}`);
    else save(new Blob([text], { type: "image/svg+xml" }), `${name}.${kind}`);
  };
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button.picture");
    const card = button && button.closest("[class*='st-key-chart_']");
    if (card) take(card, { ...button.dataset }, 100);
  });
})();
