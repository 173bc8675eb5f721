package attune

/*
#include "shim.h"
*/
import "C"

import (
	"bytes"
	"math"
	"strings"
	"time"
	"unsafe"
)

// open is 0 behind Close, since the number may still be open for others;
// the shim refuses it.
func (p *Plugin) open() C.uintptr_t { return C.uintptr_t(p.handle.Load()) }

func check(status C.int32_t) error {
	if status < 0 {
		return Status(status)
	}
	return nil
}

func milliseconds(d time.Duration) C.uint32_t {
	switch all := d.Milliseconds(); {
	case all < 0:
		return 0
	case all > math.MaxUint32:
		return math.MaxUint32
	default:
		return C.uint32_t(all)
	}
}

// unixMilli is 0, which stands for now, for the zero time.
func unixMilli(at time.Time) C.int64_t {
	if at.IsZero() {
		return 0
	}
	return C.int64_t(at.UnixMilli())
}

func (p *Plugin) message(call C.enum_shim_call, m *Message, buffer []byte,
	size *C.size_t) error {
	text, at, err := pack(3, 2, m.Conversation, m.ID, m.Text, m.Customer,
		m.CustomerName, m.Agent, m.AgentRole, m.Team, m.Channel, m.Brand,
		m.Locale, m.Context, m.Echo)
	if err != nil {
		return err
	}
	message := C.attune_message{revision: C.uint64_t(m.Revision),
		stage: C.int32_t(m.Stage), format: C.int32_t(m.Format),
		text_size: C.size_t(len(m.Text)), sent_at_ms: unixMilli(m.SentAt)}
	return check(C.shim_message(call, p.open(), message, chars(text), &at[0],
		chars(buffer), C.size_t(len(buffer)), size))
}

func (p *Plugin) text(call C.enum_shim_call) ([]byte, error) {
	return document(func(buffer []byte, size *C.size_t) error {
		return check(C.shim_text(call, p.open(), chars(buffer),
			C.size_t(len(buffer)), size))
	})
}

// document gives room until it does: figures may grow between two calls.
func document(fill func([]byte, *C.size_t) error) ([]byte, error) {
	size := C.size_t(20480) // is always enough for Read and Review
	for {
		buffer := make([]byte, size+1)
		err := fill(buffer, &size)
		if err != Status(C.ATTUNE_E_SPACE) {
			end := bytes.IndexByte(buffer, 0)
			return buffer[:end:end], err
		}
	}
}

// pack lays strings behind each other, as C wants them: an empty one behind
// the required is NULL, and only the text at index free may have NULs.
func pack(required, free int, values ...string) ([]byte, []C.int32_t, error) {
	text := make([]byte, 0, 512)
	at := make([]C.int32_t, len(values))
	for i, value := range values {
		if i != free && strings.IndexByte(value, 0) >= 0 {
			return nil, nil, ErrNUL
		}
		at[i] = -1
		if value != "" || i < required {
			at[i] = C.int32_t(len(text))
			text = append(append(text, value...), 0)
		}
	}
	return text, at, nil
}

func chars(bytes []byte) *C.char {
	if len(bytes) == 0 {
		return nil
	}
	return (*C.char)(unsafe.Pointer(&bytes[0]))
}
