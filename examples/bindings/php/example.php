<?php

// Reads a customer's message and reviews an answer to it.
//
//   ATTUNE_LIBRARY=…/attune.so php example.php …/plugin.manifest

declare(strict_types=1);

require __DIR__ . '/Attune.php';

$plugin = new Attune\Attune($argv[1]);
$asked = 'Third time I write: my parcel NL-48213 has not come!';
$plugin->incoming('ticket-7', '1', $asked, ['customer_name' => 'Marta']);
$plugin->drain(5); // for once the answer follows at once

$reading = json_decode($plugin->read('ticket-7', '1', $asked))->data->reading;
echo "feels $reading->feeling, heat $reading->heat\n";

$draft = 'We apologize for any inconvenience. Unfortunately you must wait.';
$review = json_decode($plugin->review('ticket-7', '2', $draft))->data;
foreach ($review->matches ?? [] as $match) { // none in draft.clear
    [$from, $to] = $match->range->utf8; // PHP counts bytes
    echo "$match->rule: '", substr($draft, $from, $to - $from), "'\n";
}
$plugin->feedback('ticket-7', $review->suggestion, 'shown',
    ['agent' => 'tom']);

try {
    $plugin->incoming('ticket-7', '', $asked);
} catch (Attune\InvalidArgument $mistake) {
    echo 'refused: ', $mistake->getMessage(), "\n";
}
$plugin->close();
