package host

import (
	"os/exec"
	"syscall"
)

// dieWithParent has the kernel kill the plugin when its host is gone. It holds for the process that is
// started, not for its children.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
