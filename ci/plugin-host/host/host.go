// Package host launches and calls a workload attestor plugin exactly as a SPIRE agent does, and the two
// sides of a node attestor as agent and server do: HashiCorp go-plugin with core protocol 1, application protocol 1, gRPC only and no TLS, the host services on
// broker stream 1, then Init, Configure and the calls, and at the end Deinit and Kill.
package host

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

// The kinds of plugins: the magic cookie's name and value.
const (
	PluginType   = "WorkloadAttestor"
	NodeAttestor = "NodeAttestor"
)

const (
	initTimeout   = 60 * time.Second
	deinitTimeout = 10 * time.Second
)

// Options say how to launch a plugin. Only Command is needed.
type Options struct {
	// Command is the program and its arguments.
	Command []string
	// Type is the kind of plugin. Empty: a workload attestor.
	Type string
	// Agents answers the plugin's question whether the server knows an agent. Nil: the host is an agent
	// and has no such service.
	Agents func(id string) (bool, error)
	// WithoutMetrics makes the host one without the metrics service, which is optional.
	WithoutMetrics bool
	// Metrics, if not nil, is asked before a metric is recorded; an error is the answer to the plugin.
	Metrics func(Metric) error
	// Checksum, if not nil, is the SHA-256 that the program must have.
	Checksum []byte
	// Environment replaces the plugin's environment. Nil: it has the host's, as under an agent.
	Environment []string
	// Logger receives the plugin's log. Nil: it is dropped.
	Logger hclog.Logger
	// Orphanable starts the plugin without a parent-death signal, as on systems that have none.
	Orphanable bool
}

// Plugin is a running plugin that has answered Init.
type Plugin struct {
	// Services are the service names that Init returned.
	Services []string
	// Startup is the time from launch to the answer of Init.
	Startup time.Duration

	name         string
	hostServices []string
	client       *goplugin.Client
	conn         *connection
	metrics      *metricsRecord
}

// Launch starts a plugin and calls Init. After an error nothing is left running.
func Launch(options Options) (*Plugin, error) {
	if len(options.Command) == 0 {
		return nil, errors.New("no plugin command")
	}
	if options.Type == "" {
		options.Type = PluginType
	}
	plugin := &Plugin{name: filepath.Base(options.Command[0])}
	if !options.WithoutMetrics {
		plugin.metrics = &metricsRecord{decide: options.Metrics}
		plugin.hostServices = append(plugin.hostServices, metricsService)
	}
	if options.Agents != nil {
		plugin.hostServices = append(plugin.hostServices, agentStoreService)
	}
	plugin.client = goplugin.NewClient(plugin.clientConfig(options))
	began := time.Now()
	if err := plugin.load(options.Type); err != nil {
		plugin.kill()
		return nil, err
	}
	plugin.Startup = time.Since(began)
	return plugin, nil
}

func (p *Plugin) clientConfig(options Options) *goplugin.ClientConfig {
	command := exec.Command(options.Command[0], options.Command[1:]...)
	command.Env = options.Environment
	if !options.Orphanable {
		dieWithParent(command)
	}
	logger := options.Logger
	if logger == nil {
		logger = hclog.NewNullLogger()
	}
	config := &goplugin.ClientConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  1,
			MagicCookieKey:   options.Type,
			MagicCookieValue: options.Type,
		},
		Plugins:          goplugin.PluginSet{options.Type: hostSide{metrics: p.metrics, agents: options.Agents}},
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Cmd:              command,
		SkipHostEnv:      options.Environment != nil,
		Logger:           logger,
	}
	if options.Checksum != nil {
		config.SecureConfig = &goplugin.SecureConfig{Checksum: options.Checksum, Hash: sha256.New()}
	}
	return config
}

func (p *Plugin) load(pluginType string) error {
	protocol, err := p.client.Client()
	if err != nil {
		return fmt.Errorf("launch: %w", err)
	}
	side, err := protocol.Dispense(pluginType)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	p.conn = side.(*connection)
	ctx, cancel := context.WithTimeout(context.Background(), initTimeout)
	defer cancel()
	if p.Services, err = p.init(ctx); err != nil {
		return fmt.Errorf("init: %w", err)
	}
	return nil
}

// PID is the process that was started: the plugin or its launcher.
func (p *Plugin) PID() int {
	pid, _ := strconv.Atoi(p.client.ID())
	return pid
}

// Name is what go-plugin calls the plugin's logger.
func (p *Plugin) Name() string { return p.name }

// Address is where the plugin listens: a socket file, or host and port.
func (p *Plugin) Address() string { return p.client.ReattachConfig().Addr.String() }

// Exited says whether the plugin's process has ended.
func (p *Plugin) Exited() bool { return p.client.Exited() }

// Close unloads the plugin as an agent does: Deinit, then Kill, which asks it to shut down and kills
// it after two seconds.
func (p *Plugin) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), deinitTimeout)
	_ = p.Deinit(ctx)
	cancel()
	p.kill()
}

func (p *Plugin) kill() {
	p.client.Kill()
	if p.conn != nil {
		p.conn.services.Stop()
	}
}

// Checksum is the SHA-256 of a file, as Options.Checksum wants it.
func Checksum(file string) ([]byte, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	return sum[:], nil
}
