//go:build tools

// Package tools imports CRI-O, so that go.mod pins its version and go.sum the checksum of every module that it is built from.
package tools

import _ "github.com/cri-o/cri-o/cmd/crio"
