package nodes

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
)

const nodeName = "node1"

// pod is one of two pods on one node; nothing but the API server has to know them.
type pod struct{ name, uid string }

func (c *cluster) pod(name, account string) pod {
	c.t.Helper()
	c.deletePod(name)
	made := c.call("POST", pods(), object{
		"metadata": object{"name": name},
		"spec": object{
			"nodeName": nodeName, "serviceAccountName": account, "terminationGracePeriodSeconds": 0,
			"containers": []object{{"name": "agent", "image": "registry.local/busybox:1.36", "imagePullPolicy": "Never"}},
		},
	}, 201)
	c.t.Cleanup(func() { c.deletePod(name) })
	return pod{name, made["metadata"].(object)["uid"].(string)}
}

func pods() string { return "/api/v1/namespaces/" + namespace + "/pods" }

func (c *cluster) deletePod(name string) {
	c.t.Helper()
	c.call("DELETE", pods()+"/"+name, object{"gracePeriodSeconds": 0}, 200, 202, 404)
	if !eventually(func() bool { return c.call("GET", pods()+"/"+name, nil, 200, 404)["kind"] == "Status" }) {
		c.t.Fatalf("the pod %s is still there", name)
	}
}

func (c *cluster) nodeUID() string {
	return c.call("GET", "/api/v1/nodes/"+nodeName, nil, 200)["metadata"].(object)["uid"].(string)
}

// bound has the API server issue a token as it does for a kubelet.
func (c *cluster) bound(account string, to pod) string {
	c.t.Helper()
	answer := c.call("POST", accounts()+"/"+account+"/token", object{"spec": object{
		"expirationSeconds": 600,
		"boundObjectRef":    object{"apiVersion": "v1", "kind": "Pod", "name": to.name, "uid": to.uid},
	}}, 201)
	return answer["status"].(object)["token"].(string)
}

// validations are all ways of validation, as keys of a cluster; the key file comes first.
func validations(c *cluster) map[string]string {
	kubeconfig := write(c.t, "kubeconfig", c.kubeconfig(apiServer, "", user(reviewer(c))))
	return map[string]string{
		"key file":   fmt.Sprintf("service_account_key_file = %q", c.keys()),
		"API server": fmt.Sprintf("keys = \"api_server\"\nkube_config_file = %q", kubeconfig),
		"review":     fmt.Sprintf("use_token_review_api_validation = true\nkube_config_file = %q", kubeconfig),
	}
}

func configured(lines ...string) string {
	return fmt.Sprintf("clusters \"MyCluster\" {\nservice_account_allow_list = [\"%s:spire-agent\"]\n%s\n}\n",
		namespace, strings.Join(lines, "\n"))
}

func TestNamesThePodAndItsNodeInEveryWay(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	node := c.nodeUID()
	both := []pod{c.pod("agent-a", "spire-agent"), c.pod("agent-b", "spire-agent")}
	for name, keys := range validations(c) {
		t.Run(name, func(t *testing.T) {
			plugin, store := server(t, configured(keys, `token_binding = "node"`, `agent_id = "pod"`))
			for _, each := range both {
				token := c.bound("spire-agent", each)
				for range 2 {
					agent, err := plugin.AttestNode(plugin.ctx(), directly("MyCluster", token))
					if err != nil {
						t.Fatal(err)
					}
					want := []string{
						"agent_node_name:" + nodeName, "agent_node_uid:" + node, "agent_ns:" + namespace,
						"agent_pod_name:" + each.name, "agent_pod_uid:" + each.uid, "agent_sa:spire-agent", "cluster:MyCluster",
					}
					if !slices.Equal(agent.Selectors, want) {
						t.Errorf("selectors are %q, expected %q", agent.Selectors, want)
					}
					if want := "spiffe://" + trustDomain + "/spire/agent/k8s_sat/MyCluster/" + each.uid; agent.ID != want || !agent.CanReattest {
						t.Errorf("the agent is %q and can reattest: %v, expected %q and true", agent.ID, agent.CanReattest, want)
					}
				}
			}
			if len(store.asked) > 0 {
				t.Errorf("the server was asked about %q", store.asked)
			}
			plugin.refuses(directly("MyCluster", c.projected("spire-agent")), codes.PermissionDenied, "token is bound to no pod")
		})
	}
}

func TestNamesAgentsByTheirNode(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	want := "spiffe://" + trustDomain + "/spire/agent/k8s_sat/MyCluster/" + c.nodeUID()
	token := c.bound("spire-agent", c.pod("agent-a", "spire-agent"))
	for name, keys := range validations(c) {
		t.Run(name, func(t *testing.T) {
			plugin, _ := server(t, configured(keys, `token_binding = "node"`, `agent_id = "node"`))
			if agent, err := plugin.AttestNode(plugin.ctx(), directly("MyCluster", token)); err != nil || agent.ID != want {
				t.Errorf("got %q and %v, expected %q", agent.ID, err, want)
			}
		})
	}
}

// TestKnowsOfADeletedPodByTokenReviewAlone shows what docs/k8s_sat.md says of it.
func TestKnowsOfADeletedPodByTokenReviewAlone(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	ways := validations(c)
	reviews, _ := server(t, configured(ways["review"], `token_binding = "pod"`))
	keys, _ := server(t, configured(ways["key file"], `token_binding = "pod"`))
	payload := directly("MyCluster", c.bound("spire-agent", c.pod("agent-a", "spire-agent")))
	for _, plugin := range []*running{reviews, keys} {
		if _, err := plugin.AttestNode(plugin.ctx(), payload); err != nil {
			t.Fatal(err)
		}
	}
	c.deletePod("agent-a")
	eventuallyRefused(reviews, payload)
	if _, err := keys.AttestNode(keys.ctx(), payload); err != nil {
		t.Errorf("by keys: %v, expected an agent", err)
	}
}

func TestRefusesATokenThatWasUsedInEveryWay(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	for name, keys := range validations(c) {
		t.Run(name, func(t *testing.T) {
			plugin, _ := server(t, configured(keys, "refuse_used_tokens = true"))
			payload := directly("MyCluster", c.projected("spire-agent"))
			plugin.attests(payload, "MyCluster", namespace, "spire-agent")
			plugin.refuses(payload, codes.PermissionDenied, "token has already been used to attest an agent")
			plugin.attests(directly("MyCluster", c.projected("spire-agent")), "MyCluster", namespace, "spire-agent")
		})
	}
}

func TestRefusesAKeyThatTheAPIServerDoesNotPublish(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	plugin, _ := server(t, configured(validations(c)["API server"]))
	plugin.attests(directly("MyCluster", c.projected("spire-agent")), "MyCluster", namespace, "spire-agent")
	parts := strings.Split(c.projected("spire-agent"), ".")
	other := encoded(`{"alg":"RS256","kid":"another"}`) + "." + parts[1] + "." + parts[2]
	plugin.refuses(directly("MyCluster", other), codes.Unavailable, "it names a key that its cluster did not publish")
}

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
