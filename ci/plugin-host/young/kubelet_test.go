package young

import (
	"net/http"

	"attestor.invalid/ci/plugin-host/internal/admin"
)

// administrator is a client with the cluster's administrator's certificate.
func (n *node) administrator() (*http.Client, error) {
	client, err := admin.Client(n.dir)
	if err != nil {
		return nil, err
	}
	client.Timeout = callLimit
	return client, nil
}
