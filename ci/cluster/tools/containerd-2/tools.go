//go:build tools

// Package tools imports the programs of containerd 2, so that go.mod pins their version and go.sum the checksum of every
// module that they are built from.
package tools

import (
	_ "github.com/containerd/containerd/v2/cmd/containerd"
	_ "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2"
	_ "github.com/containerd/containerd/v2/cmd/ctr"
)
