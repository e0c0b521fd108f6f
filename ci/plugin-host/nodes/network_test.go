package nodes

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"

	"attestor.invalid/ci/plugin-host/host"
)

// relay is a way to the API server that can be closed and opened again.
type relay struct {
	t       *testing.T
	address string
	mutex   sync.Mutex
	open    []io.Closer
}

func newRelay(t *testing.T) *relay {
	r := &relay{t: t, address: "127.0.0.1:0"}
	r.up()
	t.Cleanup(r.down)
	return r
}

func (r *relay) up() {
	listener, err := net.Listen("tcp", r.address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.address = listener.Addr().String()
	r.keep(listener)
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			r.keep(from)
			go r.join(from, apiServer)
		}
	}()
}

func (r *relay) join(from net.Conn, address string) {
	to, err := net.Dial("tcp", address)
	if err != nil {
		_ = from.Close()
		return
	}
	r.keep(to)
	go func() {
		_, _ = io.Copy(to, from)
		_ = to.Close()
	}()
	_, _ = io.Copy(from, to)
	_ = from.Close()
}

func (r *relay) keep(c io.Closer) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.open = append(r.open, c)
}

func (r *relay) down() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, c := range r.open {
		_ = c.Close()
	}
	r.open = nil
}

// proxy is an HTTP proxy that opens tunnels; it counts them.
type proxy struct {
	address string
	mutex   sync.Mutex
	tunnels []string
}

func newProxy(t *testing.T) *proxy {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{address: listener.Addr().String()}
	ways := &relay{t: t}
	ways.keep(listener)
	t.Cleanup(ways.down)
	go func() {
		for {
			from, err := listener.Accept()
			if err != nil {
				return
			}
			ways.keep(from)
			go p.serve(from, ways)
		}
	}()
	return p
}

func (p *proxy) serve(from net.Conn, ways *relay) {
	request, err := http.ReadRequest(bufio.NewReader(from))
	if err != nil || request.Method != http.MethodConnect {
		_ = from.Close()
		return
	}
	p.mutex.Lock()
	p.tunnels = append(p.tunnels, request.Host)
	p.mutex.Unlock()
	_, _ = io.WriteString(from, "HTTP/1.1 200 OK\r\n\r\n")
	ways.join(from, request.Host)
}

func (p *proxy) used() []string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.tunnels
}

// strangerRole makes this program another process that asks the agent's plugin for its token.
const strangerRole = "ATTESTOR_SAT_STRANGER"

// beStranger exits with 0 if it was given a payload.
func beStranger(address string) int {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return 2
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, host.MethodAidAttestation)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	var answer emptypb.Empty
	if err := stream.RecvMsg(&answer); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	return 0
}

func stranger(address string) (int, string) {
	self, err := os.Executable()
	if err != nil {
		return -1, err.Error()
	}
	command := exec.Command(self)
	command.Env = append(os.Environ(), strangerRole+"="+address)
	output, _ := command.CombinedOutput()
	return command.ProcessState.ExitCode(), string(output)
}
