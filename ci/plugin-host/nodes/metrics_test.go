package nodes

import (
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
)

func TestReportsHowAttestationsEndAndWhatTheyRestOn(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	c.account("web")
	away := write(t, "away", c.kubeconfig("127.0.0.1:1", "", user("nobody")))
	ways := validations(c)
	for _, each := range []struct {
		way, call string
		// calls is how often the API server of the cluster is asked, of which each has a result.
		calls float32
		away  string
	}{
		{"API server", "key_fetch", 1, `keys = "api_server"`},
		{"review", "token_review", 2, "use_token_review_api_validation = true"},
	} {
		t.Run(each.call, func(t *testing.T) {
			other := configured(each.away, fmt.Sprintf("kube_config_file = %q", away))
			plugin, _ := server(t, configured(ways[each.way])+strings.Replace(other, "MyCluster", "Away", 1))
			token := c.projected("spire-agent")
			plugin.attests(directly("MyCluster", token), "MyCluster", namespace, "spire-agent")
			plugin.refuses(directly("MyCluster", c.projected("web")), codes.PermissionDenied, "is not an allowed service account")
			plugin.refuses(directly("Another", token), codes.InvalidArgument, `not configured for cluster "Another"`)
			plugin.refuses(directly("Away", token), codes.Unavailable, "")
			plugin.reports(map[string]float32{
				"IncrCounter attestor.node_attestation{result=ok}":          1,
				"IncrCounter attestor.node_attestation{result=denied}":      1,
				"IncrCounter attestor.node_attestation{result=invalid}":     1,
				"IncrCounter attestor.node_attestation{result=unavailable}": 1,
				"AddSample attestor.node_attestation.elapsed_time":          4,
				"IncrCounter attestor." + each.call + "{result=ok}":         each.calls,
				"IncrCounter attestor." + each.call + "{result=failed}":     1,
				"AddSample attestor." + each.call + ".elapsed_time":         each.calls + 1,
			})
		})
	}
}

func TestReportsWhetherThereWasAToken(t *testing.T) {
	plugin := launch(t, "ATTESTOR_SAT_AGENT", nil)
	token := write(t, "token", "a.b.c\n")
	if err := plugin.Configure(plugin.ctx(), trustDomain, fmt.Sprintf("cluster = \"c\"\ntoken_path = %q\n", token)); err != nil {
		t.Fatal(err)
	}
	if _, err := plugin.AidAttestation(plugin.ctx()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(token); err != nil {
		t.Fatal(err)
	}
	if _, err := plugin.AidAttestation(plugin.ctx()); err == nil {
		t.Fatal("there is a payload without a token")
	}
	plugin.reports(map[string]float32{
		"IncrCounter attestor.token_read{result=ok}":     1,
		"IncrCounter attestor.token_read{result=failed}": 1,
		"AddSample attestor.token_read.elapsed_time":     2,
	})
}

// reports fails the test unless the plugin has soon told the host exactly this.
func (r *running) reports(want map[string]float32) {
	r.t.Helper()
	if !eventually(func() bool { return maps.Equal(r.MetricSums(), want) }) {
		r.t.Errorf("the host was told %v, expected %v", r.MetricSums(), want)
	}
}
