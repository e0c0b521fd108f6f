package brokers

import "fmt"

// create makes what the tests ask about: the pods near, which runs, done, which has ended, and far, which is of a node that
// does not exist; a Deployment, a Secret, a Kustomization; and the rights of the plugin's account and of the broker.
func (c *cluster) create() {
	c.t.Helper()
	c.apply(
		object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": shop, "labels": object{"team": "backend"}}},
		definition(),
	)
	pods := "/api/v1/namespaces/" + shop + "/pods/"
	for _, name := range []string{"near", "done", "far"} {
		c.t.Cleanup(func() { c.delete(pods + name) })
	}
	for _, name := range []string{"attestor-brokers-plugin", "attestor-brokers-broker"} {
		c.t.Cleanup(func() {
			c.delete("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/" + name)
			c.delete("/apis/rbac.authorization.k8s.io/v1/clusterroles/" + name)
		})
	}
	c.t.Cleanup(func() { c.delete("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/kustomizations." + group) })
	c.apply(c.accounts()...)
	c.apply(
		pod("near", "node1", fmt.Sprint(sleep)),
		pod("done", "node1", "0"),
		pod("far", "no-such-node", "1"),
		object{
			"apiVersion": "apps/v1", "kind": "Deployment",
			"metadata": object{
				"name": "checkout", "namespace": shop, "labels": object{"team": "a"},
				"annotations": object{"private": "x"},
			},
			"spec": object{
				"replicas": 0, "selector": object{"matchLabels": object{"app": "checkout"}},
				"template": object{
					"metadata": object{"labels": object{"app": "checkout"}},
					"spec":     object{"containers": []any{object{"name": "main", "image": "x"}}},
				},
			},
		},
		object{"apiVersion": "v1", "kind": "Secret", "metadata": object{"name": "s", "namespace": shop}},
		object{"apiVersion": "v1", "kind": "ConfigMap", "metadata": object{"name": "x", "namespace": shop}},
		object{
			"apiVersion": group + "/v1", "kind": "Kustomization",
			"metadata": object{"name": "apps", "namespace": shop},
		},
	)
	if _, err := c.script(nil, "wait", shop+"/near=Running", shop+"/done=Succeeded"); err != nil {
		c.t.Fatal(err)
	}
}

func pod(name, node, seconds string) object {
	return object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": object{"name": name, "namespace": shop, "labels": object{"app": name}},
		"spec": object{
			"nodeName": node, "hostNetwork": true, "restartPolicy": "Never", "terminationGracePeriodSeconds": 1,
			"serviceAccountName": "attestor", "automountServiceAccountToken": false,
			"containers": []any{object{
				"name": "main", "image": "registry.local/busybox:1.36", "imagePullPolicy": "Never",
				"command": []string{"/bin/sleep", seconds},
			}},
		},
	}
}

func definition() object {
	return object{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": object{"name": "kustomizations." + group},
		"spec": object{
			"group": group, "scope": "Namespaced",
			"names": object{
				"plural": "kustomizations", "singular": "kustomization", "kind": "Kustomization", "shortNames": []string{"ks"},
			},
			"versions": []any{object{
				"name": "v1", "served": true, "storage": true,
				"schema": object{"openAPIV3Schema": object{"type": "object"}},
			}},
		},
	}
}

func (c *cluster) accounts() []object {
	const rbac = "rbac.authorization.k8s.io"
	kinds := []any{
		object{"apiGroups": []string{""}, "resources": []string{"pods", "secrets", "nodes", "namespaces"}, "verbs": []string{"get", "list"}},
		object{"apiGroups": []string{"apps"}, "resources": []string{"deployments"}, "verbs": []string{"get", "list"}},
		object{"apiGroups": []string{group}, "resources": []string{"kustomizations"}, "verbs": []string{"get", "list"}},
	}
	role := func(name string, rules []any, subject object) []object {
		return []object{
			{"apiVersion": rbac + "/v1", "kind": "ClusterRole", "metadata": object{"name": name}, "rules": rules},
			{
				"apiVersion": rbac + "/v1", "kind": "ClusterRoleBinding", "metadata": object{"name": name},
				"roleRef":  object{"apiGroup": rbac, "kind": "ClusterRole", "name": name},
				"subjects": []any{subject},
			},
		}
	}
	account := object{"kind": "ServiceAccount", "name": "attestor", "namespace": shop}
	user := object{"kind": "User", "apiGroup": rbac, "name": broker}
	review := object{
		"apiGroups": []string{"authorization.k8s.io"}, "resources": []string{"subjectaccessreviews"}, "verbs": []string{"create"},
	}
	impersonate := []any{
		object{"apiGroups": []string{""}, "resources": []string{"pods", "nodes"}, "verbs": []string{"impersonate-via-spire"}},
		object{
			"apiGroups": []string{group}, "resources": []string{"kustomizations"}, "verbs": []string{"impersonate-via-spire"},
			"resourceNames": []string{"apps"},
		},
	}
	accounts := []object{
		{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": object{"name": "attestor", "namespace": shop}},
		{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": object{"name": "nobody", "namespace": shop}},
	}
	accounts = append(accounts, role("attestor-brokers-plugin", append(kinds, review), account)...)
	return append(accounts, role("attestor-brokers-broker", impersonate, user)...)
}
