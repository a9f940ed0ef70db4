// Paste from Word, Google Docs, and web pages. Headings start new sections, tables become blocks, lists of Word become
// lists, and a note below the field says what was added and left out. Anything simpler is left to the editor.
{
  const { addedSections, addedTables, boldHeadings, tablesAsText, pictures: leftPictures } =
    document.currentScript.dataset;
  const HEADING = "h1,h2,h3,h4,h5,h6,[role=heading],.MsoTitle";
  const BLOCK = `${HEADING},p,div,ul,ol,li,table,blockquote`;
  const OWN = /data-draftjs-conductor-fragment|data-editor=/; // copied from this editor

  const escape = (text) => new Option(text.replace(/\s+/g, " ")).innerHTML;
  const words = (node) => node.textContent.replace(/\s+/g, " ").trim();

  // Styles are read as text, from attributes of another name: the policy of the admin forbids to apply them.
  const parse = (html) => {
    const plain = html
      .replace(/<style[^>]*>[^]*?<\/style>/gi, "")
      .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/i, " data-style="));
    return new DOMParser().parseFromString(plain, "text/html").body;
  };
  const styleOf = (node, name) =>
    node.dataset.style?.split(";").map((rule) => rule.split(":")).find(([key]) => key.trim() === name)?.[1].trim();

  const inline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return escape(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.matches("br")) return "<br>";
    let html = [...node.childNodes].map(inline).join("");
    if (!html.trim()) return html;
    const weight = styleOf(node, "font-weight");
    const slant = styleOf(node, "font-style");
    if (weight ? weight === "bold" || weight >= 600 : node.matches("b,strong")) html = `<b>${html}</b>`;
    if (slant ? slant === "italic" : node.matches("i,em")) html = `<i>${html}</i>`;
    const isLink = node.matches("a[href]") && /^(https?:|mailto:|tel:)/i.test(node.getAttribute("href"));
    if (isLink) html = `<a href="${escape(node.getAttribute("href")).replace(/"/g, "%22")}">${html}</a>`;
    return html;
  };

  const item = (node) => {
    const lists = [...node.querySelectorAll(":scope > ul, :scope > ol")];
    lists.forEach((list) => list.remove());
    return `<li>${inline(node).trim()}</li>${lists.map(listHtml).join("")}`;
  };
  const listHtml = (node) => {
    const tag = node.localName;
    const inside = [...node.children].map((child) => (child.matches("ul,ol") ? listHtml(child) : item(child)));
    return `<${tag}>${inside.join("")}</${tag}>`;
  };

  // Word writes each point of a list as a paragraph that begins with its bullet or number.
  const wordPoint = (node) => {
    if (!/mso-list:\s*l\d/.test(node.dataset.style)) return null;
    const marker = node.querySelector("[data-style*='mso-list:Ignore' i], [data-style*='mso-list: Ignore' i]");
    const tag = marker && /^\W*\w{1,4}[.)]/.test(words(marker)) ? "ol" : "ul";
    marker?.remove();
    return { tag, html: `<li>${inline(node).trim()}</li>` };
  };

  const rowsOf = (table) => [...table.rows].map((row) =>
    [...row.cells].flatMap((cell) => Array(Math.min(cell.colSpan, 20)).fill(words(cell))),
  );

  // Return what the nodes are, in order: headings, tables, and HTML of text.
  const read = (nodes, pieces = []) => {
    const text = (html, tag) => {
      const last = pieces.at(-1);
      if (tag && last?.list === tag) last.html += html;
      else pieces.push({ kind: "text", html, list: tag });
    };
    for (const node of nodes) {
      const isElement = node.nodeType === Node.ELEMENT_NODE;
      if (isElement && node.matches("style,script,meta,title,link")) continue;
      const point = isElement && wordPoint(node);
      if (point) text(point.html, point.tag);
      else if (isElement && node.matches(HEADING)) {
        if (words(node)) pieces.push({ kind: "heading", text: words(node) });
      } else if (isElement && node.matches("table") && rowsOf(node).some((row) => row.length > 1)) {
        pieces.push({ kind: "table", rows: rowsOf(node) });
      } else if (isElement && node.matches("ul,ol")) text(listHtml(node));
      else if (isElement && node.querySelector(BLOCK)) read(node.childNodes, pieces);
      else if (inline(node).trim()) text(`<p>${inline(node).trim()}</p>`);
    }
    return pieces;
  };

  const htmlOf = (pieces) =>
    pieces.map(({ html, list }) => (list ? `<${list}>${html}</${list}>` : html)).join("");

  // Return the text before the first heading, and the sections after it, each with its tables.
  const sectionsOf = (pieces) => {
    const sections = [{ heading: "", texts: [], tables: [] }];
    for (const piece of pieces) {
      if (piece.kind === "heading") sections.push({ heading: piece.text, texts: [], tables: [] });
      else sections.at(-1)[piece.kind === "table" ? "tables" : "texts"].push(piece);
    }
    return sections;
  };

  const flattened = (pieces) =>
    pieces.map((piece) => {
      if (piece.kind === "heading") return { html: `<p><b>${escape(piece.text)}</b></p>` };
      if (piece.kind === "table") return { html: piece.rows.map((row) => `<p>${escape(row.join(" – "))}</p>`).join("") };
      return piece;
    });

  const richText = (html) => {
    const { contentBlocks, entityMap } = DraftJS.convertFromHTML(html || "<p></p>");
    const content = DraftJS.ContentState.createFromBlockArray(contentBlocks, entityMap);
    return JSON.stringify(DraftJS.convertToRaw(content));
  };

  const tableState = ([head, ...rows]) => {
    const width = Math.max(head.length, ...rows.map((row) => row.length));
    const fill = (row) => Array.from({ length: width }, (_, n) => row[n] ?? "");
    return {
      caption: "",
      columns: fill(head).map((heading) => ({ type: "text", heading })),
      rows: rows.map((row) => ({ values: fill(row) })),
    };
  };

  // Return the stream and the section that a text field belongs to, if sections and tables can be added there.
  const place = (target) => {
    const stream = target.closest("[id$='-root']")?.rootBlock;
    const child = stream?.children?.find?.((one) => one.element.contains(target));
    const known = stream?.blockDef.childBlockDefsByName ?? {};
    return child?.type === "section" && known.section && known.table ? { stream, child } : null;
  };

  const pasteText = (target, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", parse(html).textContent);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    event.isCleaned = true;
    target.dispatchEvent(event);
  };

  // An empty section takes the first heading and its text.
  const fillHeading = ({ child }, sections) => {
    const { heading, text } = child.block.childBlocks;
    const isEmpty = !heading.getValue() && !text.getState().getCurrentContent().hasText();
    if (!isEmpty || sections.length < 2 || sections[0].texts.length) return;
    const [{ tables }] = sections.splice(0, 1);
    sections[0].tables.unshift(...tables);
    heading.setState(sections[0].heading);
  };

  const addBlocks = ({ stream, child }, [first, ...rest]) => {
    let at = child.index;
    const insert = (type, value) => stream.insert({ type, value }, (at += 1), { animate: false, focus: false });
    const addTables = ({ tables }) => tables.forEach(({ rows }) => insert("table", tableState(rows)));
    addTables(first);
    for (const section of rest) {
      insert("section", { heading: section.heading, text: richText(htmlOf(section.texts)) });
      addTables(section);
    }
  };

  const say = (target, sentences) => {
    const field = target.closest("[data-field]");
    field.querySelector(".paste-note")?.remove();
    const note = document.createElement("p");
    note.className = "paste-note";
    note.setAttribute("role", "status");
    field.append(note);
    setTimeout(() => (note.textContent = sentences.join(" ")), 100); // after screen readers know the element
  };

  addEventListener(
    "paste",
    (event) => {
      const { target, clipboardData } = event;
      const html = clipboardData?.getData("text/html");
      if (event.isCleaned || !html || OWN.test(html) || !target.closest?.(".Draftail-Editor")) return;
      const body = parse(html);
      const pictures = body.querySelectorAll("img").length;
      const pieces = read(body.childNodes);
      const count = (kind) => pieces.filter((piece) => piece.kind === kind).length;
      const headings = count("heading");
      const tables = count("table");
      if (!headings && !tables && !pictures && !pieces.some(({ list }) => list)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const where = place(target);
      const sections = sectionsOf(pieces);
      if (where) fillHeading(where, sections);
      const text = htmlOf(where ? sections[0].texts : flattened(pieces));
      if (text) pasteText(target, text);
      if (where) addBlocks(where, sections);
      const sentences = [
        [headings, where ? addedSections : boldHeadings],
        [tables, where ? addedTables : tablesAsText],
        [pictures, leftPictures],
      ].filter(([number]) => number);
      const said = ([number, forms]) => forms.split("|")[number === 1 ? 0 : 1].replace("{}", number);
      if (sentences.length) say(target, sentences.map(said));
    },
    true,
  );
}
