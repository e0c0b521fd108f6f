// Command node has an agent attested: it launches the agent's and the server's node attestor plugin as agent and
// server do, carries the payload from one to the other, and prints what the server's plugin says. The plugins' logs
// go to stderr.
//
//	node -agent '/opt/attestor/bin/attestor-k8s-sat-agent' -agent-config agent.hcl \
//	    -server '/opt/attestor/bin/attestor-k8s-sat-server' -server-config server.hcl
//
// The exit status is 1 if the agent was not attested.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"

	"attestor.invalid/ci/plugin-host/host"
)

type side struct {
	command, config string
	agents          func(string) (bool, error)
}

func main() {
	var agent, server side
	flag.StringVar(&agent.command, "agent", "", "command line of the agent's plugin")
	flag.StringVar(&agent.config, "agent-config", "", "file with its plugin_data")
	flag.StringVar(&server.command, "server", "", "command line of the server's plugin")
	flag.StringVar(&server.config, "server-config", "", "file with its plugin_data")
	trustDomain := flag.String("trust-domain", "example.org", "trust domain of both")
	timeout := flag.Duration("timeout", time.Minute, "limit for everything")
	flag.Parse()
	server.agents = func(string) (bool, error) { return false, nil }
	if err := run(agent, server, *trustDomain, *timeout); err != nil {
		fmt.Fprintln(os.Stderr, "node: error:", err)
		os.Exit(1)
	}
}

func run(agent, server side, trustDomain string, timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	agentPlugin, err := agent.launch(ctx, trustDomain)
	if err != nil {
		return fmt.Errorf("agent: %w", err)
	}
	defer agentPlugin.Close()
	serverPlugin, err := server.launch(ctx, trustDomain)
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	defer serverPlugin.Close()
	payload, err := agentPlugin.AidAttestation(ctx)
	if err != nil {
		return fmt.Errorf("agent: %w", err)
	}
	attested, err := serverPlugin.AttestNode(ctx, payload)
	if err != nil {
		return fmt.Errorf("server: %w", err)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(attested)
}

func (s side) launch(ctx context.Context, trustDomain string) (*host.Plugin, error) {
	hcl, err := os.ReadFile(s.config)
	if err != nil {
		return nil, err
	}
	plugin, err := host.Launch(host.Options{
		Command: strings.Fields(s.command),
		Type:    host.NodeAttestor,
		Agents:  s.agents,
		Logger:  hclog.New(&hclog.LoggerOptions{Output: os.Stderr, Level: hclog.Info}),
	})
	if err != nil {
		return nil, err
	}
	if err := plugin.Configure(ctx, trustDomain, string(hcl)); err != nil {
		plugin.Close()
		return nil, err
	}
	return plugin, nil
}
