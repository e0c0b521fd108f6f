package nodes

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
)

// byReview is the configuration for an API server, in the form of SPIRE's documentation.
func byReview(kubeconfig string) string {
	return fmt.Sprintf(`
clusters = {
    "MyCluster" = {
        service_account_allow_list = ["%s:spire-agent"]
        use_token_review_api_validation = true
        kube_config_file = %q
    }
}
`, namespace, kubeconfig)
}

// reviewer makes an account that may review tokens and returns a token of it.
func reviewer(c *cluster) string {
	c.account("spire-server")
	c.mayReview("spire-server")
	return c.projected("spire-server")
}

func user(token string) string { return "{token: " + token + "}" }

func TestAttestsByTokenReview(t *testing.T) {
	c := kube(t)
	uid := c.account("spire-agent")
	c.account("web")
	legacy, _ := c.legacy("spire-agent", uid)
	kubeconfig := write(t, "kubeconfig", c.kubeconfig(apiServer, "", user(reviewer(c))))
	plugin, store := server(t, byReview(kubeconfig))
	agent := plugin.attests(payload(t, "MyCluster", legacy), "MyCluster", namespace, "spire-agent")
	if want := []string{agent.ID}; !slices.Equal(store.asked, want) {
		t.Errorf("the server was asked about %q, expected %q", store.asked, want)
	}
	plugin.attests(directly("MyCluster", c.projected("spire-agent")), "MyCluster", namespace, "spire-agent")
	plugin.refuses(directly("MyCluster", c.projected("web")), codes.PermissionDenied,
		`"`+namespace+`:web" is not an allowed service account`)
	plugin.refuses(directly("MyCluster", c.projected("spire-agent", "elsewhere")), codes.PermissionDenied,
		"token not authenticated according to TokenReview API")
	plugin.refuses(directly("MyCluster", legacy[:len(legacy)-8]+"AAAAAAAA"), codes.PermissionDenied,
		"token not authenticated according to TokenReview API")
}

func TestAsksForTheAudience(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	kubeconfig := write(t, "kubeconfig", c.kubeconfig(apiServer, "", user(reviewer(c))))
	config := strings.Replace(byReview(kubeconfig), "use_", "audience = [\"spire-server\"]\nuse_", 1)
	plugin, _ := server(t, config)
	plugin.attests(directly("MyCluster", c.projected("spire-agent", "spire-server")), "MyCluster", namespace, "spire-agent")
	plugin.refuses(directly("MyCluster", c.projected("spire-agent", "https://kubernetes.default.svc")),
		codes.PermissionDenied, "token not authenticated according to TokenReview API")
}

// TestKnowsOfRevokedTokensByTokenReviewAlone shows the difference between the two ways of validation.
func TestKnowsOfRevokedTokensByTokenReviewAlone(t *testing.T) {
	c := kube(t)
	uid := c.account("spire-agent")
	legacy, secret := c.legacy("spire-agent", uid)
	projected := c.projected("spire-agent")
	reviews, _ := server(t, byReview(write(t, "kubeconfig", c.kubeconfig(apiServer, "", user(reviewer(c))))))
	keys, _ := server(t, byKeys(c.keys()))
	reviews.attests(directly("MyCluster", legacy), "MyCluster", namespace, "spire-agent")
	c.deleteSecret(secret)
	eventuallyRefused(reviews, directly("MyCluster", legacy))
	keys.attests(directly("MyCluster", legacy), "MyCluster", namespace, "spire-agent")
	c.deleteAccount("spire-agent")
	eventuallyRefused(reviews, directly("MyCluster", projected))
	keys.attests(directly("MyCluster", projected), "MyCluster", namespace, "spire-agent")
}

// eventuallyRefused waits for the API server to forget a token that it judged before: it remembers for ten seconds.
func eventuallyRefused(plugin *running, payload []byte) {
	plugin.t.Helper()
	if !eventually(func() bool {
		_, err := plugin.AttestNode(plugin.ctx(), payload)
		return err != nil
	}) {
		plugin.t.Error("the token is still good")
	}
	plugin.refuses(payload, codes.PermissionDenied, "token not authenticated according to TokenReview API")
}

