<?php

declare(strict_types=1);

namespace Attune;

use FFI;

/** Attune's shared object, and how values get into its structs. */
final class Library
{
    private const ABI = 1;
    private const HEADER = __DIR__ . '/../../../include/attune.ffi.h';

    private static ?FFI $types = null;

    /** The functions of the shared object. */
    public static function load(): FFI
    {
        $path = getenv('ATTUNE_LIBRARY') ?: 'attune.so';
        $library = FFI::cdef(file_get_contents(self::HEADER), $path);
        if ($library->attune_abi() !== self::ABI) {
            throw new Exception("$path: another ABI than " . self::ABI);
        }
        return self::$types = $library;
    }

    /** A struct by its fields, and the memory that its strings are in. */
    public static function struct(string $type, array $fields): array
    {
        $struct = self::$types->new($type);
        $struct->struct_size = FFI::sizeof($struct);
        [$strings, $at] = ['', []];
        foreach ($fields as $name => $value) {
            if (!is_string($value)) {
                $struct->$name = $value;
            } elseif ($name !== 'text' && str_contains($value, "\0")) {
                throw new \ValueError("a NUL in $name");
            } else {
                $at[$name] = strlen($strings);
                $strings .= $value . "\0";
            }
        }
        $memory = self::$types->new('char[' . strlen($strings) . ']');
        FFI::memcpy($memory, $strings, strlen($strings));
        foreach ($at as $name => $offset) {
            $struct->$name = FFI::addr($memory[$offset]);
        }
        return [$struct, $memory];
    }
}
