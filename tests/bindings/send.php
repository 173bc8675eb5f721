<?php

// Sends the messages by the PHP binding: send.php MANIFEST MESSAGES OUT.

declare(strict_types=1);

require __DIR__ . '/../../examples/bindings/php/Attune.php';

[, $manifest, $source, $out] = $argv;
$calls = [];
foreach (file($source) as $line) {
    $more = json_decode($line, true, 64, JSON_THROW_ON_ERROR);
    $said = [$more['conversation'], $more['id'], $more['text']];
    $call = [$more['call'], $more['process'], $said];
    unset($more['conversation'], $more['id'], $more['text'], $more['call'],
        $more['process']);
    $calls[] = [...$call, $more];
}

$handOver = function (Attune\Attune $plugin, int $process) use ($calls) {
    foreach ($calls as [$call, $belongs, $said, $more]) {
        if ($belongs === $process) {
            $plugin->$call(...$said, more: $more);
        }
    }
};

$plugin = new Attune\Attune($manifest);
$documents = fopen("$out/documents", 'w');
foreach ($calls as [$call, , $said, $more]) {
    $judge = $call === 'incoming' ? 'read' : 'review';
    fwrite($documents, $plugin->$judge(...$said, more: $more) . "\n");
}
fclose($documents);

$child = function_exists('pcntl_fork') ? pcntl_fork() : -1;
if ($child === 0) {
    $handOver($plugin, 1);
    $plugin->close(10);
    exit(0);
}
$handOver($plugin, 0);
if ($child < 0) {
    $handOver($plugin, 1);
} elseif (pcntl_waitpid($child, $status) < 0 || $status !== 0) {
    exit("the child failed: $status\n");
}

$plugin->feedback('odd-nul', 'sug_x', 'dismissed',
    ['rule' => 'canned', 'reason' => 'no']);
$plugin->conversation('odd-nul', 'resolved');
$plugin->drain();
$plugin->reload();
if (!str_contains($plugin->stats(), 'action="dismissed"')) {
    exit($plugin->stats());
}

file_put_contents("$out/answer",
    $plugin->query(['what' => 'settings', 'team' => 'billing']));

$errors = fopen("$out/errors", 'w');
$wrong = function (string $name, callable $mistake) use ($errors) {
    try {
        $mistake();
        $told = 'accepted';
    } catch (Attune\Exception $error) {
        $told = $error->getCode();
    } catch (ValueError) {
        $told = 'refused';
    }
    fwrite($errors, "$name $told\n");
    return isset($error) ? $error->getMessage() : '';
};
$text = end($calls)[2][2];
$wrong('missing', fn () => new Attune\Attune("$manifest.none"));
$wrong('mistaken', fn () => new Attune\Attune("$manifest.wrong"));
$wrong('no id', fn () => $plugin->incoming('c', '', 'text'));
$wrong('nul', fn () => $plugin->incoming("c\0d", '1', 'text'));
$wrong('large', fn () => $plugin->incoming('c', '1', str_repeat('x', 70000)));
$wrong('time',
    fn () => $plugin->incoming('c', '1', 'text', ['sent_at_ms' => -1]));
$wrong('revision',
    fn () => $plugin->incoming('c', '1', 'text', ['revision' => 2 ** 62]));
$wrong('action', fn () => $plugin->conversation('', 'resolved'));
$wrong('at', fn () => $plugin->conversation('c', 'resolved', -1));
$wrong('path', fn () => new Attune\Attune("$manifest\0"));
$wrong('full', function () use ($manifest, $text) {
    $full = new Attune\Attune("$manifest.full");
    for ($number = 0; $number < 1000000; $number++) {
        $full->incoming('full', (string) $number, $text);
    }
});
$told = $wrong('reload', function () use ($manifest) {
    $broken = new Attune\Attune("$manifest.reload");
    copy("$manifest.wrong", "$manifest.reload");
    $broken->reload();
});
if (!str_contains($told, 'warmth')) {
    exit("reload: $told\n");
}
$told = $wrong('question',
    fn () => $plugin->query(['what' => 'letter', 'id' => 'none']));
if (!str_contains($told, 'letter')) {
    exit("question: $told\n");
}
foreach (['revision' => '1', 'agent' => 7, 'team' => [],
    'sent_at_ms' => 2 ** 70] as $field => $value) {
    try {
        $plugin->incoming('c', '1', 'text', [$field => $value]);
        exit("$field was taken\n");
    } catch (TypeError) {
        continue;
    }
}

$quiet = new Attune\Attune("$manifest.quiet");
$taken = [];
for ($number = 0; $number < 2000; $number++) {
    $before = hrtime(true);
    $quiet->incoming("cost-$number", '1', $text);
    $taken[] = hrtime(true) - $before;
}
sort($taken);
file_put_contents("$out/cost", $taken[1000] . "\n");
$quiet->drain(10);
$quiet->close();
$plugin->close();
$plugin->close();
$wrong('closed', fn () => $plugin->incoming('c', '1', 'text'));
fclose($errors);
(new Attune\Attune("$manifest.quiet"))->incoming('c', '1', 'text'); // left open
