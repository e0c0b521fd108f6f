package brokers

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	"attestor.invalid/ci/plugin-host/host"
)

// TestBrokers shares one set of objects, which takes some seconds to make.
func TestBrokers(t *testing.T) {
	c := newCluster(t)
	near := c.uid("/api/v1/namespaces/" + shop + "/pods/near")
	far := c.uid("/api/v1/namespaces/" + shop + "/pods/far")
	pid := await(t, fmt.Sprintf("/bin/sleep %d", sleep))
	test := func(name string, run func(c *cluster)) {
		t.Run(name, func(t *testing.T) {
			inner := *c
			inner.t = t
			run(&inner)
		})
	}
	test("Callers", func(c *cluster) { callers(c, pid) })
	test("Processes", func(c *cluster) { processes(c, pid) })
	test("PodsOfThisNode", func(c *cluster) { podsOfThisNode(c, near, far) })
	test("PodsOfTheCluster", func(c *cluster) { podsOfTheCluster(c, far) })
	test("OtherObjects", otherObjects)
	test("PathsThatLeadElsewhere", pathsThatLeadElsewhere)
	test("Reviews", func(c *cluster) { reviews(c, pid, near) })
	test("MissingRights", missingRights)
	test("Reconfiguration", func(c *cluster) { reconfiguration(c, pid) })
	test("FormsOfTheConfiguration", formsOfTheConfiguration)
	test("SignedImages", signedImages)
	test("LoadsNoKubernetesClientInVain", func(c *cluster) { loadsNoKubernetesClientInVain(c, pid) })
}

func callers(c *cluster, pid int32) {
	plugin := c.plugin("permissive", "cluster")
	reference := host.PodReference(shop, "near")
	for _, id := range []string{"broker", "", "spiffe://Example.org/b", broker + "/", broker + "," + broker, " " + broker} {
		ctx := host.WithBroker(limited(c.t), id)
		_, err := plugin.AttestReference(ctx, reference)
		wantCode(c.t, err, codes.Internal, "near")
		_, err = plugin.Attest(ctx, pid)
		wantCode(c.t, err, codes.Internal, "near")
	}
	twice := metadata.AppendToOutgoingContext(host.WithBroker(limited(c.t), broker), host.BrokerCallerID, broker)
	_, err := plugin.AttestReference(twice, reference)
	wantCode(c.t, err, codes.Internal, "near")

	stranger := "spiffe://example.org/stranger"
	for _, reference := range []host.Reference{reference, host.PIDReference(pid), {TypeURL: "x.Nope"}} {
		_, err := ask(c.t, plugin, stranger, reference)
		wantCode(c.t, err, codes.PermissionDenied, "near")
	}
	_, err = plugin.Attest(host.WithBroker(limited(c.t), stranger), pid)
	wantCode(c.t, err, codes.PermissionDenied, "near")
}

func processes(c *cluster, pid int32) {
	plugin := c.plugin("permissive", "agent_node")
	want, err := plugin.Attest(limited(c.t), pid)
	if err != nil {
		c.t.Fatal(err)
	}
	got, err := ask(c.t, plugin, broker, host.PIDReference(pid))
	if err != nil || !slices.Equal(got, want) {
		c.t.Errorf("got %q, %v, expected what Attest says: %q", got, err, want)
	}
	none, err := ask(c.t, plugin, broker, host.PIDReference(1))
	if err != nil || len(none) > 0 {
		c.t.Errorf("got %q, %v, expected no selectors for a process in no pod", none, err)
	}
	for _, number := range []int32{0, -1} {
		_, err = ask(c.t, plugin, broker, host.PIDReference(number))
		wantCode(c.t, err, codes.InvalidArgument)
	}
	_, err = ask(c.t, plugin, broker, host.PIDReference(1<<30))
	wantCode(c.t, err, codes.NotFound)
}

