package young

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
)

// administrator is a client with the cluster's administrator's certificate.
func (n *node) administrator() (*http.Client, error) {
	pki := func(name string) string { return filepath.Join(n.dir, "pki", name) }
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
		Timeout:   callLimit,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: authorities, Certificates: []tls.Certificate{pair}}},
	}, nil
}
