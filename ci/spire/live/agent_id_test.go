package live

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"attestor.invalid/ci/spire/deployment"
)

const agents = domain + "spire/agent/k8s_sat/MyCluster/"

// identified is a node whose server has an agent_id, and two pods with tokens for agents. Each agent_id is tested with
// another way to validate tokens.
type identified struct {
	*node
	nodeUID string
	first   *deployment.Agent
	// tokens counts those that were issued.
	tokens int
}

func newIdentified(t *testing.T, agentID string, configure func(*node)) *identified {
	t.Helper()
	n := newNode(t)
	n.server.Options = map[string]any{"agent_id": agentID, "token_binding": "node"}
	n.server.PrometheusPort = freePort(n)
	configure(n)
	n.startServer("hcl")
	i := &identified{node: n, nodeUID: n.uid("nodes/node1")}
	n.create(i.pod("agent-a"), i.pod("agent-b"), n.obedient("web", busybox))
	i.first = n.agent("first", "hcl")
	i.first.Token = i.mounted("agent-a")
	n.start(i.first)
	return i
}

// pod has a token for an agent in a volume that the kubelet fills.
func (i *identified) pod(name string) object {
	pod := i.obedient(name, busybox)
	spec := pod["spec"].(object)
	spec["serviceAccountName"] = "spire-agent"
	spec["volumes"] = append(spec["volumes"].([]object), object{"name": "token", "projected": object{"sources": []object{
		{"serviceAccountToken": object{"path": "spire-agent", "audience": "spire-server", "expirationSeconds": 600}},
	}}})
	main := spec["containers"].([]object)[0]
	main["volumeMounts"] = append(main["volumeMounts"].([]object), object{"name": "token", "mountPath": "/var/run/secrets/tokens"})
	return pod
}

// mounted is the file with the token of a pod, as the kubelet wrote it.
func (i *identified) mounted(pod string) string {
	i.Helper()
	return filepath.Join(i.cluster, "kubelet/pods", i.podUID(pod), "volumes/kubernetes.io~projected/token/spire-agent")
}

// issued is a file with a new token of a pod, as the kubelet gets it when it renews one.
func (i *identified) issued(pod string) string {
	i.Helper()
	i.tokens++
	name := pod + strings.Repeat("-new", i.tokens)
	return i.token(name, "spire-agent", "--audience", "spire-server", "--pod", pod)
}

func (i *identified) podUID(name string) string {
	i.Helper()
	return i.uid("namespaces/" + namespace + "/pods/" + name)
}

// uid asks the API server.
func (n *node) uid(path string) string {
	n.Helper()
	pki := filepath.Join(n.cluster, "pki")
	out, err := exec.Command("curl", "-fsS", "--noproxy", "*", "--cacert", pki+"/ca.crt", "--cert", pki+"/admin.crt",
		"--key", pki+"/admin.key", "https://127.0.0.1:6443/api/v1/"+path).Output()
	n.must(err)
	var answer struct {
		Metadata struct {
			UID string `json:"uid"`
		} `json:"metadata"`
	}
	n.must(json.Unmarshal(out, &answer))
	return answer.Metadata.UID
}

// selectors are those of an agent that has the token of a pod.
func (i *identified) selectors(pod string) []string {
	i.Helper()
	return []string{
		"k8s_sat:agent_node_name:node1", "k8s_sat:agent_node_uid:" + i.nodeUID, "k8s_sat:agent_ns:" + namespace,
		"k8s_sat:agent_pod_name:" + pod, "k8s_sat:agent_pod_uid:" + i.podUID(pod), "k8s_sat:agent_sa:spire-agent",
		"k8s_sat:cluster:MyCluster",
	}
}

// expect fails the test unless the server knows exactly these agents.
func (i *identified) expect(want ...deployment.Attested) {
	i.Helper()
	byID := func(a, b deployment.Attested) int { return strings.Compare(a.ID, b.ID) }
	got := i.attested()
	slices.SortFunc(got, byID)
	slices.SortFunc(want, byID)
	if !slices.EqualFunc(got, want, func(a, b deployment.Attested) bool {
		return a.ID == b.ID && a.CanReattest == b.CanReattest && slices.Equal(a.Selectors, b.Selectors)
	}) {
		i.Fatalf("the server knows the agents\n%+v, expected\n%+v", got, want)
	}
}

// returns stops an agent, takes its data from it, and starts it again.
func (i *identified) returns(agent *deployment.Agent, token string) error {
	i.Helper()
	if agent.Running() {
		i.must(agent.Stop())
	}
	i.must(os.RemoveAll(agent.Folder))
	agent.Token = token
	return agent.Start()
}

