package proc

import (
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

func TestParsesAStatLineWhoseNameHoldsParentheses(t *testing.T) {
	got, err := parseStat("42 (a) R 9 (b) S 7 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 12345 0 0\n")
	if want := (stat{state: "S", parent: 7, start: 12345}); err != nil || got != want {
		t.Errorf("got %+v and %v, want %+v", got, err, want)
	}
}

func TestFindsAProcessByParentAndByEnvironment(t *testing.T) {
	command := exec.Command("sleep", "30")
	command.Env = append(os.Environ(), "PROC_TEST=here")
	if err := command.Start(); err != nil {
		t.Skip("needs sleep: ", err)
	}
	pid := command.Process.Pid
	defer func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		if Alive(pid) {
			t.Error("a dead process counts as alive")
		}
	}()
	for end := time.Now().Add(2 * time.Second); CommandLine(pid) != "sleep 30" && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if !slices.Contains(Descendants(os.Getpid()), pid) {
		t.Error("the child is not among the descendants")
	}
	if found := WithEnvironment("PROC_TEST=here"); !slices.Equal(found, []int{pid}) {
		t.Errorf("found %v by environment, want %d", found, pid)
	}
	if age, err := Age(pid); err != nil || age < 0 || age > 5*time.Second {
		t.Errorf("age %v, %v", age, err)
	}
	if status, err := ReadStatus(pid); err != nil || status.Threads != 1 || status.PeakRSS < status.RSS || status.RSS == 0 {
		t.Errorf("status %+v, %v", status, err)
	}
}
