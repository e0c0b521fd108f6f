// Package registry serves the recorded signed images of test/testkit to the node of ci/cluster, from Debian's docker-registry.
package registry

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const program = "docker-registry"

// Registry is a registry on a loopback port.
type Registry struct {
	// Address is its host and port, also after it was started again.
	Address string

	t        testing.TB
	scripts  string
	recorded string
	config   string
	server   *exec.Cmd
}

// Start starts a registry that ends with the test; scripts is the folder of ci/cluster. Without the program, the test is skipped,
// or fails if CI is "true". A node names an image after the registry that it first came from, so the images of earlier runs are
// removed.
func Start(t testing.TB, scripts string) *Registry {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing; apt-get install %s", program, program)
		}
		t.Skipf("needs %s, from Debian's package", program)
	}
	r := &Registry{
		t: t, scripts: scripts, Address: freeAddress(t),
		recorded: filepath.Join(scripts, "../../test/testkit/src/main/resources/dev/attestor/testkit/signed-images"),
	}
	r.removeImages()
	t.Cleanup(r.removeImages)
	storage := t.TempDir()
	r.run("tar", "-C", storage, "-xzf", filepath.Join(r.recorded, "registry.tar.gz"))
	r.config = filepath.Join(storage, "registry.yml")
	text := fmt.Sprintf(
		"version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %q}}\nhttp: {addr: %q}\n", storage, r.Address)
	if err := os.WriteFile(r.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Stop)
	r.Restart()
	return r
}

// Restart starts the registry again where it was.
func (r *Registry) Restart() {
	r.t.Helper()
	r.Stop()
	r.server = exec.Command(program, "serve", r.config)
	r.server.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := r.server.Start(); err != nil {
		r.t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		connection, err := net.DialTimeout("tcp", r.Address, time.Second)
		if err == nil {
			_ = connection.Close()
			return
		}
		if time.Now().After(end) {
			r.t.Fatalf("%s does not listen: %v", program, err)
		}
	}
}

// Stop ends the registry, if it runs.
func (r *Registry) Stop() {
	if r.server != nil {
		_ = r.server.Process.Kill()
		_ = r.server.Wait()
		r.server = nil
	}
}

// Image is the reference to the image of a recorded case, by its digest.
func (r *Registry) Image(name string) string {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(r.recorded, "cases.json"))
	if err != nil {
		r.t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Name        string `json:"name"`
			ImageDigest string `json:"imageDigest"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		r.t.Fatal(err)
	}
	for _, each := range file.Cases {
		if each.Name == name {
			return fmt.Sprintf("%s/cases/%s@%s", r.Address, name, each.ImageDigest)
		}
	}
	r.t.Fatalf("no case %q", name)
	return ""
}

// Trust is the environment by which a plugin trusts those who signed the images.
func (r *Registry) Trust() []string {
	trust := filepath.Join(r.recorded, "trust")
	return []string{
		"SIGSTORE_ROOT_FILE=" + filepath.Join(trust, "fulcio.pem"),
		"SIGSTORE_REKOR_PUBLIC_KEY=" + filepath.Join(trust, "rekor.pub.pem"),
		"SIGSTORE_CT_LOG_PUBLIC_KEY_FILE=" + filepath.Join(trust, "ctfe.pub.pem"),
	}
}

func (r *Registry) removeImages() {
	for name := range strings.FieldsSeq(r.run(filepath.Join(r.scripts, "ctr"), "images", "ls", "-q")) {
		if strings.Contains(name, "/cases/") {
			r.run(filepath.Join(r.scripts, "ctr"), "images", "rm", "--sync", name)
		}
	}
}

func (r *Registry) run(program string, arguments ...string) string {
	r.t.Helper()
	command := exec.Command(program, arguments...)
	var complaint strings.Builder
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		r.t.Fatalf("%s %q: %v: %s", program, arguments, err, complaint.String())
	}
	return string(out)
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