func podsOfThisNode(c *cluster, near, far string) {
	plugin := c.plugin("permissive", "agent_node")
	var first []string
	for _, who := range []string{broker, ""} {
		for _, reference := range []host.Reference{
			host.PodReference(shop, "near"), pods("", "", near), pods(shop, "near", near),
		} {
			got, err := ask(c.t, plugin, who, reference)
			if err != nil {
				c.t.Fatal(err)
			}
			if first == nil {
				first = got
			}
			wantAll(c.t, got, "ns:"+shop, "pod-name:near", "pod-uid:"+near, "node-name:node1", "sa:attestor", "pod-label:app:near", "pod-image-count:1")
			if !slices.Equal(got, first) {
				c.t.Errorf("got %q, expected %q as for the other references", got, first)
			}
			for _, selector := range got {
				if strings.HasPrefix(selector, "container-") {
					c.t.Errorf("got %q for a pod", selector)
				}
			}
		}
	}
	for _, reference := range []host.Reference{
		pods(shop, "near", "x"), pods(shop, "done", ""), pods("", "", strings.ToUpper(near)),
		pods(shop, "far", ""), pods("", "", far), pods(shop, "nope", ""),
	} {
		_, err := ask(c.t, plugin, broker, reference)
		wantCode(c.t, err, codes.NotFound, near)
	}
}

func podsOfTheCluster(c *cluster, far string) {
	plugin := c.plugin("permissive", "cluster")
	for range 2 {
		for _, reference := range []host.Reference{pods(shop, "far", ""), pods("", "", far), pods(shop, "far", far)} {
			got, err := ask(c.t, plugin, broker, reference)
			if err != nil {
				c.t.Fatal(err)
			}
			wantAll(c.t, got, "pod-name:far", "pod-uid:"+far, "node-name:no-such-node", "pod-image-count:0")
		}
	}
	for _, reference := range []host.Reference{pods("", "", "x"), pods(shop, "nope", ""), pods(shop, "far", "x"), pods(shop, "done", "")} {
		_, err := ask(c.t, plugin, broker, reference)
		wantCode(c.t, err, codes.NotFound, far)
	}
	for _, reference := range []host.Reference{pods(shop, "..", ""), pods(shop+"/pods", "far", ""), pods("", "far", "")} {
		_, err := ask(c.t, plugin, broker, reference)
		wantCode(c.t, err, codes.InvalidArgument)
	}
	withoutKubelet := c.plugin("permissive", "cluster")
	text := fmt.Sprintf(`disable_kubelet_client = true
kube_config_file = %q
experimental { broker { access_policy = "permissive" brokers = [{ id = %q, pod_reference_scope = "cluster" }] } }`, c.kubeconfig, broker)
	if err := withoutKubelet.Configure(limited(c.t), "example.org", text); err != nil {
		c.t.Fatal(err)
	}
	if got, err := ask(c.t, withoutKubelet, broker, pods(shop, "near", "")); err != nil {
		c.t.Error(err)
	} else {
		wantAll(c.t, got, "pod-name:near", "node-name:node1")
	}
	_, err := ask(c.t, withoutKubelet, broker, host.PIDReference(1))
	wantCode(c.t, err, codes.FailedPrecondition)
	_, err = ask(c.t, withoutKubelet, "", pods(shop, "near", ""))
	wantCode(c.t, err, codes.FailedPrecondition)
}

