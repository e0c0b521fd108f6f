package nodes

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"attestor.invalid/ci/plugin-host/internal/admin"
)

const (
	namespace = "attestor-sat"
	apiServer = "127.0.0.1:6443"
)

type object = map[string]any

// cluster is the API server of a running one-node cluster, and its files.
type cluster struct {
	t       *testing.T
	dir     string
	address string
	client  *http.Client
}

func kube(t *testing.T) *cluster {
	t.Helper()
	c := administrator(t)
	c.namespace()
	return c
}

func administrator(t *testing.T) *cluster {
	t.Helper()
	dir := os.Getenv("ATTESTOR_CLUSTER_DIR")
	if dir == "" {
		t.Skip("ATTESTOR_CLUSTER_DIR is not set: there is no cluster")
	}
	client, err := admin.Client(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return &cluster{t, dir, apiServer, client}
}

func (c *cluster) namespace() {
	c.t.Helper()
	c.call("POST", "/api/v1/namespaces", object{"metadata": object{"name": namespace}}, 201, 409)
}

func (c *cluster) keys() string { return filepath.Join(c.dir, "pki/service-accounts.pub") }

func (c *cluster) authority() string { return filepath.Join(c.dir, "pki/ca.crt") }

func (c *cluster) call(method, path string, body object, expected ...int) object {
	c.t.Helper()
	answer, err := c.try(method, path, body, expected...)
	if err != nil {
		c.t.Fatal(err)
	}
	return answer
}

func (c *cluster) try(method, path string, body object, expected ...int) (object, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(method, "https://"+c.address+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(expected, response.StatusCode) {
		return nil, fmt.Errorf("%s %s: %s %s", method, path, response.Status, answer)
	}
	var parsed object
	_ = json.Unmarshal(answer, &parsed)
	return parsed, nil
}

func accounts() string { return "/api/v1/namespaces/" + namespace + "/serviceaccounts" }

// account makes a service account anew, so that none of its tokens are left from before, and returns its UID.
func (c *cluster) account(name string) string {
	c.t.Helper()
	c.deleteAccount(name)
	made := c.call("POST", accounts(), object{"metadata": object{"name": name}}, 201)
	c.t.Cleanup(func() { c.deleteAccount(name) })
	return made["metadata"].(object)["uid"].(string)
}

func (c *cluster) deleteAccount(name string) {
	c.call("DELETE", accounts()+"/"+name, nil, 200, 404)
}

// projected has the API server issue a token.
func (c *cluster) projected(name string, audiences ...string) string {
	c.t.Helper()
	token, err := c.tryToken(name, audiences...)
	if err != nil {
		c.t.Fatal(err)
	}
	return token
}

func (c *cluster) tryToken(name string, audiences ...string) (string, error) {
	spec := object{"expirationSeconds": 3600}
	if len(audiences) > 0 {
		spec["audiences"] = audiences
	}
	answer, err := c.try("POST", accounts()+"/"+name+"/token", object{"spec": spec}, 201)
	if err != nil {
		return "", err
	}
	return answer["status"].(object)["token"].(string), nil
}

// legacy makes the token and the Secret that Kubernetes made for each account before 1.24, as its token controller does:
// no such controller runs here, and the API server only believes a token whose Secret it finds.
func (c *cluster) legacy(account, uid string) (token, secret string) {
	c.t.Helper()
	secret = account + "-token"
	token = c.sign(object{
		"iss":                                    "kubernetes/serviceaccount",
		"sub":                                    "system:serviceaccount:" + namespace + ":" + account,
		"kubernetes.io/serviceaccount/namespace": namespace,
		"kubernetes.io/serviceaccount/secret.name":          secret,
		"kubernetes.io/serviceaccount/service-account.name": account,
		"kubernetes.io/serviceaccount/service-account.uid":  uid,
	})
	c.deleteSecret(secret)
	c.call("POST", "/api/v1/namespaces/"+namespace+"/secrets", object{
		"type": "kubernetes.io/service-account-token",
		"metadata": object{"name": secret, "annotations": object{
			"kubernetes.io/service-account.name": account, "kubernetes.io/service-account.uid": uid,
		}},
		"data": object{"token": base64.StdEncoding.EncodeToString([]byte(token))},
	}, 201)
	c.t.Cleanup(func() { c.deleteSecret(secret) })
	return token, secret
}

func (c *cluster) deleteSecret(name string) {
	c.call("DELETE", "/api/v1/namespaces/"+namespace+"/secrets/"+name, nil, 200, 404)
}

func (c *cluster) sign(claims object) string {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "pki/service-accounts.key"))
	if err != nil {
		c.t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		c.t.Fatal(err)
	}
	body, _ := json.Marshal(claims)
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(`{"alg":"RS256"}`)) + "." + encode(body)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, parsed.(*rsa.PrivateKey), crypto.SHA256, digest[:])
	if err != nil {
		c.t.Fatal(err)
	}
	return signed + "." + encode(signature)
}

// mayReview lets an account create token reviews.
func (c *cluster) mayReview(account string) {
	c.t.Helper()
	bindings := "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"
	name := namespace + "-" + account
	c.call("DELETE", bindings+"/"+name, nil, 200, 404)
	c.call("POST", bindings, object{
		"metadata": object{"name": name},
		"roleRef":  object{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "system:auth-delegator"},
		"subjects": []object{{"kind": "ServiceAccount", "name": account, "namespace": namespace}},
	}, 201)
	c.t.Cleanup(func() { c.call("DELETE", bindings+"/"+name, nil, 200, 404) })
}

// kubeconfig is the text of one; the two last parts are YAML in one line.
func (c *cluster) kubeconfig(address, more, user string) string {
	return fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: here
contexts: [{name: here, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://%s", certificate-authority: %q%s}}]
users: [{name: u, user: %s}]
`, address, c.authority(), more, user)
}
