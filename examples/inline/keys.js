/* Which keys are ours. */

/* Keys that choose a letter are none of ours; 229 is Safari's word for it. */
const isComposing = (event) => event.isComposing || event.keyCode === 229;

const BY_KEY = new Map([[".", "next"], [",", "previous"], ["/", "dismiss"],
  ["Enter", "take"]]);

/* With Alt a Mac writes other signs: there it is where the key lies. */
const BY_PLACE = new Map([["Period", "next"], ["Comma", "previous"],
  ["Slash", "dismiss"]]);

/* "close", "next", "previous", "take", "dismiss", or undefined. */
function meant(event) {
  const { key, code, altKey, ctrlKey, metaKey } = event;
  if (isComposing(event)) return undefined;
  if (key === "Escape") return "close";
  if (!altKey || ctrlKey || metaKey) return undefined;
  return BY_KEY.get(key) ?? BY_PLACE.get(code);
}

export { isComposing, meant };
