package young

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"attestor.invalid/ci/plugin-host/internal/proc"
)

const burst = 50

// Fifty pods start at once, and each is attested the moment its process appears: as itself, and with what the
// kubelet says of it later.
func TestAttestsEachPodOfABurst(t *testing.T) {
	n := newNode(t)
	young, _ := n.plugin(withRuntime())
	old, _ := n.plugin("")
	pods := make([]object, burst)
	wanted := map[string]string{}
	for i := range pods {
		name := fmt.Sprint("burst-", i)
		pods[i] = sleeper(name, 7_800_200+i, 0)
		wanted[fmt.Sprint("/bin/sleep ", 7_800_200+i)] = name
	}
	type answer struct {
		pid       int
		name      string
		selectors []string
		took      time.Duration
	}
	var mutex sync.Mutex
	var answers []answer
	var attesting sync.WaitGroup
	n.create(pods...)
	seen := map[int]bool{}
	for end := time.Now().Add(3 * time.Minute); len(seen) < burst && time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		for _, pid := range proc.PIDs() {
			name, ours := wanted[proc.CommandLine(pid)]
			if !ours || seen[pid] {
				continue
			}
			seen[pid] = true
			attesting.Go(func() {
				began := time.Now()
				selectors, err := young.Attest(limited(t), int32(pid))
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				mutex.Lock()
				defer mutex.Unlock()
				answers = append(answers, answer{pid, name, selectors, time.Since(began)})
			})
		}
	}
	attesting.Wait()
	if len(answers) != burst {
		t.Fatalf("%d of %d processes appeared", len(answers), burst)
	}
	for _, one := range answers {
		wantContains(t, one.selectors, "pod-name:"+one.name, "pod-label:app:"+one.name, "container-name:main")
		wantEqual(t, one.name+": what the kubelet says", attest(t, old, one.pid), one.selectors)
	}
	slices.SortFunc(answers, func(a, b answer) int { return int(a.took - b.took) })
	t.Logf("answers took %v at the median, %v at the most", answers[burst/2].took, answers[burst-1].took)
}
