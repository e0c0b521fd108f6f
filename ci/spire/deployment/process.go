// Package deployment runs a SPIRE server and its agents on this host, configured as SPIRE's documentation says, with the
// packaged plugins.
package deployment

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	startLimit = 2 * time.Minute
	stopLimit  = 15 * time.Second
)

// process is a program of SPIRE in one life. Its standard output and error are in a file, beside its log.
type process struct {
	command *exec.Cmd
	output  string
	ended   chan struct{}
	err     error
}

func start(output string, environment []string, name string, args ...string) (*process, error) {
	file, err := os.OpenFile(output, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	command := exec.Command(name, args...)
	command.Stdout, command.Stderr = file, file
	command.Env = append(os.Environ(), environment...)
	// A test that is killed leaves no agent behind.
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &process{command: command, output: output, ended: make(chan struct{})}
	go func() {
		p.err = command.Wait()
		close(p.ended)
	}()
	return p, nil
}

// until waits for a condition, unless the process ends before.
func (p *process) until(what string, condition func() bool) error {
	for end := time.Now().Add(startLimit); !condition(); time.Sleep(10 * time.Millisecond) {
		select {
		case <-p.ended:
			return fmt.Errorf("%s has ended (%v): %s", filepath.Base(p.command.Path), p.err, p.lastWords())
		default:
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s is not %s within %v: %s", filepath.Base(p.command.Path), what, startLimit, p.lastWords())
		}
	}
	return nil
}

// stop ends the process as a supervisor does.
func (p *process) stop() error {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
		return nil
	case <-time.After(stopLimit):
		_ = p.command.Process.Kill()
		<-p.ended
		return fmt.Errorf("%s did not end within %v of SIGTERM", filepath.Base(p.command.Path), stopLimit)
	}
}

func (p *process) alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

func (p *process) lastWords() string {
	text, err := os.ReadFile(p.output)
	if err != nil {
		return err.Error()
	}
	const most = 3000
	return string(text[max(0, len(text)-most):])
}

// run runs a command of SPIRE to its end.
func run(name string, args ...string) ([]byte, error) {
	out, err := exec.Command(name, args...).Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return nil, fmt.Errorf("%s %q: %w: %s%s", filepath.Base(name), args, err, out, exit.Stderr)
	}
	return out, err
}
