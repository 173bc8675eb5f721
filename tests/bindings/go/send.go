// Sends the messages by the Go binding: send MANIFEST MESSAGES OUT. Go does
// not fork: two goroutines hand over what is the parent's and the child's.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"sort"
	"strings"
	"sync"
	"time"

	"attune"
)

type line struct {
	Call         string
	Process      int
	Conversation string
	ID, Text     string
	Revision     uint64
	Stage        string
	Format       string
	SentAt       int64 `json:"sent_at_ms"`
	Customer     string
	CustomerName string `json:"customer_name"`
	Agent        string
	AgentRole    string `json:"agent_role"`
	Team         string
	Channel      string
	Brand        string
	Locale       string
	Context      string
	Echo         string
}

var formats = map[string]attune.Format{"html": attune.HTML,
	"markdown": attune.Markdown}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func (l *line) message() attune.Message {
	message := attune.Message{Conversation: l.Conversation, ID: l.ID,
		Text: l.Text, Revision: l.Revision, Format: formats[l.Format],
		Customer: l.Customer, CustomerName: l.CustomerName, Agent: l.Agent,
		AgentRole: l.AgentRole, Team: l.Team, Channel: l.Channel,
		Brand: l.Brand, Locale: l.Locale, Context: l.Context, Echo: l.Echo}
	if l.Stage == "sent" {
		message.Stage = attune.Sent
	}
	if l.SentAt != 0 {
		message.SentAt = time.UnixMilli(l.SentAt)
	}
	return message
}

func readLines(path string) (lines []line) {
	file, err := os.Open(path)
	must(err)
	defer file.Close()
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var l line
		must(json.Unmarshal(scanner.Bytes(), &l))
		lines = append(lines, l)
	}
	return lines
}

func handOver(plugin *attune.Plugin, lines []line, process int) {
	for i := range lines {
		call := plugin.Incoming
		if lines[i].Call == "outgoing" {
			call = plugin.Outgoing
		}
		if lines[i].Process == process {
			must(call(lines[i].message()))
		}
	}
}

func documents(plugin *attune.Plugin, lines []line, path string) {
	var text strings.Builder
	for i := range lines {
		judge := plugin.Read
		if lines[i].Call == "outgoing" {
			judge = plugin.Review
		}
		document, err := judge(lines[i].message())
		must(err)
		fmt.Fprintf(&text, "%s\n", document)
	}
	must(os.WriteFile(path, []byte(text.String()), 0o600))
}

func told(name string, err error) string {
	var status attune.Status
	switch {
	case err == nil:
		return name + " accepted\n"
	case errors.As(err, &status):
		return fmt.Sprintf("%s %d\n", name, status)
	}
	return name + " refused\n"
}

func cost(manifest, text string) time.Duration {
	quiet, err := attune.Open(manifest)
	must(err)
	taken := make([]time.Duration, 2000)
	for i := range taken {
		message := attune.Message{Conversation: fmt.Sprint("cost-", i), ID: "1",
			Text: text}
		before := time.Now()
		must(quiet.Incoming(message))
		taken[i] = time.Since(before)
	}
	must(quiet.Drain(10 * time.Second))
	must(quiet.Close())
	sort.Slice(taken, func(i, j int) bool { return taken[i] < taken[j] })
	return taken[len(taken)/2]
}

func fill(manifest, text string) (err error) {
	plugin, err := attune.Open(manifest)
	must(err)
	defer plugin.Close()
	for i := 0; err == nil && i < 1000000; i++ {
		err = plugin.Incoming(attune.Message{Conversation: "full",
			ID: fmt.Sprint(i), Text: text})
	}
	return err
}

func breakManifest(manifest string) error {
	plugin, err := attune.Open(manifest + ".reload")
	must(err)
	defer plugin.Close()
	wrong, err := os.ReadFile(manifest + ".wrong")
	must(err)
	must(os.WriteFile(manifest+".reload", wrong, 0o600))
	return plugin.Reload()
}

func main() {
	manifest, out := os.Args[1], os.Args[3]
	lines := readLines(os.Args[2])
	plugin, err := attune.Open(manifest)
	must(err)
	documents(plugin, lines, out+"/documents")
	var both sync.WaitGroup
	for process := 0; process < 2; process++ {
		both.Add(1)
		go func(process int) {
			defer both.Done()
			handOver(plugin, lines, process)
		}(process)
	}
	both.Wait()

	must(plugin.Feedback(attune.Outcome{Conversation: "odd-nul",
		Suggestion: "sug_x", Action: attune.Dismissed, Rule: "canned",
		Reason: "no"}))
	must(plugin.SetState("odd-nul", attune.Resolved))
	must(plugin.Drain(5 * time.Second))
	must(plugin.Reload())
	stats, err := plugin.Stats()
	must(err)
	if !strings.Contains(stats, `action="dismissed"`) {
		log.Fatal(stats)
	}

	answer, err := plugin.Query(map[string]string{"what": "settings",
		"team": "billing"})
	must(err)
	must(os.WriteFile(out+"/answer", answer, 0o600))

	_, missing := attune.Open(manifest + ".none")
	_, mistaken := attune.Open(manifest + ".wrong")
	errors := told("missing", missing) + told("mistaken", mistaken)
	wrong := func(name, conversation, id, text string) {
		errors += told(name, plugin.Incoming(attune.Message{
			Conversation: conversation, ID: id, Text: text}))
	}
	wrong("no id", "c", "", "text")
	wrong("nul", "c\x00d", "1", "text")
	wrong("large", "c", "1", strings.Repeat("x", 70000))
	errors += told("time", plugin.Incoming(attune.Message{Conversation: "c",
		ID: "1", Text: "text", SentAt: time.UnixMilli(-1)}))
	errors += told("revision", plugin.Incoming(attune.Message{
		Conversation: "c", ID: "1", Text: "text", Revision: 1 << 62}))
	errors += told("action", plugin.SetState("", attune.Resolved))
	errors += told("at", plugin.SetStateAt("c", attune.Resolved,
		time.UnixMilli(-1)))
	_, path := attune.Open(manifest + "\x00")
	errors += told("path", path)
	errors += told("full", fill(manifest+".full", lines[len(lines)-1].Text))
	reload := breakManifest(manifest)
	_, question := plugin.Query(map[string]string{"what": "letter",
		"id": "none"})
	errors += told("reload", reload) + told("question", question)
	if !strings.Contains(reload.Error(), "warmth") ||
		!strings.Contains(question.Error(), "letter") {
		log.Fatal(reload, question)
	}
	p50 := cost(manifest+".quiet", lines[len(lines)-1].Text)
	must(os.WriteFile(out+"/cost", []byte(fmt.Sprintln(p50.Nanoseconds())), 0o600))
	must(plugin.Close())
	must(plugin.Close())
	wrong("closed", "c", "1", "text")
	must(os.WriteFile(out+"/errors", []byte(errors), 0o600))
	left, err := attune.Open(manifest + ".quiet") // and open
	must(err)
	must(left.Incoming(attune.Message{Conversation: "c", ID: "1", Text: "text"}))
}
