package host

import (
	"fmt"
	"io"
	"sync"

	"github.com/hashicorp/go-hclog"
)

// Entry is one entry of a host's log, as an agent would see it.
type Entry struct {
	Logger  string
	Level   hclog.Level
	Message string
	Fields  map[string]any
}

// Structured says whether go-plugin read a line of the plugin as an entry. Other lines come as text.
func (e Entry) Structured() bool {
	_, ok := e.Fields["timestamp"]
	return ok
}

func (e Entry) String() string {
	return fmt.Sprintf("[%s] %s: %s %v", e.Level, e.Logger, e.Message, e.Fields)
}

// Recorder keeps a host's log.
type Recorder struct {
	mutex   sync.Mutex
	entries []Entry
}

// Logger writes to the recorder everything from debug on, as an agent with log level DEBUG does.
func (r *Recorder) Logger() hclog.Logger {
	logger := hclog.NewInterceptLogger(&hclog.LoggerOptions{Output: io.Discard, Level: hclog.Debug})
	logger.RegisterSink(r)
	return logger
}

// Accept takes one entry; hclog calls it.
func (r *Recorder) Accept(name string, level hclog.Level, message string, args ...any) {
	fields := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		fields[fmt.Sprint(args[i])] = args[i+1]
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.entries = append(r.entries, Entry{name, level, message, fields})
}

// Entries returns the entries of one logger so far: "" for go-plugin's own, a plugin's Name for its lines.
func (r *Recorder) Entries(logger string) []Entry {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var found []Entry
	for _, entry := range r.entries {
		if entry.Logger == logger {
			found = append(found, entry)
		}
	}
	return found
}
