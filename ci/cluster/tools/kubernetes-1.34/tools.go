//go:build tools

// Package tools imports the Kubernetes programs of the test cluster and its tests, so that go.mod pins their
// version and go.sum the checksum of every module that they are built from.
package tools

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kubectl"
	_ "k8s.io/kubernetes/cmd/kubelet"
)
