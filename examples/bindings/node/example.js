'use strict';

// Reads a customer's message and reviews an answer to it.
//
//   ATTUNE_LIBRARY=…/attune.so node example.js …/plugin.manifest

const attune = require('./attune');

async function main() {
  const plugin = attune.open(process.argv[2]);
  const asked = 'Third time I write: my parcel NL-48213 has not come!';
  plugin.incoming('ticket-7', '1', asked, {customer_name: 'Marta'});
  await plugin.drain(); // for once the answer follows at once

  const {reading} = plugin.read('ticket-7', '1', asked).data;
  console.log(`feels ${reading.feeling}, heat ${reading.heat}`);

  const draft =
    'We apologize for any inconvenience. Unfortunately you must wait.';
  const review = plugin.review('ticket-7', '2', draft, {agent: 'tom'}).data;
  for (const {rule, range} of review.matches ?? []) { // none in draft.clear
    // JavaScript counts UTF-16 units
    console.log(`${rule}: '${draft.slice(...range.utf16)}'`);
  }
  plugin.feedback('ticket-7', review.suggestion, 'shown', {agent: 'tom'});

  try {
    plugin.incoming('ticket-7', '', asked);
  } catch (error) {
    if (error.code !== 'ARGUMENT') throw error;
    console.log(`refused: ${error.message}`);
  }
  await plugin.close();
}

main();
