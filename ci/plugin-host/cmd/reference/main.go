// Command reference is a small workload attestor plugin in Go, on HashiCorp's own server side. The tests
// are tried on it: it does everything that they ask for, and with -fault it does one thing wrong.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

func main() {
	lenient := flag.Bool("lenient", false, "accept a configuration of unknown keys")
	flag.StringVar(&fault, "fault", "", "what to do wrong")
	flag.Parse()
	if faulty("talks-on-stdout") {
		fmt.Println("hello")
	}
	refuseTLS()
	declineMultiplexing()
	log := hclog.New(&hclog.LoggerOptions{Name: "reference", Level: hclog.Debug, Output: os.Stderr, JSONFormat: true})
	if faulty("raw-log") {
		fmt.Fprintln(os.Stderr, "just text")
	}
	goplugin.Serve(&goplugin.ServeConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  1,
			MagicCookieKey:   "WorkloadAttestor",
			MagicCookieValue: "WorkloadAttestor",
		},
		Plugins: goplugin.PluginSet{"WorkloadAttestor": &attestor{log: log, lenient: *lenient}},
		Logger:  log,
		GRPCServer: func(options []grpc.ServerOption) *grpc.Server {
			server := goplugin.DefaultGRPCServer(options)
			stopInOrder(server)
			return server
		},
	})
	if faulty("ignores-shutdown") {
		select {}
	}
}

// refuseTLS ends the program rather than answer in clear text a host that wants TLS.
func refuseTLS() {
	if os.Getenv("PLUGIN_CLIENT_CERT") != "" && !faulty("answers-tls") {
		fmt.Fprintln(os.Stderr, "the host asks for TLS, which this plugin does not have")
		os.Exit(1)
	}
}

// declineMultiplexing puts "false" behind the handshake, where go-plugin would put "true".
func declineMultiplexing() {
	const variable = "PLUGIN_MULTIPLEX_GRPC"
	if os.Getenv(variable) == "" || faulty("multiplexes") {
		return
	}
	_ = os.Unsetenv(variable)
	stdout := os.Stdout
	read, write, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	os.Stdout = write
	go func() {
		line, _ := bufio.NewReader(read).ReadString('\n')
		fmt.Fprintln(stdout, strings.TrimSpace(line)+"|false")
	}()
}

// stopInOrder ends the server on SIGTERM and when the host is gone; both remove the socket.
func stopInOrder(server *grpc.Server) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	if faulty("dies-of-interrupt") {
		signal.Notify(signals, os.Interrupt)
	}
	parent := os.Getppid()
	go func() {
		for {
			select {
			case <-signals:
				if faulty("dies-of-terminate") {
					os.Exit(3)
				}
				server.Stop()
			case <-time.After(200 * time.Millisecond):
				if os.Getppid() != parent && !faulty("outlives-host") {
					server.Stop()
				}
			}
		}
	}()
}