func TestSaysThatItMayNotReviewTokens(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	c.account("nobody")
	good := directly("MyCluster", c.projected("spire-agent"))
	plugin, _ := server(t, byReview(write(t, "kubeconfig", c.kubeconfig(apiServer, "", user(c.projected("nobody"))))))
	plugin.refuses(good, codes.Internal, "may not create tokenreviews.authentication.k8s.io")
	c.mayReview("nobody")
	if !eventually(func() bool {
		_, err := plugin.AttestNode(plugin.ctx(), good)
		return err == nil
	}) {
		t.Error("the permission made no difference")
	}
	strangers, _ := server(t, byReview(write(t, "kubeconfig", c.kubeconfig(apiServer, "", user("nonsense")))))
	strangers.refuses(good, codes.Internal, "rejected the plugin's own credentials")
}

func TestLivesThroughAnAPIServerThatIsDown(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	good := directly("MyCluster", c.projected("spire-agent"))
	way := newRelay(t)
	plugin, _ := server(t, byReview(write(t, "kubeconfig", c.kubeconfig(way.address, "", user(reviewer(c))))))
	plugin.attests(good, "MyCluster", namespace, "spire-agent")
	way.down()
	plugin.refuses(good, codes.Unavailable, "cannot be reached")
	way.up()
	plugin.attests(good, "MyCluster", namespace, "spire-agent")
}

func TestTrustsNoOtherAPIServer(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	other := strings.ReplaceAll(c.kubeconfig(apiServer, "", user("secret")), "ca.crt", "other-ca.crt")
	plugin, _ := server(t, byReview(write(t, "kubeconfig", other)))
	plugin.refuses(directly("MyCluster", c.projected("spire-agent")), codes.Internal, "the certificate of the API server")
}

func TestProvesWhoItIsInEveryWay(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	good := directly("MyCluster", c.projected("spire-agent"))
	token := reviewer(c)
	tunnels := newProxy(t)
	program := write(t, "give", fmt.Sprintf(`#!/bin/sh
echo '{"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "%s"}}'
`, token))
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, kubeconfig := range map[string]string{
		"certificate": c.kubeconfig(apiServer, "", fmt.Sprintf("{client-certificate: %q, client-key: %q}",
			filepath.Join(c.dir, "pki/admin.crt"), filepath.Join(c.dir, "pki/admin.key"))),
		"token file":  c.kubeconfig(apiServer, "", fmt.Sprintf("{tokenFile: %q}", write(t, "token", token+"\n"))),
		"exec plugin": c.kubeconfig(apiServer, "", fmt.Sprintf("{exec: {apiVersion: client.authentication.k8s.io/v1, command: %q}}", program)),
		"proxy":       c.kubeconfig(apiServer, fmt.Sprintf(", proxy-url: \"http://%s\"", tunnels.address), user(token)),
		"server name": c.kubeconfig(apiServer, ", tls-server-name: kubernetes", user(token)),
	} {
		t.Run(name, func(t *testing.T) {
			plugin, _ := server(t, byReview(write(t, "kubeconfig", kubeconfig)))
			plugin.attests(good, "MyCluster", namespace, "spire-agent")
		})
	}
	if used := tunnels.used(); !slices.Equal(used, []string{apiServer}) {
		t.Errorf("the proxy opened tunnels to %q", used)
	}
}

func TestABadKubeconfigStopsItsOwnClusterAlone(t *testing.T) {
	c := kube(t)
	c.account("spire-agent")
	config := fmt.Sprintf(`
clusters "Bad" {
    service_account_allow_list = ["%[1]s:spire-agent"]
    use_token_review_api_validation = true
    kube_config_file = "/none"
}
clusters "Good" {
    service_account_allow_list = ["%[1]s:spire-agent"]
    service_account_key_file = %[2]q
}
`, namespace, c.keys())
	plugin, _ := server(t, config)
	valid, notes, err := plugin.Validate(plugin.ctx(), trustDomain, config)
	if want := []string{`cluster "Bad": warning: the kubeconfig "/none" cannot be used: it does not exist`}; err != nil ||
		!valid || !slices.Equal(notes, want) {
		t.Errorf("validate: %v, %q and %v, expected %q", valid, notes, err, want)
	}
	token := c.projected("spire-agent")
	plugin.refuses(directly("Bad", token), codes.Internal, "the API server cannot be asked; the log of the SPIRE server says why")
	plugin.attests(directly("Good", token), "Good", namespace, "spire-agent")
}
