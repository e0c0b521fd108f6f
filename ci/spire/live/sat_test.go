package live

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"attestor.invalid/ci/spire/deployment"
)

var agentID = regexp.MustCompile(`^spiffe://example\.org/spire/agent/k8s_sat/MyCluster/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// k8s_sat on both sides: an agent is attested by its token, keeps its identity over restarts of agent and server, and
// nobody is attested with that token again.
func attestsAgentsOnce(n *node, form string) {
	before := n.agents()
	agent := n.agent("once", form)
	n.start(agent)
	made := slices.DeleteFunc(n.agents(), func(id string) bool { return slices.Contains(before, id) })
	if len(made) != 1 || !agentID.MatchString(made[0]) {
		n.Fatalf("the new agents are %q, expected one like %s", made, agentID)
	}

	n.must(agent.Stop())
	n.start(agent)
	n.must(n.server.Stop())
	n.must(n.server.Start())
	n.must(agent.Stop())
	n.start(agent)
	if after := n.agents(); len(after) != len(before)+1 {
		n.Errorf("after restarts the server knows %q, expected one more than %q", after, before)
	}
	n.must(agent.Stop())

	// A server forgets used tokens when it ends, so the token is used up anew.
	again := n.agent("again", form)
	n.start(again)
	n.must(again.Stop())
	thief := n.agent("thief", form)
	thief.Token = again.Token
	err := thief.Start()
	if err == nil {
		n.must(thief.Stop())
		n.Fatal("a second agent was attested with the same token")
	}
	if !strings.Contains(n.server.Log(), "token has already been used") {
		n.Errorf("the server does not say why it refused: %v", err)
	}
	n.says(thief, "PermissionDenied")
	if _, line, found := strings.Cut(n.server.Log(), "registered for alg"); found {
		n.Errorf("the server's log tells what a library of the plugin does: %.300s", line)
	}

	stranger := n.agent("stranger", form)
	stranger.Token = n.token("stranger", "workload", "--audience", "spire-server")
	if err := stranger.Start(); err == nil {
		n.must(stranger.Stop())
		n.Fatal("an agent was attested with the token of an account that is not on the list")
	}
	n.noTokenIn(again.Token, stranger.Token)
}

func (n *node) agents() []string {
	n.Helper()
	var ids []string
	for _, agent := range n.attested() {
		ids = append(ids, agent.ID)
	}
	return ids
}

func (n *node) attested() []deployment.Attested {
	n.Helper()
	all, err := n.server.Agents()
	n.must(err)
	return all
}

// noTokenIn fails the test if the server has logged a part of a token.
func (n *node) noTokenIn(files ...string) {
	n.Helper()
	log := n.server.Log()
	for _, file := range files {
		for part := range strings.SplitSeq(strings.TrimSpace(n.read(file)), ".") {
			if strings.Contains(log, part) {
				n.Errorf("the server's log has a part of the token in %s", filepath.Base(file))
			}
		}
	}
}