func otherObjects(c *cluster) {
	plugin := c.plugin("permissive", "agent_node", "enable_namespace_labels = true")
	uid := c.uid("/apis/apps/v1/namespaces/" + shop + "/deployments/checkout")
	want := []string{
		"apiVersion:apps/v1", "group:apps", "key:" + shop + "/checkout", "kind:Deployment", "label:team:a", "name:checkout",
		"namespace:" + shop, "ns-label:kubernetes.io/metadata.name:" + shop, "ns-label:team:backend", "plural:deployments",
		"resource:deployments.apps", "uid:" + uid, "version:v1",
	}
	for _, reference := range []host.Reference{
		host.ObjectReference("deployments", "apps", shop, "checkout", ""),
		host.ObjectReference("deployments", "apps", "", "", uid),
		host.ObjectReference("deployments", "apps", shop, "checkout", uid),
	} {
		got, err := ask(c.t, plugin, broker, reference)
		if err != nil || !slices.Equal(got, want) {
			c.t.Errorf("got %q, %v, expected %q", got, err, want)
		}
	}
	node, err := ask(c.t, plugin, broker, host.ObjectReference("nodes", "core", "", "node1", ""))
	if err != nil {
		c.t.Fatal(err)
	}
	wantAll(c.t, node, "kind:Node", "key:node1", "group:core", "resource:nodes.core", "apiVersion:v1")
	own, err := ask(c.t, plugin, broker, host.ObjectReference("kustomizations", group, shop, "apps", ""))
	if err != nil {
		c.t.Fatal(err)
	}
	wantAll(c.t, own, "kind:Kustomization", "apiVersion:"+group+"/v1")

	for _, reference := range []host.Reference{
		host.ObjectReference("secrets", "core", shop, "nope", ""), host.ObjectReference("secrets", "core", "", "", "zzz"),
		host.ObjectReference("deployments", "apps", shop, "checkout", "zzz"), host.ObjectReference("secrets", "core", shop, "a?x=1", ""),
	} {
		_, err := ask(c.t, plugin, broker, reference)
		wantCode(c.t, err, codes.NotFound, uid)
	}
	for _, type_ := range []string{
		"pods/Core", "pods/v1", "unicorns/core", "po/core", "pod/core", "Pods/core", "deployments/nope.example", "deployments/core",
		"deployments/app", "DEPLOYMENT/apps", "ks/" + group, "kustomization/" + group, "/core", "pods/", "tokenreviews/authentication.k8s.io",
		"subjectaccessreviews/authorization.k8s.io",
	} {
		plural, of, _ := strings.Cut(type_, "/")
		for _, reference := range []host.Reference{
			host.ObjectReference(plural, of, shop, "checkout", ""), host.ObjectReference(plural, of, "", "", uid),
		} {
			_, err := ask(c.t, plugin, broker, reference)
			wantCode(c.t, err, codes.InvalidArgument)
		}
	}
	for _, reference := range []host.Reference{
		host.ObjectReference("secrets", "core", "", "s", ""), host.ObjectReference("nodes", "core", shop, "node1", ""),
		host.ObjectReference("secrets", "core", shop, "", ""), host.ObjectReference("secrets", "core", "", "", ""),
	} {
		_, err := ask(c.t, plugin, broker, reference)
		wantCode(c.t, err, codes.InvalidArgument)
	}
	_, err = ask(c.t, plugin, "", host.ObjectReference("secrets", "core", shop, "s", ""))
	wantCode(c.t, err, codes.PermissionDenied, uid)
}

// Nothing of what a broker writes leads to another object than the one that it names.
func pathsThatLeadElsewhere(c *cluster) {
	plugin := c.plugin("enforced", "cluster")
	up := "../../../../../../"
	for _, reference := range []host.Reference{
		host.ObjectReference("secrets", "core", shop, "..", ""),
		host.ObjectReference("secrets", "core", shop, ".", ""),
		host.ObjectReference("kustomizations", group, shop, up+"api/v1/namespaces/"+shop+"/configmaps/x", ""),
		host.ObjectReference("kustomizations", group, shop, up+"version", ""),
		host.ObjectReference("kustomizations", group, shop, up+"api/v1/nodes/node1/proxy/pods", ""),
		host.ObjectReference("secrets", "core", shop, "a/b", ""),
		host.ObjectReference("secrets", "core", shop, "a%2fb", ""),
		host.ObjectReference("secrets", "core", shop+"/secrets/s", "s", ""),
		host.ObjectReference("../secrets", "core", shop, "s", ""),
		host.ObjectReference("pods/status", "core", shop, "near", ""),
	} {
		_, err := ask(c.t, plugin, broker, reference)
		wantCode(c.t, err, codes.InvalidArgument)
	}
}

