package deployment

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

// Agent is a SPIRE agent on the cluster's node. The fields until the process are those of its configuration.
type Agent struct {
	Server *Server
	// Form is "hcl" or "json".
	Form string
	// Folder is for its data, which live longer than the process.
	Folder string
	// Sockets is the folder of its socket, which pods mount.
	Sockets string
	// Token is the service account token by which k8s_sat attests the agent.
	Token string
	// BuiltIn takes SPIRE's own k8s workload attestor instead of our plugin. Only in HCL.
	BuiltIn                          bool
	KubeletCA, KubeletToken, Runtime string
	// DataFile has the plugin's data, which SPIRE then reads again on SIGUSR1. Only in HCL.
	DataFile string
	// AllowedIdentities makes the plugin require signed images. Only in JSON.
	AllowedIdentities map[string][]string
	Environment       []string
	// Statsd is the address that the agent's figures go to. Only in HCL.
	Statsd string
	// PrometheusPort is where the agent serves its figures to a Prometheus; 0: nowhere. Only in HCL.
	PrometheusPort int
	// Startup is how long the last start took, until the agent was ready.
	Startup time.Duration

	process *process
}

// Attestor is the folder of our programs.
func (a *Agent) Attestor() string { return a.Server.Attestor }

// Socket is that of the Workload API.
func (a *Agent) Socket() string { return filepath.Join(a.Sockets, "api.sock") }

// AdminSocket is where delegates ask about other processes. SPIRE wants it outside the folder of the other one.
func (a *Agent) AdminSocket() string { return filepath.Join(a.Folder, "admin.sock") }

func (a *Agent) program() string { return filepath.Join(a.Server.Bin, "spire-agent") }

func (a *Agent) output() string { return filepath.Join(a.Folder, "log") }

// Start returns when the agent is ready: it has been attested and its sockets answer.
func (a *Agent) Start() error {
	for _, folder := range []string{a.Folder, a.Sockets} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	file, err := write(a.Folder, "agent."+a.Form, a)
	if err != nil {
		return err
	}
	began := time.Now()
	a.process, err = start(a.output(), a.Environment, a.program(), "run", "-config", file)
	if err != nil {
		return err
	}
	err = a.process.until("ready", a.healthy)
	a.Startup = time.Since(began)
	return err
}

// healthy asks what "spire-agent healthcheck" asks.
func (a *Agent) healthy() bool {
	connection, err := grpc.NewClient("unix:"+a.Socket(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return false
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	answer, err := healthpb.NewHealthClient(connection).Check(ctx, &healthpb.HealthCheckRequest{})
	return err == nil && answer.Status == healthpb.HealthCheckResponse_SERVING
}

// Stop ends the agent as systemd and the kubelet do.
func (a *Agent) Stop() error { return a.process.stop() }

// Reconfigure has SPIRE read the plugins' data files again.
func (a *Agent) Reconfigure() error { return a.process.command.Process.Signal(syscall.SIGUSR1) }

// PID is the agent's process.
func (a *Agent) PID() int { return a.process.command.Process.Pid }

// Running says whether the agent has been started and has not ended.
func (a *Agent) Running() bool { return a.process != nil && a.process.alive() }

// Plugin is the process of our k8s plugin. The launcher has replaced itself with Java.
func (a *Agent) Plugin() (int, error) {
	// The kernel lists children by the thread that started them.
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", a.PID()))
	if err != nil {
		return 0, err
	}
	var children []byte
	for _, thread := range threads {
		more, err := os.ReadFile(thread)
		if err == nil {
			children = append(children, more...)
		}
	}
	for _, child := range strings.Fields(string(children)) {
		arguments, err := os.ReadFile(filepath.Join("/proc", child, "cmdline"))
		if err == nil && bytes.Contains(arguments, []byte(".K8sPluginMain")) {
			var pid int
			_, err := fmt.Sscan(child, &pid)
			return pid, err
		}
	}
	return 0, fmt.Errorf("agent %d has no k8s plugin among its children %q", a.PID(), children)
}

// Line is a line of the agent's log.
type Line struct {
	Level     string     `json:"level"`
	Message   string     `json:"msg"`
	Error     string     `json:"error"`
	PID       int        `json:"pid"`
	SPIFFEID  string     `json:"spiffe_id"`
	Selectors []Selector `json:"selectors"`
	Text      string     `json:"-"`
}

// Of returns the selectors of a type, sorted: their order has no meaning.
func (l Line) Of(kind string) []string {
	selectors := []string{}
	for _, selector := range l.Selectors {
		if selector.Type == kind {
			selectors = append(selectors, selector.String())
		}
	}
	slices.Sort(selectors)
	return selectors
}

// Log is all that the agent has said, in all its lives.
func (a *Agent) Log() []Line {
	file, err := os.Open(a.output())
	if err != nil {
		return nil
	}
	defer file.Close()
	var lines []Line
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		line := Line{Text: scanner.Text()}
		_ = json.Unmarshal(scanner.Bytes(), &line)
		lines = append(lines, line)
	}
	return lines
}

// Attested returns the selectors of the given type that the agent logged for a process last.
func (a *Agent) Attested(pid int, kind string) ([]string, bool) {
	lines := a.Log()
	for i := len(lines) - 1; i >= 0; i-- {
		if lines[i].Message != "PID attested to have selectors" || lines[i].PID != pid {
			continue
		}
		return lines[i].Of(kind), true
	}
	return nil, false
}
