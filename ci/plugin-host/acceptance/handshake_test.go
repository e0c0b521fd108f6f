package acceptance

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"attestor.invalid/ci/plugin-host/host"
)

const (
	startLimit  = 60 * time.Second
	refuseLimit = 10 * time.Second
	cookie      = host.PluginType + "=" + host.PluginType
)

// bare is a plugin that runs without go-plugin, to see what it writes and how it ends.
type bare struct {
	t       *testing.T
	command *exec.Cmd
	place   place
	stdout  *bufio.Reader
	stderr  lockedBuffer
}

// startBare runs the plugin with more variables: the host's own are up to the caller.
func (s *subject) startBare(t *testing.T, place place, variables ...string) *bare {
	t.Helper()
	b := &bare{t: t, place: place, command: exec.Command(s.command[0], s.command[1:]...)}
	b.command.Env = place.environment(append([]string{
		"PLUGIN_PROTOCOL_VERSIONS=1", "PLUGIN_MIN_PORT=10000", "PLUGIN_MAX_PORT=25000",
	}, variables...)...)
	b.command.Stderr = &b.stderr
	stdout, err := b.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	b.stdout = bufio.NewReader(stdout)
	if err := b.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { place.kill(); _ = b.command.Wait() })
	return b
}

// handshake returns the fields of the first line.
func (b *bare) handshake() []string {
	b.t.Helper()
	timer := time.AfterFunc(startLimit, b.place.kill)
	defer timer.Stop()
	line, err := b.stdout.ReadString('\n')
	if err != nil {
		b.t.Fatalf("no handshake: got %q, %v; stderr: %s", line, err, b.stderr.String())
	}
	return strings.Split(strings.TrimSuffix(line, "\n"), "|")
}

// end waits for the exit and returns the status and all that is left on stdout.
func (b *bare) end(limit time.Duration) (int, string) {
	b.t.Helper()
	timer := time.AfterFunc(limit, func() {
		b.t.Errorf("the plugin still runs after %v", limit)
		b.place.kill()
	})
	defer timer.Stop()
	rest, _ := io.ReadAll(b.stdout)
	_ = b.command.Wait()
	return b.command.ProcessState.ExitCode(), string(rest)
}

func TestExitsWithoutTheRightCookie(t *testing.T) {
	subject := plugin(t)
	for name, variables := range map[string][]string{
		"missing":              nil,
		"different":            {host.PluginType + "=other"},
		"of another type only": {"NodeAttestor=NodeAttestor"},
	} {
		t.Run(name, func(t *testing.T) { subject.startBare(t, newPlace(t), variables...).wantRefusal() })
	}
}

func TestExitsRatherThanAnswerATLSHostInClearText(t *testing.T) {
	certificate := "PLUGIN_CLIENT_CERT=-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
	plugin(t).startBare(t, newPlace(t), cookie, certificate).wantRefusal()
}

func (b *bare) wantRefusal() {
	b.t.Helper()
	code, stdout := b.end(refuseLimit)
	if code != 1 || stdout != "" || b.stderr.String() == "" {
		b.t.Errorf("exit status %d, stdout %q, stderr %q; expected 1, nothing, an explanation",
			code, stdout, b.stderr.String())
	}
}

func TestHandshakeAndTermination(t *testing.T) {
	running := plugin(t).startBare(t, newPlace(t), cookie)
	fields := running.handshake()
	if len(fields) != 6 || fields[0] != "1" || fields[1] != "1" || fields[4] != "grpc" || fields[5] != "" {
		t.Errorf("handshake is %q, expected 1, 1, a network, an address, grpc and nothing", fields)
	}
	checkAddress(t, fields[2], fields[3])
	_ = running.command.Process.Signal(syscall.SIGTERM)
	code, stdout := running.end(stopLimit)
	// 143 is how a JVM that ends in order tells of SIGTERM; death by the signal itself has no status.
	if code != 0 && code != 143 {
		t.Errorf("SIGTERM gives exit status %d, expected 0 or 143", code)
	}
	if stdout != "" {
		t.Errorf("more on stdout than the handshake: %q", stdout)
	}
	if _, err := os.Lstat(fields[3]); fields[2] == "unix" && !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("socket %s is left (%v)", fields[3], err)
	}
	if left := running.place.processes(); len(left) > 0 {
		t.Errorf("processes %v are left", left)
	}
}

func checkAddress(t *testing.T, network, address string) {
	t.Helper()
	switch network {
	case "tcp":
		if !strings.HasPrefix(address, "127.0.0.1:") {
			t.Errorf("address is %q, expected one of this host only", address)
		}
	case "unix":
		info, err := os.Lstat(address)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Type() != fs.ModeSocket || len(address) >= 108 {
			t.Errorf("%s is %v, expected a socket with a path of less than 108 bytes", address, info.Mode())
		}
		if info.Mode().Perm()&0o077 != 0 && !privateFolder(address) {
			t.Errorf("socket %s has mode %v, expected the owner only", address, info.Mode())
		}
	default:
		t.Errorf("network is %q, expected unix or tcp", network)
	}
}

func privateFolder(file string) bool {
	info, err := os.Stat(filepath.Dir(file))
	return err == nil && info.Mode().Perm()&0o077 == 0
}

func TestPutsItsSocketWhereTheHostWantsIt(t *testing.T) {
	place := newPlace(t)
	folder := filepath.Join(place.temp, "sockets")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	running := plugin(t).startBare(t, place, cookie, "PLUGIN_UNIX_SOCKET_DIR="+folder)
	fields := running.handshake()
	if fields[2] == "unix" && filepath.Dir(fields[3]) != folder {
		t.Errorf("the socket is %s, expected it in %s", fields[3], folder)
	}
	_ = running.command.Process.Signal(syscall.SIGTERM)
	running.end(stopLimit)
}

func TestDeclinesMultiplexing(t *testing.T) {
	running := plugin(t).startBare(t, newPlace(t), cookie, "PLUGIN_MULTIPLEX_GRPC=true")
	if fields := running.handshake(); len(fields) != 7 || fields[6] != "false" {
		t.Errorf("handshake is %q, expected a seventh field that is false", fields)
	}
	_ = running.command.Process.Signal(syscall.SIGTERM)
	running.end(stopLimit)
}

// lockedBuffer may be read while a process still writes to it.
type lockedBuffer struct {
	mutex sync.Mutex
	bytes bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.bytes.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.bytes.String()
}
