package acceptance

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/host"
	"attestor.invalid/ci/plugin-host/internal/proc"
)

// What is left after the end is checked by every test; this one ends in the middle of work.
func TestStopsInTimeWithCallsUnderWay(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	running := subject.configured(t)
	for range 16 {
		go func() {
			for ctx.Err() == nil {
				_, _ = running.Attest(ctx, workload.pid)
			}
		}()
	}
	time.Sleep(200 * time.Millisecond)
	// Cleanups run backwards: the session's end unloads the plugin before the calls are cancelled.
}

func TestStopsUnconfigured(t *testing.T) {
	plugin(t).start(t)
}

func TestLogsInAFormThatTheHostUnderstands(t *testing.T) {
	subject := plugin(t)
	running := subject.configured(t)
	_ = running.Configure(running.ctx(), trustDomain, withProblems(subject.config))
	_, _ = running.Attest(running.ctx(), 0)
	logged := func() bool { return len(running.log.Entries(running.Name())) > 0 }
	if !eventually(time.Second, logged) {
		t.Skip("the plugin logged nothing, so there is nothing to see")
	}
	for _, entry := range running.log.Entries(running.Name()) {
		if !entry.Structured() {
			t.Errorf("a log line came as raw text: %v", entry)
		}
	}
}

func TestSurvivesAnInterrupt(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.configured(t)
	for range 3 {
		for _, pid := range running.place.processes() {
			_ = syscall.Kill(pid, syscall.SIGINT)
		}
		time.Sleep(100 * time.Millisecond)
		running.answers(workload)
	}
}

func TestHostSurvivesTheEndOfThePlugin(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.configured(t)
	running.answers(workload)
	running.kill()
	if !eventually(stopLimit, running.Exited) {
		t.Error("the host does not see the plugin's end: something holds its output open")
	}
	for range 3 {
		began := time.Now()
		_, err := running.Attest(running.ctx(), workload.pid)
		if status.Code(err) != codes.Unavailable || time.Since(began) > 5*time.Second {
			t.Errorf("a call of the dead plugin gave %v after %v, expected %v at once", err, time.Since(began), codes.Unavailable)
		}
	}
	again := subject.configured(t)
	again.answers(workload)
}

func TestEndsWithAKilledHost(t *testing.T) {
	subject := plugin(t)
	for _, role := range []string{agentRole, orphanRole} {
		t.Run(role, func(t *testing.T) {
			if role == orphanRole && !*parentWatch {
				t.Skip("-parent-watch=false: only the kernel's signal ends the plugin")
			}
			place := newPlace(t)
			before := subject.runHost(t, place, role)
			if len(before) == 0 {
				t.Fatal("the plugin does not run")
			}
			gone := func() bool { return len(place.processes()) == 0 }
			if began := time.Now(); eventually(stopLimit, gone) {
				t.Logf("gone after %v", time.Since(began))
				return
			}
			for _, pid := range place.processes() {
				t.Errorf("process %d outlived its host: %s", pid, proc.CommandLine(pid))
			}
			place.kill()
		})
	}
}

const (
	agentRole  = "with a parent-death signal"
	orphanRole = "without a parent-death signal"
)

// started is what a host of its own process says when its plugin runs.
type started struct {
	PID int `json:"pid"`
}

// runHost runs a host in a process of its own, kills it, and returns the plugin's processes before that.
func (s *subject) runHost(t *testing.T, place place, role string) []int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(self)
	// The mark is in the host's environment as well, which the plugin inherits.
	command.Env = place.environment(hostRole + "=" + role)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(startLimit, func() { _ = command.Process.Kill() })
	defer timer.Stop()
	var plugin started
	err = json.NewDecoder(bufio.NewReader(stdout)).Decode(&plugin)
	processes := slices.DeleteFunc(place.processes(), func(pid int) bool { return pid == command.Process.Pid })
	_ = command.Process.Kill()
	_ = command.Wait()
	if err != nil {
		t.Fatalf("the host does not start its plugin: %v", err)
	}
	return processes
}

// beHost is the life of a host of its own process: it waits to be killed.
func beHost(role string) int {
	subject, err := readSubject()
	if err != nil || subject == nil {
		fmt.Fprintln(os.Stderr, "no plugin:", err)
		return 1
	}
	plugin, err := host.Launch(host.Options{Command: subject.command, Orphanable: role == orphanRole})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := plugin.Configure(context.Background(), trustDomain, subject.config); err != nil {
		fmt.Fprintln(os.Stderr, err)
		plugin.Close()
		return 1
	}
	_ = json.NewEncoder(os.Stdout).Encode(started{plugin.PID()})
	time.Sleep(time.Minute)
	plugin.Close()
	return 1
}
