<?php

declare(strict_types=1);

namespace Attune;

use FFI;
use FFI\CType;

/** Attune's shared object, and how values get into its structs. */
final class Library
{
    private const ABI = 1;
    /** Beside this file, in the source tree, and where it is installed. */
    private const FOLDERS = [__DIR__, __DIR__ . '/../../../include',
        '/usr/local/include', '/usr/include'];

    private static ?FFI $types = null;
    private static array $fields = [];

    /** The functions of the shared object. */
    public static function load(): FFI
    {
        $path = getenv('ATTUNE_LIBRARY') ?: 'attune.so';
        $library = FFI::cdef(self::header(), $path);
        if ($library->attune_abi() !== self::ABI) {
            throw new Exception("$path: another ABI than " . self::ABI);
        }
        return self::$types = $library;
    }

    /** The declarations, which have to be of the shared object's version. */
    private static function header(): string
    {
        foreach (self::FOLDERS as $folder) {
            if (is_readable("$folder/attune.ffi.h")) {
                return file_get_contents("$folder/attune.ffi.h");
            }
        }
        throw new Exception('no attune.ffi.h in '
            . implode(', ', self::FOLDERS));
    }

    /** A struct by its fields, and the memory that its strings are in. */
    public static function struct(string $type, array $fields): array
    {
        $struct = self::$types->new($type);
        [$strings, $at] = ['', []];
        foreach ($fields as $name => $value) {
            self::check($type, (string) $name, $value);
            if (is_string($value)) {
                $at[$name] = strlen($strings);
                $strings .= $value . "\0";
            } elseif ($value !== null) {
                $struct->$name = $value;
            }
        }
        $struct->struct_size = FFI::sizeof($struct);
        $memory = self::$types->new('char[' . strlen($strings) . ']');
        FFI::memcpy($memory, $strings, strlen($strings));
        foreach ($at as $name => $offset) {
            $struct->$name = FFI::addr($memory[$offset]);
        }
        return [$struct, $memory];
    }

    /** FFI would take a string's address for a number. */
    private static function check(string $type, string $name,
        mixed $value): void
    {
        self::$fields[$type] ??= self::fields($type);
        $wanted = self::$fields[$type][$name]
            ?? throw new \ValueError("unknown: $name");
        $given = get_debug_type($value);
        if ($given !== $wanted && $value !== null) {
            throw new \TypeError("$name must be of type $wanted, not $given");
        }
        if ($name !== 'text' && str_contains((string) $value, "\0")) {
            throw new \ValueError("a NUL in $name");
        }
    }

    /** The PHP type of each field. */
    private static function fields(string $type): array
    {
        $struct = self::$types->type($type);
        foreach ($struct->getStructFieldNames() as $name) {
            $kind = $struct->getStructFieldType($name)->getKind();
            $fields[$name] = $kind === CType::TYPE_POINTER ? 'string' : 'int';
        }
        return $fields;
    }
}
