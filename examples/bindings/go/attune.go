// Package attune is a thin layer over attune.so, by cgo.
//
//	plugin, err := attune.Open("/etc/attune/plugin.manifest")
//	if err != nil {
//		return err
//	}
//	defer plugin.Close()
//	err = plugin.Incoming(attune.Message{
//		Conversation: "ticket-7", ID: "1", Text: "My parcel came broken."})
//
// Any goroutine may call at any time. ATTUNE_LIBRARY names the shared object;
// without it the loader looks for attune.so.
package attune

/*
#cgo CFLAGS: -I${SRCDIR}/../../../include
#cgo LDFLAGS: -ldl
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// A Status is why the plugin refused, by its number in attune.h.
type Status int32

// What errors.Is may be asked for.
const (
	ErrArgument Status = C.ATTUNE_E_ARGUMENT
	ErrBusy     Status = C.ATTUNE_E_BUSY // again in a moment
	ErrTooLarge Status = C.ATTUNE_E_TOO_LARGE
	ErrManifest Status = C.ATTUNE_E_MANIFEST // Open says more on stderr
	ErrStore    Status = C.ATTUNE_E_STORE
	ErrClosed   Status = C.ATTUNE_E_CLOSED
	ErrMemory   Status = C.ATTUNE_E_MEMORY
	ErrABI      Status = C.ATTUNE_E_ABI
	ErrTimeout  Status = C.ATTUNE_E_TIMEOUT
)

// ErrNUL is a NUL in a name or id, where C would cut it off silently.
var ErrNUL = errors.New("attune: a NUL in a name or id")

func (s Status) Error() string {
	return "attune: " + C.GoString(C.shim_strerror(C.int32_t(s)))
}

// What the fields of Message and Outcome and the argument of SetState may be.
type (
	Stage  int32
	Format int32
	Action int32
	State  int32
)

const (
	Draft Stage = C.ATTUNE_DRAFT
	Sent  Stage = C.ATTUNE_SENT

	Text     Format = C.ATTUNE_TEXT
	HTML     Format = C.ATTUNE_HTML
	Markdown Format = C.ATTUNE_MARKDOWN

	Shown     Action = C.ATTUNE_SHOWN
	Accepted  Action = C.ATTUNE_ACCEPTED
	Edited    Action = C.ATTUNE_EDITED
	Dismissed Action = C.ATTUNE_DISMISSED
	Muted     Action = C.ATTUNE_MUTED

	Resolved State = C.ATTUNE_RESOLVED
	Reopened State = C.ATTUNE_REOPENED
	Erased   State = C.ATTUNE_ERASED
)

// A Message is what a customer or an agent wrote. Conversation and ID are
// required; what is empty of the others is not known.
type Message struct {
	Conversation, ID, Text                      string
	Revision                                    uint64
	Stage                                       Stage
	Format                                      Format
	SentAt                                      time.Time
	Customer, CustomerName, Agent, AgentRole    string
	Team, Channel, Brand, Locale, Context, Echo string
}

// An Outcome is what an agent did with a suggestion.
type Outcome struct {
	Conversation, Suggestion string
	Action                   Action
	Rule, Agent, Reason      string
}

// A Plugin is open until it is closed.
type Plugin struct{ handle atomic.Uintptr }

var load struct {
	once sync.Once
	err  error
}

// Open opens the plugin with a manifest.
func Open(manifest string) (*Plugin, error) {
	load.once.Do(func() {
		path := os.Getenv("ATTUNE_LIBRARY")
		if path == "" {
			path = "attune.so"
		}
		name := C.CString(path)
		defer C.free(unsafe.Pointer(name))
		if wrong := C.shim_load(name); wrong != nil {
			load.err = fmt.Errorf("attune: %s: %s", path, C.GoString(wrong))
			C.free(unsafe.Pointer(wrong))
		}
	})
	if load.err != nil {
		return nil, load.err
	}
	if strings.IndexByte(manifest, 0) >= 0 {
		return nil, ErrNUL
	}
	name := C.CString(manifest)
	defer C.free(unsafe.Pointer(name))
	var handle C.uintptr_t
	if err := check(C.shim_open(name, &handle)); err != nil {
		return nil, fmt.Errorf("%s: %w", manifest, err)
	}
	plugin := &Plugin{}
	plugin.handle.Store(uintptr(handle))
	return plugin, nil
}

// Version is the plugin's; empty until one was opened.
func Version() string { return C.GoString(C.shim_version()) }

// Incoming hands over what a customer wrote.
func (p *Plugin) Incoming(m Message) error {
	return p.message(C.SHIM_INCOMING, &m, nil, nil)
}

// Outgoing hands over an agent's draft, or with Stage Sent an answer.
func (p *Plugin) Outgoing(m Message) error {
	return p.message(C.SHIM_OUTGOING, &m, nil, nil)
}

// Read is what validation.prompted would say, now.
func (p *Plugin) Read(m Message) (json.RawMessage, error) {
	return document(func(buffer []byte, size *C.size_t) error {
		return p.message(C.SHIM_READ, &m, buffer, size)
	})
}

// Review is what rewrite.suggested would say, now.
func (p *Plugin) Review(m Message) (json.RawMessage, error) {
	return document(func(buffer []byte, size *C.size_t) error {
		return p.message(C.SHIM_REVIEW, &m, buffer, size)
	})
}

// Feedback tells what the agent did.
func (p *Plugin) Feedback(o Outcome) error {
	text, at, err := pack(2, -1, o.Conversation, o.Suggestion, o.Rule, o.Agent,
		o.Reason)
	if err != nil {
		return err
	}
	outcome := C.attune_outcome{action: C.int32_t(o.Action)}
	return check(C.shim_feedback(p.open(), outcome, chars(text), &at[0]))
}

// SetState is SetStateAt the time of the call.
func (p *Plugin) SetState(conversation string, state State) error {
	return p.SetStateAt(conversation, state, time.Time{})
}

// SetStateAt tells since when a conversation is Resolved, Reopened or Erased.
func (p *Plugin) SetStateAt(conversation string, state State,
	at time.Time) error {
	text, _, err := pack(1, -1, conversation)
	if err != nil {
		return err
	}
	change := C.attune_change{state: C.int32_t(state), at_ms: unixMilli(at)}
	return check(C.shim_conversation(p.open(), change, chars(text)))
}

// Reload reads the manifest again; its problems are in the error.
func (p *Plugin) Reload() error {
	problems, err := p.text(C.SHIM_RELOAD)
	if errors.Is(err, ErrManifest) {
		return fmt.Errorf("%w:\n%s", err, problems)
	}
	return err
}

// Query answers an administrator's question, which becomes JSON: see attune.h.
func (p *Plugin) Query(question any) (json.RawMessage, error) {
	request, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	answer, err := document(func(buffer []byte, size *C.size_t) error {
		return check(C.shim_query(p.open(), chars(append(request, 0)),
			chars(buffer), C.size_t(len(buffer)), size))
	})
	var told struct{ Error string }
	if err != nil && json.Unmarshal(answer, &told) == nil {
		return nil, fmt.Errorf("%w: %s", err, told.Error)
	}
	return answer, err
}

// Stats are the figures of this process as OpenMetrics text.
func (p *Plugin) Stats() (string, error) {
	figures, err := p.text(C.SHIM_STATS)
	return string(figures), err
}

// Drain waits until all is analysed and sent, at most so long.
func (p *Plugin) Drain(deadline time.Duration) error {
	return check(C.shim_drain(p.open(), milliseconds(deadline)))
}

// Close is CloseWithin two seconds.
func (p *Plugin) Close() error { return p.CloseWithin(2 * time.Second) }

// CloseWithin ends it: what waits is sent until then. Again: fine.
func (p *Plugin) CloseWithin(deadline time.Duration) error {
	handle := C.uintptr_t(p.handle.Swap(0))
	if handle == 0 {
		return nil
	}
	return check(C.shim_close(handle, milliseconds(deadline)))
}