func reviews(c *cluster, pid int32, near string) {
	plugin := c.plugin("enforced", "cluster")
	for name, reference := range map[string]host.Reference{
		"process": host.PIDReference(pid), "pod": pods(shop, "near", ""), "UID": pods("", "", near), "far": pods(shop, "far", ""),
		"node":          host.ObjectReference("nodes", "core", "", "node1", ""),
		"Kustomization": host.ObjectReference("kustomizations", group, shop, "apps", ""),
	} {
		if got, err := ask(c.t, plugin, broker, reference); err != nil || len(got) == 0 {
			c.t.Errorf("%s: got %q, %v, expected selectors", name, got, err)
		}
	}
	for name, reference := range map[string]host.Reference{
		"Secret": host.ObjectReference("secrets", "core", shop, "s", ""), "no Secret": host.ObjectReference("secrets", "core", shop, "nope", ""),
		"wrong UID":           host.ObjectReference("secrets", "core", shop, "s", "zzz"),
		"other Kustomization": host.ObjectReference("kustomizations", group, shop, "nope", ""),
		"Deployment":          host.ObjectReference("deployments", "apps", shop, "checkout", ""),
	} {
		_, err := ask(c.t, plugin, broker, reference)
		c.t.Log(name)
		wantCode(c.t, err, codes.PermissionDenied, "secrets", "checkout")
	}
	messages := map[string]bool{}
	for _, reference := range []host.Reference{
		host.PIDReference(pid), pods(shop, "near", ""), pods("", "", near), pods(shop, "nope", ""), pods(shop, "near", "x"),
	} {
		_, err := ask(c.t, plugin, other, reference)
		wantCode(c.t, err, codes.PermissionDenied, "near", near)
		messages[fmt.Sprint(err)] = true
	}
	if len(messages) != 1 {
		c.t.Errorf("got different messages: %v", messages)
	}
	if got, err := ask(c.t, plugin, other, host.PIDReference(1)); err != nil || len(got) > 0 {
		c.t.Errorf("got %q, %v for a process in no pod", got, err)
	}
}

func missingRights(c *cluster) {
	c.kubeconfig = c.account("nobody")
	plugin := c.plugin("permissive", "cluster")
	for right, reference := range map[string]host.Reference{
		`"get" on "secrets.core"`:  host.ObjectReference("secrets", "core", shop, "s", ""),
		`"list" on "secrets.core"`: host.ObjectReference("secrets", "core", "", "", "u"),
		`"get" on "pods.core"`:     pods(shop, "far", ""),
		`"list" on "pods.core"`:    pods("", "", "u"),
	} {
		_, err := ask(c.t, plugin, broker, reference)
		wantCode(c.t, err, codes.Internal)
		if err == nil || !strings.Contains(err.Error(), right) {
			c.t.Errorf("got %v, expected it to name %s", err, right)
		}
	}
	c.configure(plugin, "permissive", "cluster", "enable_namespace_labels = true")
	_, err := ask(c.t, plugin, broker, pods(shop, "near", ""))
	wantCode(c.t, err, codes.Internal)
	if err == nil || !strings.Contains(err.Error(), "the labels of the namespace cannot be read; the log of the SPIRE agent says why") {
		c.t.Errorf("got %v, expected it to say where the reason is", err)
	}
	c.wantLogged(plugin, `grant "get" on "namespaces"`)
	c.configure(plugin, "enforced", "cluster")
	_, err = ask(c.t, plugin, broker, pods(shop, "near", ""))
	wantCode(c.t, err, codes.Internal)
	if err == nil || !strings.Contains(err.Error(), `"create" on "subjectaccessreviews.authorization.k8s.io"`) {
		c.t.Errorf("got %v, expected it to name the right to review", err)
	}
}

func pods(namespace, name, uid string) host.Reference {
	return host.ObjectReference("pods", "core", namespace, name, uid)
}

func wantAll(t testing.TB, selectors []string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !slices.Contains(selectors, want) {
			t.Errorf("got %q, expected %q among them", selectors, want)
		}
	}
	if !slices.IsSorted(selectors) {
		t.Errorf("got %q, expected them sorted", selectors)
	}
}
