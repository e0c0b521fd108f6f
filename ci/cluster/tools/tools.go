//go:build tools

// Package tools names the Kubernetes programs of the test cluster and its tests, so that go.mod holds their one
// version and go.sum the checksum of every module they are built from.
package tools

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kubectl"
	_ "k8s.io/kubernetes/cmd/kubelet"
)
