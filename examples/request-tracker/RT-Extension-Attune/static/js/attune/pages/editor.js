/*
 * Where a reply is written: RT's field itself, or the frame that CKEditor 4
 * puts in its place, once it is ready and each time it is built anew.
 */

/* Its own undo has to have seen a step before and after what we write. */
function oneStep(editor, inline) {
  inline.addEventListener("attune-write", () => {
    editor.fire("saveSnapshot");
    queueMicrotask(() => editor.fire("saveSnapshot"));
  });
}

function followEditor(editor, inline, found) {
  const look = () => found(editor.mode === "wysiwyg" && editor.editable()
    ? editor.editable().$ : null);
  editor.on("contentDom", look);
  editor.on("mode", look);
  editor.on("contentDomUnload", () => found(null));
  oneStep(editor, inline);
  look();
}

/* found(node) is called with what the inline element is to lie over. */
function follow(area, inline, found) {
  const ckeditor = window.CKEDITOR;
  const take = (editor) => {
    if (editor.element.$ === area) followEditor(editor, inline, found);
  };
  /* On telephones RT leaves even a rich field as it is. */
  if (!area.matches(".richtext") || !ckeditor?.env?.isCompatible)
    return found(area);
  const ready = Object.values(ckeditor.instances)
    .filter(({ status }) => status === "ready");
  ready.forEach(take);
  ckeditor.on("instanceReady", ({ editor }) => take(editor));
  return undefined;
}

export { follow };
