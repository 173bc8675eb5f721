/* What a reader sees of an editable node, and where it stands there. */

const BLOCKS = new Set(["ADDRESS", "ARTICLE", "ASIDE", "BLOCKQUOTE", "BODY",
  "CENTER", "DD", "DIV", "DL", "DT", "FIELDSET", "FIGCAPTION", "FIGURE",
  "FOOTER", "FORM", "H1", "H2", "H3", "H4", "H5", "H6", "HEADER", "HR", "LI",
  "MAIN", "NAV", "OL", "P", "PRE", "SECTION", "TABLE", "TBODY", "TD", "TFOOT",
  "TH", "THEAD", "TR", "UL"]);

/* Other people's words; editors mark them in these ways. */
const QUOTED = "blockquote, .gmail_quote, .gmail_attr, [type=cite]";

/* Directly above them: who wrote it, and when. */
function isAttribution(line) {
  const kept = line.trimEnd();
  return kept.endsWith(":") && (/\d/.test(kept) ||
    (kept.startsWith("On ") && /\swrote:$/.test(kept)));
}

/* What nobody reads; editors put some of it in for their own use. */
const UNREAD = "script, style, template, [data-cke-temp], " +
  "[data-cke-hidden-sel]";

const isElement = (node) => node.nodeType === 1;
const isText = (node) => node.nodeType === 3;
const isQuote = (node) => isElement(node) && node.matches(QUOTED);
const isBlock = (node) => BLOCKS.has(node.nodeName) || isQuote(node);

/* A line break at the end of its line only keeps the line open. */
function endsLine(br, root) {
  for (let node = br; node !== root; node = node.parentNode) {
    let next = node.nextSibling;
    while (next && isText(next) && /^[ \t\r\n]*$/.test(next.data))
      next = next.nextSibling;
    if (next) return isBlock(next);
    if (isBlock(node.parentNode)) return true;
  }
  return true;
}

/*
 * The text as a reader sees it, a line for each block, and where its pieces
 * stand: {node, at, start, length} says that length letters from start are
 * the node's from at. An empty line is a piece without letters, so that a
 * caret on it has a place of its own. A quote is only a line break, whose
 * offset is in cuts.
 */
class Reading {
  text = "";
  pieces = [];
  cuts = [];
  #root;
  #isDue = false;
  #isBegun = false;
  #isCut = false;
  #keeps = new Map();

  constructor(root) {
    this.#root = root;
    this.#visit(root);
    /* Browsers write a blank at a seam as one that does not break. */
    this.text = this.text.replaceAll("\u00a0", " ");
  }

  #put(node, at, letters) {
    if (this.#isDue) this.text += "\n";
    if (this.#isCut && this.text) this.cuts.push(this.text.length - 1);
    this.pieces.push(
      { node, at, start: this.text.length, length: letters.length });
    this.text += letters;
    this.#isDue = this.#isCut = false;
    this.#isBegun = true;
  }

  /* The line ends here, once something follows. */
  #end() {
    this.#isDue ||= this.#isBegun;
    this.#isBegun = false;
  }

  #keepsBlanks(node) {
    const parent = node.parentNode;
    if (!this.#keeps.has(parent))
      this.#keeps.set(parent, node.ownerDocument.defaultView
        .getComputedStyle(parent).whiteSpace.startsWith("pre"));
    return this.#keeps.get(parent);
  }

  #letters(node) {
    let { data } = node;
    let at = 0;
    if (/[\t\r\n]|^ /.test(data) && !this.#keepsBlanks(node)) {
      if (!this.#isBegun) at = data.match(/^[ \t\r\n]*/)[0].length;
      data = data.replace(/[\t\r\n]/g, " ");
    }
    if (at < data.length) this.#put(node, at, data.slice(at));
  }

  #break(br, at) {
    if (!this.#isBegun) this.#put(br.parentNode, at, "");
    if (endsLine(br, this.#root)) return;
    this.text += "\n";
    this.#isBegun = false;
  }

  /* Editors that clean up leave the line above, but not what it was in. */
  #skipQuote() {
    const start = this.text.lastIndexOf("\n") + 1;
    if (isAttribution(this.text.slice(start))) {
      this.text = this.text.slice(0, Math.max(0, start - 1));
      this.pieces = this.pieces.filter((piece) => piece.start < start);
      this.#isDue = this.pieces.length > 0;
    }
    this.#isCut = true;
  }

  #visit(parent) {
    for (const [at, child] of parent.childNodes.entries()) {
      if (isText(child)) this.#letters(child);
      if (!isElement(child) || child.matches(UNREAD)) continue;
      if (child.nodeName === "BR") {
        this.#break(child, at);
        continue;
      }
      const block = isBlock(child);
      if (block) this.#end();
      if (isQuote(child)) this.#skipQuote();
      else this.#visit(child);
      if (block) this.#end();
    }
  }
}

export { QUOTED, Reading, isText };
