// Package acceptance tests any workload attestor plugin from outside, with the host that SPIRE agents use.
// The plugin is named by the environment; the README of this module has the variables.
package acceptance

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	attestCount      = flag.Int("attests", 100_000, "calls of the test with a day's worth of calls")
	reconfigureCount = flag.Int("reconfigurations", 200, "calls of Configure while others attest")
	stormTime        = flag.Duration("storm", 5*time.Second, "how long the 200 callers call and cancel")
	settleTime       = flag.Duration("settle", 75*time.Second, "how long threads and files may take to go down")
	parentWatch      = flag.Bool("parent-watch", true, "the plugin must see its host's end without the kernel's help")
)

const trustDomain = "example.org"

// hostRole makes the test binary a host that a test can kill.
const hostRole = "ATTESTOR_PLUGIN_TEST_HOST"

func TestMain(m *testing.M) {
	flag.Parse()
	if address := os.Getenv(strangerRole); address != "" {
		os.Exit(beStranger(address))
	}
	if role := os.Getenv(hostRole); role != "" {
		os.Exit(beHost(role))
	}
	dir, err := os.MkdirTemp("", "host")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	// The host's own sockets stay apart from what the plugin may leave.
	_ = os.Setenv("TMPDIR", dir)
	status := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// subject is the plugin under test and what the environment tells of the processes around it.
type subject struct {
	command   []string
	config    string
	workloads []workload
	outside   int32
}

// workload is a process to attest. No selectors: any are right.
type workload struct {
	pid       int32
	selectors []string
}

var readSubject = sync.OnceValues(func() (*subject, error) {
	s := &subject{command: strings.Fields(os.Getenv("ATTESTOR_PLUGIN"))}
	if len(s.command) == 0 {
		return nil, nil
	}
	if !filepath.IsAbs(s.command[0]) {
		return nil, fmt.Errorf("ATTESTOR_PLUGIN starts with %q, expected an absolute path", s.command[0])
	}
	if file := os.Getenv("ATTESTOR_PLUGIN_CONFIG"); file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("ATTESTOR_PLUGIN_CONFIG: %w", err)
		}
		s.config = string(text)
	}
	words := strings.FieldsFunc(os.Getenv("ATTESTOR_PLUGIN_PIDS"), func(r rune) bool { return r == ',' || r == ' ' })
	for _, word := range words {
		workload, err := parseWorkload(word)
		if err != nil {
			return nil, fmt.Errorf("ATTESTOR_PLUGIN_PIDS: %w", err)
		}
		s.workloads = append(s.workloads, workload)
	}
	if word := os.Getenv("ATTESTOR_PLUGIN_OUTSIDE_PID"); word != "" {
		pid, err := strconv.ParseInt(word, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("ATTESTOR_PLUGIN_OUTSIDE_PID: %w", err)
		}
		s.outside = int32(pid)
	}
	return s, nil
})

// parseWorkload reads "PID" or "PID=FILE", where the file has one selector a line.
func parseWorkload(word string) (workload, error) {
	number, file, hasFile := strings.Cut(word, "=")
	pid, err := strconv.ParseInt(number, 10, 32)
	if err != nil {
		return workload{}, err
	}
	found := workload{pid: int32(pid)}
	if !hasFile {
		return found, nil
	}
	text, err := os.Open(file)
	if err != nil {
		return workload{}, err
	}
	defer text.Close()
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" && line[0] != '#' {
			found.selectors = append(found.selectors, line)
		}
	}
	return found, lines.Err()
}

// plugin returns the plugin under test, or skips.
func plugin(t *testing.T) *subject {
	t.Helper()
	s, err := readSubject()
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Skip("ATTESTOR_PLUGIN is not set: there is no plugin to test")
	}
	return s
}

// workload returns the first process to attest, or skips.
func (s *subject) workload(t *testing.T) workload {
	t.Helper()
	if len(s.workloads) == 0 {
		t.Skip("ATTESTOR_PLUGIN_PIDS is not set: there is no process to attest")
	}
	return s.workloads[0]
}
