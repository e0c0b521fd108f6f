package host

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"attestor.invalid/ci/plugin-host/internal/wire"
)

// Metric is what a plugin reports in one call of the host's metrics service.
type Metric struct {
	// Method is IncrCounter or AddSample.
	Method string
	// Name is the key with dots between its parts, and the labels in braces: a.b{c=d}.
	Name  string
	Value float32
}

// metricsRecord keeps what was reported.
type metricsRecord struct {
	// decide, if not nil, is asked first; an error is the answer to the plugin.
	decide func(Metric) error

	mutex sync.Mutex
	all   []Metric
}

// Metrics are the plugin's calls of the host's metrics service, in order.
func (p *Plugin) Metrics() []Metric {
	if p.metrics == nil {
		return nil
	}
	p.metrics.mutex.Lock()
	defer p.metrics.mutex.Unlock()
	return slices.Clone(p.metrics.all)
}

// MetricSums adds up what was reported, by method and name; of samples, it counts them.
func (p *Plugin) MetricSums() map[string]float32 {
	sums := map[string]float32{}
	for _, metric := range p.Metrics() {
		value := metric.Value
		if metric.Method == "AddSample" {
			value = 1
		}
		sums[metric.Method+" "+metric.Name] += value
	}
	return sums
}

func (r *metricsRecord) serve(method string, stream grpc.ServerStream) error {
	var in emptypb.Empty
	if err := stream.RecvMsg(&in); err != nil {
		return err
	}
	metric, err := parseMetric(method, wire.Body(&in))
	if err != nil {
		return status.Error(codes.InvalidArgument, err.Error())
	}
	if r.decide != nil {
		if err := r.decide(metric); err != nil {
			return err
		}
	}
	r.mutex.Lock()
	r.all = append(r.all, metric)
	r.mutex.Unlock()
	return stream.SendMsg(&emptypb.Empty{})
}

func parseMetric(method string, body []byte) (Metric, error) {
	metric := Metric{Method: method}
	if method != "IncrCounter" && method != "AddSample" {
		return metric, fmt.Errorf("method %q, expected IncrCounter or AddSample", method)
	}
	fields, err := wire.Fields(body)
	if err != nil {
		return metric, err
	}
	var key, labels []string
	for _, field := range fields {
		switch field.ID {
		case 1:
			key = append(key, field.Text)
		case 2:
			metric.Value = math.Float32frombits(uint32(field.Number))
		case 3:
			name, err := wire.Texts([]byte(field.Text), 1)
			if err != nil {
				return metric, err
			}
			value, err := wire.Texts([]byte(field.Text), 2)
			if err != nil {
				return metric, err
			}
			labels = append(labels, strings.Join(name, "")+"="+strings.Join(value, ""))
		}
	}
	metric.Name = strings.Join(key, ".")
	if len(labels) > 0 {
		slices.Sort(labels)
		metric.Name += "{" + strings.Join(labels, ",") + "}"
	}
	return metric, nil
}
