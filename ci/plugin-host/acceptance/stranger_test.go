package acceptance

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
)

// strangerRole makes the test binary a process that is not the plugin's host and calls it over TCP.
const strangerRole = "ATTESTOR_PLUGIN_TEST_STRANGER"

// TCP has no owner and no mode: a plugin that listens there has to find out who calls.
func TestAnswersNoOtherProcessOverTCP(t *testing.T) {
	running := plugin(t).startBare(t, newPlace(t), cookie)
	fields := running.handshake()
	if fields[2] == "tcp" {
		if answer := askAsStranger(t, fields[3]); answer != "closed" {
			t.Errorf("a process that is not the host was answered: %s", answer)
		}
	} else {
		t.Logf("the plugin listens on %s, where the file's mode decides", fields[2])
	}
	_ = running.command.Process.Signal(syscall.SIGTERM)
	running.end(stopLimit)
}

func TestStrangerTellsAnAnswerFromAClosedConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	go func() { _ = server.Serve(listener) }()
	defer server.Stop()
	if answer := askAsStranger(t, listener.Addr().String()); !strings.HasPrefix(answer, "answered") {
		t.Errorf("an open server: %s", answer)
	}
	refusing, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer refusing.Close()
	go func() {
		if conn, err := refusing.Accept(); err == nil {
			_ = conn.Close()
		}
	}()
	if answer := askAsStranger(t, refusing.Addr().String()); answer != "closed" {
		t.Errorf("a refusing server: %s", answer)
	}
}

func askAsStranger(t *testing.T, address string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(self)
	command.Env = append(os.Environ(), strangerRole+"="+address)
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(output))
}

// beStranger greets as an HTTP/2 client does and says what comes back.
func beStranger(address string) int {
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		fmt.Println("cannot connect:", err)
		return 0
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	_, _ = conn.Write([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"))
	answer := make([]byte, 64)
	switch n, err := conn.Read(answer); {
	case n > 0:
		fmt.Printf("answered %x\n", answer[:n])
	case os.IsTimeout(err):
		fmt.Println("kept open")
	default:
		fmt.Println("closed")
	}
	return 0
}
