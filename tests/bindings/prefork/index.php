<?php

// For php-fpm: each request opens, and leaves its work in flight. With
// ATTUNE_DRAIN it waits for it, once the answer is out.

declare(strict_types=1);

$said = json_decode(file_get_contents('php://input'), true, 8,
    JSON_THROW_ON_ERROR);
http_response_code(204);
if ($_SERVER['REQUEST_URI'] === '/plain') {
    exit;
}
require getenv('ATTUNE_BINDINGS') . '/php/Attune.php';

$plugin = new Attune\Attune(getenv('ATTUNE_MANIFEST'));
$plugin->incoming($said['conversation'], $said['id'], $said['text']);
if (getenv('ATTUNE_DRAIN')) {
    fastcgi_finish_request();
    $plugin->drain();
}