// refused is like returns, for an agent that the server must refuse for this reason.
func (i *identified) refused(agent *deployment.Agent, token, reason string) {
	i.Helper()
	if err := i.returns(agent, token); err == nil {
		i.Fatalf("the agent was attested, expected it to be refused: %s", reason)
	}
	if !strings.Contains(i.server.Log(), reason) {
		i.Errorf("the server does not say %q", reason)
	}
	i.noTokenIn(token)
}

// entriesByNode has the agent give SVIDs by an alias of its node, and none by the alias of another.
func (i *identified) entriesByNode() {
	i.Helper()
	here, elsewhere := domain+"nodes/node1", domain+"nodes/node2"
	i.must(i.server.RegisterAlias(here, "k8s_sat:agent_node_name:node1", "k8s_sat:agent_node_uid:"+i.nodeUID))
	i.must(i.server.RegisterAlias(elsewhere, "k8s_sat:agent_node_name:node2"))
	web := []deployment.Selector{deployment.ParseSelector("k8s:pod-name:web"), deployment.ParseSelector("k8s:ns:" + namespace)}
	i.register(
		deployment.Entry{ID: domain + "web", Parent: here, Selectors: web},
		deployment.Entry{ID: domain + "elsewhere", Parent: elsewhere, Selectors: web},
	)
	i.knows(i.first, domain+"web")
	i.both("web", i.first, domain+"web")
}

func TestNamesAgentsAtRandom(t *testing.T) {
	i := newIdentified(t, "uuid", func(n *node) { n.server.KeyFile = filepath.Join(n.cluster, "pki/service-accounts.pub") })
	before := i.agents()
	if len(before) != 1 || !agentID.MatchString(before[0]) {
		t.Fatalf("the agents are %q, expected one like %s", before, agentID)
	}
	i.expect(deployment.Attested{ID: before[0], Selectors: i.selectors("agent-a")})
	i.entriesByNode()

	i.refused(i.first, i.first.Token, "token has already been used")
	i.must(i.returns(i.first, i.issued("agent-a")))
	after := slices.DeleteFunc(i.agents(), func(id string) bool { return id == before[0] })
	if len(after) != 1 || !agentID.MatchString(after[0]) {
		t.Errorf("without its data, the agent is %q, expected another one like %s", after, agentID)
	}
	i.both("web", i.first, domain+"web")
}

func TestNamesAgentsByTheirNode(t *testing.T) {
	i := newIdentified(t, "node", func(n *node) {
		n.server.Options["keys"] = "api_server"
		n.server.Options["kube_config_file"] = n.kubeconfig()
		n.server.Options["audience"] = []string{"spire-server"}
	})
	agent := func(pod string) deployment.Attested {
		return deployment.Attested{ID: agents + i.nodeUID, Selectors: i.selectors(pod), CanReattest: true}
	}
	i.expect(agent("agent-a"))
	i.reports(i.server.PrometheusPort, "spire_server_attestor_key_fetch", "ok")
	i.entriesByNode()

	i.refused(i.first, i.first.Token, "token has already been used")
	i.must(i.returns(i.first, i.issued("agent-a")))
	i.expect(agent("agent-a"))
	i.both("web", i.first, domain+"web")
	i.must(i.first.Stop())

	// docs/k8s_sat.md says so: another pod of the account becomes the agent of its own node.
	second := i.agent("second", "hcl")
	second.Token = i.mounted("agent-b")
	i.start(second)
	i.expect(agent("agent-b"))
	i.staysBanned(second, agents+i.nodeUID, "agent-b")
}

func TestNamesAgentsByTheirPod(t *testing.T) {
	i := newIdentified(t, "pod", func(n *node) { n.server.Kubeconfig = n.kubeconfig() })
	agent := func(pod string) deployment.Attested {
		return deployment.Attested{ID: agents + i.podUID(pod), Selectors: i.selectors(pod), CanReattest: true}
	}
	i.expect(agent("agent-a"))
	i.reports(i.server.PrometheusPort, "spire_server_attestor_token_review", "ok")
	i.entriesByNode()

	i.refused(i.first, i.first.Token, "token has already been used")
	i.must(i.returns(i.first, i.issued("agent-a")))
	i.expect(agent("agent-a"))
	i.both("web", i.first, domain+"web")

	second := i.agent("second", "hcl")
	second.Token = i.mounted("agent-b")
	i.start(second)
	i.expect(agent("agent-a"), agent("agent-b"))
	i.both("web", second, domain+"web")
	i.staysBanned(second, agents+i.podUID("agent-b"), "agent-b")
	i.both("web", i.first, domain+"web")
}

// staysBanned bans an agent, which a new token then does not help.
func (i *identified) staysBanned(agent *deployment.Agent, id, pod string) {
	i.Helper()
	_, err := i.server.Run("agent", "ban", "-spiffeID", id)
	i.must(err)
	i.refused(agent, i.issued(pod), "banned")
}
