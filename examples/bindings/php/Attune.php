<?php

declare(strict_types=1);

namespace Attune;

use FFI;

require_once __DIR__ . '/Exceptions.php';
require_once __DIR__ . '/Library.php';

/**
 * Attune for PHP: a thin layer over attune.so, by FFI.
 *
 *     $plugin = new Attune\Attune('/etc/attune/plugin.manifest');
 *     $plugin->incoming('ticket-7', '1', 'My parcel came broken.');
 *     $review = $plugin->review('ticket-7', '2', 'As per our policy, no.');
 *     $plugin->close();
 *
 * Whatever else attune.h knows of a message is in the array behind it:
 * ['agent' => 'tom', 'revision' => 3]. Not closed, it works on behind the
 * request, as php-fpm wants it: README.md. ATTUNE_LIBRARY names the object.
 */
final class Attune
{
    public const STAGES = ['draft' => 0, 'sent' => 1];
    public const FORMATS = ['text' => 0, 'html' => 1, 'markdown' => 2];
    public const ACTIONS = ['shown' => 0, 'accepted' => 1, 'edited' => 2,
        'dismissed' => 3, 'muted' => 4];
    public const STATES = ['resolved' => 0, 'reopened' => 1, 'erased' => 2];
    private const CLOSED = -6, SPACE = -9;
    private const DOCUMENT = 20480; // is always enough for read and review

    private static ?FFI $library = null;
    private ?FFI\CData $handle;

    public function __construct(string $manifest)
    {
        self::$library ??= Library::load();
        $kept = Library::struct('attune_options', compact('manifest'));
        $this->handle = self::$library->new('attune *');
        self::check(self::$library->attune_open(FFI::addr($kept[0]),
            FFI::addr($this->handle)));
    }

    /** A copy would close what is still open. */
    private function __clone()
    {
    }

    /** Hands over what a customer wrote. */
    public function incoming(string $conversation, string $id, string $text,
        array $more = []): void
    {
        $message = self::message(...func_get_args());
        $this->handOver('incoming', 'message', $message);
    }

    /** Hands over an agent's draft, or with 'stage' => 'sent' an answer. */
    public function outgoing(string $conversation, string $id, string $text,
        array $more = []): void
    {
        $message = self::message(...func_get_args());
        $this->handOver('outgoing', 'message', $message);
    }

    /** What validation.prompted would say, now; json_decode() it. */
    public function read(string $conversation, string $id, string $text,
        array $more = []): string
    {
        return $this->judge('read', self::message(...func_get_args()));
    }

    /** What rewrite.suggested would say, now; json_decode() it. */
    public function review(string $conversation, string $id, string $text,
        array $more = []): string
    {
        return $this->judge('review', self::message(...func_get_args()));
    }

    /** Tells what the agent did: one of ACTIONS; more: rule, agent, reason. */
    public function feedback(string $conversation, string $suggestion,
        string $action, array $more = []): void
    {
        $action = self::number(self::ACTIONS, $action);
        $this->handOver('feedback', 'outcome',
            compact('conversation', 'suggestion', 'action') + $more);
    }

    /** Tells what became of a conversation: one of STATES. */
    public function conversation(string $conversation, string $state,
        int $at_ms = 0): void
    {
        $state = self::number(self::STATES, $state);
        $this->handOver('conversation', 'change',
            compact('conversation', 'state', 'at_ms'));
    }

    /** Reads the manifest again; its problems are the exception's message. */
    public function reload(): void
    {
        $this->document('reload');
    }

    /** The figures of this process as OpenMetrics text. */
    public function stats(): string
    {
        return $this->document('stats');
    }

    /** An administrator's question, ['what' => 'rules']; json_decode() it. */
    public function query(array $question): string
    {
        $request = json_encode((object) $question, JSON_THROW_ON_ERROR);
        return $this->document('query', $request);
    }

    /** Waits, in seconds, until all is analysed and sent. */
    public function drain(float $deadline = 5): void
    {
        self::check(self::$library->attune_drain($this->handle(),
            self::milliseconds($deadline)));
    }

    /** Ends it: what waits is sent within so many seconds. Again: fine. */
    public function close(float $deadline = 2): void
    {
        [$handle, $this->handle] = [$this->handle, null];
        if ($handle !== null) {
            self::check(self::$library->attune_close($handle,
                self::milliseconds($deadline)));
        }
    }

    /** The number may still be open for somebody else: not to be passed on. */
    private function handle(): FFI\CData
    {
        return $this->handle ?? self::check(self::CLOSED);
    }

    private static function check(int $status, ?string $message = null): void
    {
        if ($status < 0) {
            throw Exception::of($status,
                $message ?? self::$library->attune_strerror($status));
        }
    }

    private static function milliseconds(float $seconds): int
    {
        return (int) max(0, min($seconds * 1000, 0xffffffff));
    }

    private static function number(array $table, string $name): int
    {
        return $table[$name] ?? throw new \ValueError("unknown: $name");
    }

    private static function message(string $conversation, string $id,
        string $text, array $more = []): array
    {
        $more['stage'] = self::number(self::STAGES, $more['stage'] ?? 'draft');
        $more['format'] = self::number(self::FORMATS,
            $more['format'] ?? 'text');
        $text_size = strlen($text);
        return compact('conversation', 'id', 'text', 'text_size') + $more;
    }

    private function handOver(string $name, string $type, array $fields): void
    {
        $kept = Library::struct("attune_$type", $fields);
        self::check(self::$library->{"attune_$name"}($this->handle(),
            FFI::addr($kept[0])));
    }

    private function judge(string $name, array $fields): string
    {
        $kept = Library::struct('attune_message', $fields);
        return $this->document($name, FFI::addr($kept[0]));
    }

    private function document(string $name, FFI\CData|string ...$given): string
    {
        $size = self::$library->new('size_t');
        $size->cdata = self::DOCUMENT;
        do { // figures may grow between two calls
            $room = $size->cdata + 1;
            $buffer = self::$library->new("char[$room]");
            $status = self::$library->{"attune_$name"}($this->handle(),
                ...$given, ...[$buffer, $room, FFI::addr($size)]);
        } while ($status === self::SPACE);
        $text = FFI::string($buffer);
        self::check($status, $status < 0 ? self::problem($text) : null);
        return $text;
    }

    /** reload tells by lines, query by JSON, the others by status alone. */
    private static function problem(string $text): ?string
    {
        return str_starts_with($text, '{"error"')
            ? json_decode($text)->error : ($text ?: null);
    }
}
