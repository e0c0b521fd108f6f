package young

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"attestor.invalid/ci/plugin-host/internal/proc"
)

// A number of seconds that no other process sleeps.
const hook = 12

// The kubelet names a container when its postStart hook is done; the runtime does at once, and the hook itself may
// ask. What it is told then is what the kubelet says later. Meanwhile a hundred callers without the runtime wait
// for the kubelet, and ask it no more often than they may.
func TestAttestsDuringAPostStartHook(t *testing.T) {
	n := newNode(t)
	young, _ := n.plugin(withRuntime())
	old, _ := n.plugin("")
	n.create(sleeper("hook", 7_800_100, hook))
	hookProcess := n.await(fmt.Sprint("/bin/sleep ", hook))
	process := n.await("/bin/sleep 7800100")

	began, before := time.Now(), n.podRequests()
	var waiting sync.WaitGroup
	late := make([][]string, 100)
	for i := range late {
		waiting.Go(func() {
			var err error
			if late[i], err = old.Attest(limited(t), int32(process)); err != nil {
				t.Error(err)
			}
		})
	}
	fromHook, fromProcess := attest(t, young, hookProcess), attest(t, young, process)
	if !proc.Alive(hookProcess) {
		t.Error("the hook was over before the answer")
	}
	waiting.Wait()
	took, requests := time.Since(began), n.podRequests()-before

	if proc.Alive(hookProcess) {
		t.Error("the kubelet named the container before its hook was done: nothing was tested")
	}
	wantContains(t, fromHook, "container-name:main", "container-image:"+image, "ns:"+namespace, "pod-name:hook")
	wantEqual(t, "the container's first process and the hook's", fromProcess, fromHook)
	for _, selectors := range late {
		wantEqual(t, "what the kubelet says", selectors, fromHook)
	}
	wantEqual(t, "later", attest(t, young, process), fromHook)
	// Both plugins may ask twice a second, and six times at once when they asked less before.
	if allowed := 2 * (6 + int(took/(500*time.Millisecond)) + 1); requests > allowed {
		t.Errorf("the kubelet was asked %d times in %v, expected at most %d", requests, took, allowed)
	}
	t.Logf("100 callers waited %v; the kubelet was asked for pods %d times", took, requests)
}

var podsCounter = regexp.MustCompile(`(?m)^kubelet_http_requests_total\{.*path="pods",server_type="readwrite"\} (\d+)$`)

// podRequests is how often the kubelet's secure port was asked for pods so far, by its own count.
func (n *node) podRequests() int {
	n.t.Helper()
	client, err := n.administrator()
	if err != nil {
		n.t.Fatal(err)
	}
	answer, err := client.Get("https://127.0.0.1:10250/metrics")
	if err != nil {
		n.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		n.t.Fatalf("metrics of the kubelet: %s, %v", answer.Status, err)
	}
	found := podsCounter.FindSubmatch(text)
	if found == nil {
		return 0
	}
	count, err := strconv.Atoi(string(found[1]))
	if err != nil {
		n.t.Fatal(err)
	}
	return count
}
