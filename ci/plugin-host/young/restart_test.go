package young

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/host"
	"attestor.invalid/ci/plugin-host/internal/proc"
)

// containerd is killed and comes back. What the kubelet lists is attested all the time; a question that only the
// runtime can answer is answered when it is back; the log has one line for each of the two events.
func TestRidesOutARestartOfTheRuntime(t *testing.T) {
	n := newNode(t)
	if isCRIO() {
		t.Skip("kills containerd and asks about a sandbox's process, which CRI-O does not have")
	}
	// Otherwise the runtime may have told of the sandbox before anybody asked.
	young, log := n.plugin(withRuntime() + "\nprefetch = false")
	patient, _ := n.plugin("")
	n.create(sleeper("old", 7_800_300, 0))
	old := n.await("/bin/sleep 7800300")
	before := attest(t, young, old)
	// The kubelet learns of the container from the runtime too, about a second later: only then may that go away.
	wantEqual(t, "from the kubelet alone", attest(t, patient, old), before)
	sandbox := n.sandboxBeside(old)

	n.killContainerd()
	t.Cleanup(func() { n.script(nil, "up") })
	wantEqual(t, "while the runtime is away", attest(t, young, old), before)
	refused := make(chan error)
	go func() {
		_, err := young.Attest(limited(t), int32(sandbox))
		refused <- err
	}()
	time.Sleep(3 * time.Second)
	select {
	case err := <-refused:
		t.Errorf("the sandbox got %v while nobody could know what it is", err)
		return
	default:
	}
	n.script(nil, "up")
	err := <-refused
	if status.Code(err) != codes.FailedPrecondition || !strings.Contains(err.Error(), "sandbox of pod") {
		t.Errorf("the sandbox got %v, expected to be recognized", err)
	}

	n.create(sleeper("new", 7_800_301, hook))
	hookProcess := n.await(fmt.Sprint("/bin/sleep ", hook))
	wantContains(t, attest(t, young, hookProcess), "pod-name:new", "container-name:main")
	if !proc.Alive(hookProcess) {
		t.Error("the hook was over before the answer")
	}
	wantLogged(t, young, log, "the container runtime does not answer", "the container runtime answers again")
}

func wantLogged(t *testing.T, plugin *host.Plugin, log *host.Recorder, messages ...string) {
	t.Helper()
	for _, message := range messages {
		count := 0
		for _, entry := range log.Entries(plugin.Name()) {
			if strings.HasPrefix(entry.Message, message) {
				count++
			}
		}
		if count != 1 {
			t.Errorf("%q was logged %d times, expected once", message, count)
		}
	}
}

// sandboxBeside finds the process that holds the namespaces of a process's pod.
func (n *node) sandboxBeside(pid int) int {
	n.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", pid))
	if err != nil {
		n.t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "/pod")
	pod, _, _ := strings.Cut(rest, "/")
	if !found {
		n.t.Fatalf("no pod in %q", text)
	}
	for _, other := range proc.PIDs() {
		cgroup, err := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", other))
		if err == nil && strings.Contains(string(cgroup), pod) && proc.CommandLine(other) == "/pause" {
			return other
		}
	}
	n.t.Fatalf("no sandbox of pod %q", pod)
	return 0
}

func (n *node) killContainerd() {
	n.t.Helper()
	own := "containerd --config=" + n.dir + "/containerd.toml"
	for _, pid := range proc.PIDs() {
		if strings.HasSuffix(proc.CommandLine(pid), own) {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				n.t.Fatal(err)
			}
			return
		}
	}
	n.t.Fatalf("no process %q", own)
}
