package acceptance

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"attestor.invalid/ci/plugin-host/host"
	"attestor.invalid/ci/plugin-host/internal/proc"
)

const (
	callLimit = 2 * time.Minute
	stopLimit = 2 * time.Second
	hangLimit = 15 * time.Second
)

// session is one life of the plugin under test, in an environment of its own. Whatever a test does,
// its end shows that the plugin logged well, stopped in time and left nothing.
type session struct {
	*host.Plugin
	t      *testing.T
	log    *host.Recorder
	place  place
	began  time.Time
	killed bool
}

// place is where a plugin may leave things: its folder for temporary files, and processes that carry its mark.
type place struct {
	temp, mark string
}

var places atomic.Int64

func newPlace(t *testing.T) place {
	t.Helper()
	// Not the test's own folder: a long path leaves no room for the name of a socket.
	temp, err := os.MkdirTemp("", "p")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temp) })
	return place{temp, fmt.Sprintf("ATTESTOR_PLUGIN_TEST=%d-%d", os.Getpid(), places.Add(1))}
}

// environment is the host's own with the place in it, and the given variables.
func (p place) environment(more ...string) []string {
	own := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "TMPDIR=") || strings.HasPrefix(v, "ATTESTOR_PLUGIN_TEST")
	})
	return append(own, append([]string{"TMPDIR=" + p.temp, p.mark}, more...)...)
}

func (p place) processes() []int { return proc.WithEnvironment(p.mark) }

// kill ends all processes of the place; they are the test's own.
func (p place) kill() {
	for _, pid := range p.processes() {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// start launches the plugin without a configuration.
func (s *subject) start(t *testing.T) *session {
	t.Helper()
	place, log, began := newPlace(t), new(host.Recorder), time.Now()
	launched, err := host.Launch(host.Options{
		Command:     s.command,
		Environment: place.environment(),
		Logger:      log.Logger(),
	})
	if err != nil {
		t.Fatalf("the plugin does not start: %v\n%v", err, log.Entries(filepath.Base(s.command[0])))
	}
	running := &session{Plugin: launched, t: t, log: log, place: place, began: began}
	t.Cleanup(running.finish)
	return running
}

// configured launches the plugin with the configuration of the environment.
func (s *subject) configured(t *testing.T) *session {
	t.Helper()
	running := s.start(t)
	if err := running.Configure(running.ctx(), trustDomain, s.config); err != nil {
		t.Fatalf("configure: %v", err)
	}
	return running
}

// ctx is a context for one call.
func (s *session) ctx() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	s.t.Cleanup(cancel)
	return ctx
}

// answers fails the test unless the plugin still attests as it should.
func (s *session) answers(workload workload) {
	s.t.Helper()
	if err := s.attestOnce(context.Background(), workload); err != nil {
		s.t.Errorf("the plugin no longer attests: %v", err)
	}
}

// attestOnce attests and compares with what is expected of the process, if anything is.
func (s *session) attestOnce(ctx context.Context, workload workload) error {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	got, err := s.Attest(ctx, workload.pid)
	switch {
	case err != nil:
		return err
	case len(got) == 0:
		return errors.New("no selectors")
	case workload.selectors != nil && !slices.Equal(got, workload.selectors):
		return fmt.Errorf("selectors are %q, want %q", got, workload.selectors)
	}
	return nil
}

// kill ends the plugin's processes without a warning.
func (s *session) kill() {
	s.killed = true
	s.place.kill()
}

// finish unloads the plugin and looks for what is left of it.
func (s *session) finish() {
	t := s.t
	used := s.usedFiles()
	began := time.Now()
	// A process that holds the plugin's output open keeps the host waiting.
	rescue := time.AfterFunc(hangLimit, s.place.kill)
	s.Close()
	rescue.Stop()
	if took := time.Since(began); took >= stopLimit {
		t.Errorf("the plugin took %v to stop, expected less than %v", took, stopLimit)
	}
	for _, entry := range s.log.Entries("") {
		if strings.Contains(entry.Message, "failed to exit gracefully") && !s.killed {
			t.Error("the plugin did not end by itself")
		}
	}
	if !eventually(stopLimit-time.Since(began), func() bool { return len(s.place.processes()) == 0 }) {
		for _, pid := range s.place.processes() {
			t.Errorf("process %d is left: %s", pid, proc.CommandLine(pid))
		}
		s.kill()
	}
	if !s.killed {
		s.checkFiles(used)
	}
	s.checkLog()
}

// usedFiles lists the temporary files that the plugin has open, mapped or bound now, wherever they are.
func (s *session) usedFiles() []string {
	files := []string{s.Address()}
	for _, pid := range s.place.processes() {
		dir := fmt.Sprintf("/proc/%d/", pid)
		entries, _ := os.ReadDir(dir + "fd")
		for _, entry := range entries {
			target, _ := os.Readlink(dir + "fd/" + entry.Name())
			files = append(files, target)
		}
		maps, _ := os.ReadFile(dir + "maps")
		for line := range strings.Lines(string(maps)) {
			if at := strings.IndexByte(line, '/'); at >= 0 {
				files = append(files, strings.TrimSpace(line[at:]))
			}
		}
		// Where a JVM keeps its performance data, and files that are named after the process.
		byPID, _ := filepath.Glob("/tmp/hsperfdata_*/" + strconv.Itoa(pid))
		named, _ := filepath.Glob(fmt.Sprintf("/tmp/*%d*", pid))
		files = append(append(files, byPID...), named...)
	}
	return slices.DeleteFunc(files, func(file string) bool {
		return file != s.Address() && !strings.HasPrefix(file, "/tmp/") && !strings.HasPrefix(file, "/dev/shm/")
	})
}

func (s *session) checkFiles(used []string) {
	s.t.Helper()
	left, _ := filepath.Glob(s.place.temp + "/*")
	for _, file := range used {
		// An older file is a part of a plugin that is itself installed there.
		if info, err := os.Lstat(file); err == nil && info.ModTime().After(s.began) {
			left = append(left, file)
		}
	}
	slices.Sort(left)
	for _, file := range slices.Compact(left) {
		s.t.Errorf("a file is left: %s", file)
	}
}

func (s *session) checkLog() {
	s.t.Helper()
	for _, entry := range s.log.Entries(s.Name()) {
		if !entry.Structured() && entry.Message != "reading plugin stderr" {
			s.t.Errorf("a log line came as raw text: %v", entry)
		}
	}
}

// eventually waits for a condition; it is asked at least once.
func eventually(limit time.Duration, condition func() bool) bool {
	for end := time.Now().Add(limit); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}
