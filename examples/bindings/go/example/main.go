// Reads a customer's message and reviews an answer to it.
//
//	ATTUNE_LIBRARY=…/attune.so go run ./example …/plugin.manifest
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"attune"
)

type span struct{ Utf8 [2]int }

type event struct {
	Data struct {
		Suggestion string
		Reading    struct {
			Feeling string
			Heat    int
		}
		Matches []struct { // none in draft.clear
			Rule  string
			Range span
		}
	}
}

func decode(document json.RawMessage, err error) (found event) {
	if err == nil {
		err = json.Unmarshal(document, &found)
	}
	if err != nil {
		log.Fatal(err)
	}
	return found
}

func main() {
	plugin, err := attune.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer plugin.Close()

	asked := attune.Message{Conversation: "ticket-7", ID: "1",
		Text:         "Third time I write: my parcel NL-48213 has not come!",
		CustomerName: "Marta"}
	if err := plugin.Incoming(asked); err != nil {
		log.Print(err)
	}
	// For once the answer follows at once.
	if err := plugin.Drain(5 * time.Second); err != nil {
		log.Print(err)
	}
	reading := decode(plugin.Read(asked)).Data.Reading
	fmt.Printf("feels %s, heat %d\n", reading.Feeling, reading.Heat)

	draft := "We apologize for any inconvenience. Unfortunately you must wait."
	review := decode(plugin.Review(attune.Message{Conversation: "ticket-7",
		ID: "2", Text: draft, Agent: "tom"})).Data
	for _, match := range review.Matches {
		from, to := match.Range.Utf8[0], match.Range.Utf8[1] // Go counts bytes
		fmt.Printf("%s: '%s'\n", match.Rule, draft[from:to])
	}
	if err := plugin.Feedback(attune.Outcome{Conversation: "ticket-7",
		Suggestion: review.Suggestion, Action: attune.Shown,
		Agent: "tom"}); err != nil {
		log.Print(err)
	}

	asked.ID = ""
	if err := plugin.Incoming(asked); errors.Is(err, attune.ErrArgument) {
		fmt.Println("refused:", err)
	}
}
