package deployment

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Node is the alias that the entries of all agents have as their parent. Which agents it stands for is decided by the
// selectors of k8s_sat.
const Node = "spiffe://example.org/node"

// Server is a SPIRE server.
type Server struct {
	// Bin is the folder of SPIRE's programs, Attestor the folder of ours.
	Bin, Attestor string
	// Form is "hcl" or "json".
	Form   string
	Folder string
	Port   int
	TTL    string
	// Accounts are the service accounts of agents. Their tokens are validated by the API server if there is a kubeconfig,
	// else by the keys in the file, if any.
	Accounts            []string
	Kubeconfig, KeyFile string
	// Options are further options of the agents' cluster.
	Options map[string]any
	// PrometheusPort is where the server serves its figures to a Prometheus; 0: nowhere. Only in HCL.
	PrometheusPort int

	process *process
}

// Socket is the server's own, for its administrator.
func (s *Server) Socket() string { return filepath.Join(s.Folder, "server.sock") }

// Bundle is the file with the certificates that agents trust.
func (s *Server) Bundle() string { return filepath.Join(s.Folder, "bundle.pem") }

func (s *Server) program() string { return filepath.Join(s.Bin, "spire-server") }

// Start returns when the server is ready and its bundle written.
func (s *Server) Start() error {
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		return err
	}
	file, err := write(s.Folder, "server."+s.Form, s)
	if err != nil {
		return err
	}
	s.process, err = start(filepath.Join(s.Folder, "log"), nil, s.program(), "run", "-config", file)
	if err != nil {
		return err
	}
	if err := s.process.until("ready", func() bool { _, err := s.Run("healthcheck"); return err == nil }); err != nil {
		return err
	}
	bundle, err := s.Run("bundle", "show")
	if err != nil {
		return err
	}
	return os.WriteFile(s.Bundle(), bundle, 0o600)
}

// Stop ends the server; its entries and keys are on disk.
func (s *Server) Stop() error { return s.process.stop() }

// Running says whether the server has been started and has not ended.
func (s *Server) Running() bool { return s.process != nil && s.process.alive() }

// Run runs a command of the server.
func (s *Server) Run(args ...string) ([]byte, error) {
	return run(s.program(), append(args, "-socketPath", s.Socket())...)
}

// Log is all that the server has said.
func (s *Server) Log() string {
	text, _ := os.ReadFile(filepath.Join(s.Folder, "log"))
	return string(text)
}

// Entry registers an identity below the node for workloads with all these selectors.
type Entry struct {
	ID string
	// Parent is an agent, or an alias of agents; Node if it is empty.
	Parent    string
	Selectors []Selector
}

// name is what the server calls the entry: the path of its ID.
func (e Entry) name() string {
	return strings.ReplaceAll(strings.TrimPrefix(e.ID, "spiffe://example.org/"), "/", "-")
}

// Selector is a type and a value.
type Selector struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

func (s Selector) String() string { return s.Type + ":" + s.Value }

// ParseSelector splits a selector at its first colon.
func ParseSelector(text string) Selector {
	kind, value, _ := strings.Cut(text, ":")
	return Selector{kind, value}
}

// Register creates entries.
func (s *Server) Register(entries ...Entry) error {
	type registration struct {
		EntryID   string     `json:"entry_id"`
		SPIFFEID  string     `json:"spiffe_id"`
		ParentID  string     `json:"parent_id"`
		Selectors []Selector `json:"selectors"`
	}
	var all []registration
	for _, entry := range entries {
		all = append(all, registration{entry.name(), entry.ID, cmp.Or(entry.Parent, Node), entry.Selectors})
	}
	file, err := s.json("entries.json", map[string]any{"entries": all})
	if err != nil {
		return err
	}
	_, err = s.Run("entry", "create", "-data", file)
	return err
}

// Unregister deletes entries.
func (s *Server) Unregister(entries ...Entry) error {
	var ids []string
	for _, entry := range entries {
		ids = append(ids, entry.name())
	}
	file, err := s.json("deletions.json", map[string]any{"ids": ids})
	if err != nil {
		return err
	}
	_, err = s.Run("entry", "delete", "-file", file)
	return err
}

func (s *Server) json(name string, value any) (string, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	file := filepath.Join(s.Folder, name)
	return file, os.WriteFile(file, text, 0o600)
}

// RegisterNode creates the alias for all agents of the cluster with these accounts.
func (s *Server) RegisterNode() error { return s.RegisterAlias(Node, "k8s_sat:cluster:MyCluster") }

// RegisterAlias creates an ID for all agents that have all these selectors.
func (s *Server) RegisterAlias(id string, selectors ...string) error {
	args := []string{"entry", "create", "-node", "-spiffeID", id}
	for _, selector := range selectors {
		args = append(args, "-selector", selector)
	}
	_, err := s.Run(args...)
	return err
}

// Attested is an agent as the server knows it.
type Attested struct {
	ID          string
	Selectors   []string
	CanReattest bool
}

// Agents lists all attested agents.
func (s *Server) Agents() ([]Attested, error) {
	out, err := s.Run("agent", "list", "-output", "json")
	if err != nil {
		return nil, err
	}
	var list struct {
		Agents []struct {
			ID struct {
				TrustDomain string `json:"trust_domain"`
				Path        string `json:"path"`
			} `json:"id"`
			Selectors   []Selector `json:"selectors"`
			CanReattest bool       `json:"can_reattest"`
		} `json:"agents"`
	}
	if err := json.Unmarshal(out, &list); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	var all []Attested
	for _, agent := range list.Agents {
		one := Attested{ID: "spiffe://" + agent.ID.TrustDomain + agent.ID.Path, CanReattest: agent.CanReattest}
		for _, selector := range agent.Selectors {
			one.Selectors = append(one.Selectors, selector.String())
		}
		slices.Sort(one.Selectors)
		all = append(all, one)
	}
	return all, nil
}
