package nodes

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// byKeys is the configuration for a key file, in the form of SPIRE's documentation.
func byKeys(keys string) string {
	return fmt.Sprintf(`
clusters = {
    "MyCluster" = {
        service_account_allow_list = ["%s:spire-agent"]
        service_account_key_file = %q
    }
}
`, namespace, keys)
}

func TestNamesItsServices(t *testing.T) {
	for variable, service := range map[string]string{
		"ATTESTOR_SAT_SERVER": "spire.plugin.server.nodeattestor.v1.NodeAttestor",
		"ATTESTOR_SAT_AGENT":  "spire.plugin.agent.nodeattestor.v1.NodeAttestor",
	} {
		plugin := launch(t, variable, new(agents).ask)
		want := []string{service, "spire.service.common.config.v1.Config"}
		if slices.Sort(plugin.Services); !slices.Equal(plugin.Services, want) {
			t.Errorf("Init names %q, expected %q", plugin.Services, want)
		}
	}
}

func TestIsNotReadyBeforeItsConfiguration(t *testing.T) {
	_, err := launch(t, "ATTESTOR_SAT_AGENT", nil).AidAttestation(t.Context())
	if status.Code(err) != codes.FailedPrecondition {
		t.Errorf("agent: %v", err)
	}
	plugin := launch(t, "ATTESTOR_SAT_SERVER", new(agents).ask)
	plugin.refuses(directly("MyCluster", "a.b.c"), codes.FailedPrecondition, "not configured")
}

func TestAttestsByAKeyFile(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	plugin, store := server(t, byKeys(c.keys()))
	agent := plugin.attests(payload(t, "MyCluster", c.projected("spire-agent")), "MyCluster", namespace, "spire-agent")
	if want := []string{agent.ID}; !slices.Equal(store.asked, want) {
		t.Errorf("the server was asked about %q, expected %q", store.asked, want)
	}
}

func TestWarnsOfProjectedTokensOnce(t *testing.T) {
	c := kube(t)
	uid := c.account("spire-agent")
	legacy, _ := c.legacy("spire-agent", uid)
	plugin, _ := server(t, byKeys(c.keys()))
	warnings := func() (found int) {
		for _, entry := range plugin.log.Entries(plugin.Name()) {
			if entry.Level == hclog.Warn && strings.Contains(entry.Message, "k8s_psat") {
				found++
			}
		}
		return found
	}
	plugin.attests(payload(t, "MyCluster", legacy), "MyCluster", namespace, "spire-agent")
	if warnings() != 0 {
		t.Error("a legacy token made a warning")
	}
	for range 3 {
		plugin.attests(directly("MyCluster", c.projected("spire-agent")), "MyCluster", namespace, "spire-agent")
	}
	if got := warnings(); got != 1 {
		t.Errorf("projected tokens made %d warnings, expected 1", got)
	}
}

func TestRefusesWhatItsKeysDoNotVouchFor(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	c.account("web")
	plugin, store := server(t, byKeys(c.keys()))
	good := c.projected("spire-agent")
	plugin.refuses(directly("MyCluster", c.projected("web")), codes.PermissionDenied,
		`"`+namespace+`:web" is not an allowed service account`)
	plugin.refuses(directly("YourCluster", good), codes.InvalidArgument, `not configured for cluster "YourCluster"`)
	plugin.refuses(directly("MyCluster", good[:len(good)-8]+"AAAAAAAA"), codes.InvalidArgument, "unable to verify token")
	plugin.refuses(directly("MyCluster", "hello"), codes.InvalidArgument, "unable to parse token")
	plugin.refuses(nil, codes.InvalidArgument, "missing attestation payload")
	if len(store.asked) > 0 {
		t.Errorf("the server was asked about %q", store.asked)
	}
}

func TestRefusesAgentsUnlessTheServerSaysTheyAreNew(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	plugin, store := server(t, byKeys(c.keys()))
	good := directly("MyCluster", c.projected("spire-agent"))
	store.known = true
	plugin.refuses(good, codes.PermissionDenied, "attestation data has already been used to attest an agent")
	store.err = status.Error(codes.FailedPrecondition, "not ready")
	plugin.refuses(good, codes.FailedPrecondition, "not ready")
	store.err = errors.New("broken")
	plugin.refuses(good, codes.Unknown, "unable to ask the server")
	store.known, store.err = false, nil
	plugin.attests(good, "MyCluster", namespace, "spire-agent")
}

func TestKeepsItsConfigurationWhenANewOneIsBad(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	plugin, _ := server(t, byKeys(c.keys()))
	for _, config := range []string{"", "clusters = {}", "{", byKeys("/none"), strings.ReplaceAll(byKeys(c.keys()), "_file", "_fil")} {
		if err := plugin.Configure(plugin.ctx(), trustDomain, config); status.Code(err) != codes.InvalidArgument {
			t.Errorf("configure %q: %v", config, err)
		}
		if valid, notes, err := plugin.Validate(plugin.ctx(), trustDomain, config); err != nil || valid || len(notes) == 0 {
			t.Errorf("validate %q: %v, %q and %v", config, valid, notes, err)
		}
	}
	plugin.attests(directly("MyCluster", c.projected("spire-agent")), "MyCluster", namespace, "spire-agent")
}

func TestHandsItsTokenToItsParentAlone(t *testing.T) {
	command := os.Getenv("ATTESTOR_SAT_AGENT")
	t.Setenv("ATTESTOR_SAT_AGENT", command+" --tcp")
	plugin := launch(t, "ATTESTOR_SAT_AGENT", nil)
	config := fmt.Sprintf("cluster = \"c\"\ntoken_path = %q", write(t, "token", "a.b.c"))
	if err := plugin.Configure(plugin.ctx(), trustDomain, config); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(plugin.Address(), "127.0.0.1:") {
		t.Fatalf("it listens at %q", plugin.Address())
	}
	if code, output := stranger(plugin.Address()); code != 3 {
		t.Errorf("a stranger ended with %d: %s", code, output)
	}
	if said, err := plugin.AidAttestation(plugin.ctx()); err != nil || !strings.Contains(string(said), "a.b.c") {
		t.Errorf("the parent got %q and %v", said, err)
	}
}
