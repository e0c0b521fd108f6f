package acceptance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// faults are what the reference plugin can do wrong, each with a test that must notice.
var faults = map[string]string{
	"answers-tls":               "TestExitsRatherThanAnswerATLSHostInClearText",
	"dies-of-interrupt":         "TestSurvivesAnInterrupt",
	"dies-of-terminate":         "TestHandshakeAndTermination",
	"exits-on-bad-request":      "TestMalformedRequestsAreErrors",
	"forgets-old-configuration": "TestBadConfigurationLeavesTheOldInUse",
	"gap-on-reconfigure":        "TestReconfiguresWithoutAGap",
	"ignores-shutdown":          "TestStopsUnconfigured",
	"leaks-descriptors":         "TestCancelledCallsLeaveNothingBehind",
	"leaks-memory":              "TestADaysWorthOfCallsKeepsMemoryFlat",
	"leaves-child":              "TestStopsInTimeWithCallsUnderWay",
	"leaves-file":               "TestAttestsEachProcess",
	"missing-is-outside":        "TestProcessThatIsGoneIsAnError",
	"multiplexes":               "TestDeclinesMultiplexing",
	"names-first-problem":       "TestBadConfigurationLeavesTheOldInUse",
	"outlives-host":             "TestEndsWithAKilledHost",
	"prefixes":                  "TestAttestsEachProcess",
	"raw-log":                   "TestLogsInAFormThatTheHostUnderstands",
	"repeats":                   "TestAttestsEachProcess",
	"serves-brokers":            "TestRefusesToServeBrokers",
	"takes-any-pid":             "TestRefusesProcessIDsThatAreNone",
	"takes-any-reference":       "TestRefusesOtherReferences",
	"talks-on-stdout":           "TestExitsWithoutTheRightCookie",
	"unsorted":                  "TestAttestsEachProcess",
	"validate-configures":       "TestValidateTellsAllAndChangesNothing",
}

func TestReferencePluginPasses(t *testing.T) {
	reference := buildReference(t)
	output, err := reference.test(t, "")
	if err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	if strings.Contains(output, "--- SKIP: ") {
		t.Errorf("a test was left out:\n%s", output)
	}
}

func TestEachFaultIsFound(t *testing.T) {
	reference := buildReference(t)
	for fault, name := range faults {
		t.Run(fault, func(t *testing.T) {
			output, err := reference.test(t, name, "-fault", fault)
			if err == nil || !regexp.MustCompile(`(?m)^--- FAIL: `+name+` `).MatchString(output) {
				t.Errorf("%s does not notice: %v\n%s", name, err, output)
			}
		})
	}
}

// reference is the reference plugin, built, with a configuration.
type reference struct {
	program, config, selectors string
	outside                    int
}

func buildReference(t *testing.T) reference {
	t.Helper()
	if os.Getenv("ATTESTOR_PLUGIN") != "" {
		t.Skip("ATTESTOR_PLUGIN is set: that plugin is tested, not the tests")
	}
	dir := t.TempDir()
	built := reference{
		program:   filepath.Join(dir, "reference"),
		config:    filepath.Join(dir, "reference.hcl"),
		selectors: filepath.Join(dir, "selectors"),
		outside:   os.Getppid(),
	}
	build := exec.Command("go", "build", "-o", built.program, "../cmd/reference")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for file, text := range map[string]string{
		built.config:    fmt.Sprintf("outside_pids = \"%d\"\n", built.outside),
		built.selectors: "container-name:reference\nns:default\nsa:default\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return built
}

// test runs this test program on the reference plugin: one test, or all but these.
func (r reference) test(t *testing.T, name string, arguments ...string) (string, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(self, "-test.v", "-test.run", "^"+name, "-test.skip", "^(TestReference|TestEachFault)",
		"-attests", "20000", "-storm", "1s", "-settle", "1s", "-reconfigurations", "100")
	command.Env = append(os.Environ(),
		"ATTESTOR_PLUGIN="+strings.Join(append([]string{r.program}, arguments...), " "),
		"ATTESTOR_PLUGIN_CONFIG="+r.config,
		fmt.Sprintf("ATTESTOR_PLUGIN_PIDS=%d=%s", os.Getpid(), r.selectors),
		fmt.Sprintf("ATTESTOR_PLUGIN_OUTSIDE_PID=%d", r.outside),
	)
	output, err := command.CombinedOutput()
	return string(output), err
}
