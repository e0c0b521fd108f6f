// Package admin calls the one-node cluster of ci/cluster as its administrator.
package admin

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
)

// Client has the administrator's certificate of the cluster in a folder.
func Client(dir string) (*http.Client, error) {
	pki := func(name string) string { return filepath.Join(dir, "pki", name) }
	pair, err := tls.LoadX509KeyPair(pki("admin.crt"), pki("admin.key"))
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(pki("ca.crt"))
	if err != nil {
		return nil, err
	}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM(text) {
		return nil, errors.New("no certificate in the cluster's ca.crt")
	}
	return &http.Client{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: authorities, Certificates: []tls.Certificate{pair}}},
	}, nil
}
