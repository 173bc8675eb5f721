/* Counting what held, in the words of the other test scripts. */

let passed = 0;
let failed = 0;
const figures = [];

/* node desk_test.mjs BUILD WORDS: those whose name has the words. */
const wanted = process.argv[3] ?? "";

async function check(name, call) {
  if (!name.includes(wanted)) return;
  try {
    await call();
    passed++;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}`);
    console.log(String(error.stack ?? error).split("\n").slice(0, 8)
      .map((line) => `  ${line}`).join("\n"));
  }
}

const note = (text) => figures.push(text);

function doneTesting() {
  for (const text of figures) console.log(`     ${text}`);
  console.log(`${passed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed ? 1 : 0;
}

export { check, doneTesting, note };
