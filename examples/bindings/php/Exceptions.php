<?php

declare(strict_types=1);

namespace Attune;

/** What the plugin refused; getCode() is the number of attune.h. */
class Exception extends \RuntimeException
{
    private const KINDS = [
        -1 => InvalidArgument::class, -2 => Busy::class,
        -3 => InvalidArgument::class, -4 => InvalidManifest::class,
        -6 => Closed::class, -10 => Timeout::class,
    ];

    public static function of(int $status, string $message): self
    {
        $kind = self::KINDS[$status] ?? self::class;
        return new $kind($message, $status);
    }
}
/** An argument is missing, out of range or too large. */
class InvalidArgument extends Exception {}
/** The queue is full: again in a moment. */
class Busy extends Exception {}
/** The manifest has problems: in the message, or on standard error. */
class InvalidManifest extends Exception {}
/** The plugin was closed. */
class Closed extends Exception {}
/** The deadline passed before all was done. */
class Timeout extends Exception {}
