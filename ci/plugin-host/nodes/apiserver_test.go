package nodes

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ownServer is a second API server of the cluster's version, whose signing keys a test changes. It has the cluster's etcd and
// certificates, and objects of its own.
type ownServer struct {
	*cluster
	folder string
	// command is that of the cluster's own API server, without what is different here.
	command []string
	process *exec.Cmd
	ended   chan struct{}
}

func newOwnServer(t *testing.T) *ownServer {
	t.Helper()
	c := administrator(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.address = listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	s := &ownServer{cluster: c, folder: t.TempDir()}
	s.command = slices.DeleteFunc(commandOf(t, c.dir, "kube-apiserver"), func(word string) bool {
		return strings.HasPrefix(word, "--service-account-") || strings.HasPrefix(word, "--secure-port")
	})
	t.Cleanup(s.stop)
	return s
}

// commandOf finds a program of the cluster among the processes.
func commandOf(t *testing.T, dir, program string) []string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		environment, _ := os.ReadFile(file)
		if !slices.Contains(strings.Split(string(environment), "\x00"), "ATTESTOR_CLUSTER_MARK="+dir) {
			continue
		}
		process := filepath.Dir(file)
		path, err := os.Readlink(process + "/exe")
		if err != nil || filepath.Base(path) != program {
			continue
		}
		words, err := os.ReadFile(process + "/cmdline")
		if err != nil {
			t.Fatal(err)
		}
		return append([]string{path}, strings.Split(strings.TrimRight(string(words), "\x00"), "\x00")[1:]...)
	}
	t.Fatalf("the cluster in %q runs no %s", dir, program)
	return nil
}

func (s *ownServer) issuer() string { return "https://" + s.address }

// key makes a key pair. The API server signs with its private part and publishes its public part.
func (s *ownServer) key(name string) {
	s.t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		s.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		s.t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		s.t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{
		name + ".key": {Type: "PRIVATE KEY", Bytes: private}, name + ".pub": {Type: "PUBLIC KEY", Bytes: public},
	} {
		if err := os.WriteFile(filepath.Join(s.folder, file), pem.EncodeToMemory(block), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
}

// serve starts the API server, or starts it again, with another signing key, and returns when it is ready.
func (s *ownServer) serve(signing string, published ...string) {
	s.t.Helper()
	s.stop()
	_, port, _ := strings.Cut(s.address, ":")
	arguments := append(slices.Clone(s.command[1:]),
		"--secure-port="+port, "--etcd-prefix=/attestor-own-server", "--endpoint-reconciler-type=none",
		"--service-account-issuer="+s.issuer(), "--service-account-jwks-uri="+s.issuer()+"/openid/v1/jwks",
		"--service-account-signing-key-file="+filepath.Join(s.folder, signing+".key"))
	for _, name := range published {
		arguments = append(arguments, "--service-account-key-file="+filepath.Join(s.folder, name+".pub"))
	}
	output, err := os.Create(filepath.Join(s.folder, "log"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer output.Close()
	s.process = exec.Command(s.command[0], arguments...)
	s.process.Stdout, s.process.Stderr = output, output
	// A test that is killed leaves no server behind.
	s.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	process, ended := s.process, make(chan struct{})
	s.ended = ended
	go func() {
		_ = process.Wait()
		close(ended)
	}()
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		_, err := s.try("GET", "/readyz", nil, 200)
		if err == nil {
			return
		}
		select {
		case <-ended:
		default:
			if time.Now().Before(end) {
				continue
			}
		}
		text, _ := os.ReadFile(output.Name())
		s.t.Fatalf("the API server is not ready: %v\n%s", err, text[max(0, len(text)-2000):])
	}
}

func (s *ownServer) stop() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill()
	<-s.ended
	s.process = nil
	s.client.CloseIdleConnections()
}

// publishToAll lets everybody read the keys, as a cluster does whose issuer is reached from outside.
func (s *ownServer) publishToAll() {
	s.t.Helper()
	s.call("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", object{
		"metadata": object{"name": "attestor-keys"},
		"roleRef": object{
			"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "system:service-account-issuer-discovery",
		},
		"subjects": []object{{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:unauthenticated"}},
	}, 201, 409)
}

func (s *ownServer) certificate() string {
	return fmt.Sprintf("{client-certificate: %q, client-key: %q}",
		filepath.Join(s.dir, "pki/admin.crt"), filepath.Join(s.dir, "pki/admin.key"))
}
