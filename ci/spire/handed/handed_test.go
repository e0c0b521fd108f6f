package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tests of the plugins read recordings of what SPIRE hands on; this shows that it still does.
func TestTheRecordingsAreWhatSPIREHandsOn(t *testing.T) {
	var cases []string
	for _, module := range []string{"attestor-core", "spire/k8s-sat-node-attestor"} {
		found, err := filepath.Glob(filepath.Join("../../..", module, "src/test/resources/handed/*.json"))
		if err != nil || len(found) == 0 {
			t.Fatalf("no case in %s: %v", module, err)
		}
		cases = append(cases, found...)
	}
	for _, file := range cases {
		written, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		recorded, err := os.ReadFile(strings.TrimSuffix(file, "json") + "hcl")
		if err != nil {
			t.Fatal(err)
		}
		text, err := handed(string(written))
		if err != nil {
			t.Errorf("%s: %v", file, err)
		} else if text+"\n" != string(recorded) {
			t.Errorf("%s: SPIRE hands on\n%s\nrecorded is\n%s", file, text, recorded)
		}
	}
}
