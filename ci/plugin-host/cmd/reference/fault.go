package main

import (
	"os"
	"os/exec"
	"syscall"
)

// fault names the one thing that this run does wrong.
var fault string

func faulty(name string) bool { return fault == name }

var leaked [][]byte

// misbehave does the faults of a single attestation.
func misbehave() {
	switch fault {
	case "leaks-memory":
		block := make([]byte, 4096)
		block[0] = 1
		leaked = append(leaked, block)
	case "leaks-descriptors":
		_, _ = syscall.Open("/dev/null", syscall.O_RDONLY, 0)
	case "leaves-file":
		_ = os.WriteFile(os.TempDir()+"/left", nil, 0o600)
	case "leaves-child":
		if len(leaked) == 0 {
			leaked = append(leaked, nil)
			_ = exec.Command("sleep", "5").Start()
		}
	}
}
