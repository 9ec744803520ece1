// Package operation says how the operations of the API are described: one shape for all topics. It knows no topic, and answers
// nothing itself; huma makes the OpenAPI document of it (OpenAPI 3.1).
package operation

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// Topic is a group of operations.
type Topic struct {
	Tag   string // heading of the group in the document
	Under string // what their paths begin with below /api/v1, as "/availability"; often nothing
}

// Op is an operation with an id from which programs make names ("read-consultation"), a path below the topic's, and what it does
// in one line. Success is 200, or 204 where the answer has no body.
func (t Topic) Op(id, method, path, summary string) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: "/api/v1" + t.Under + path, Summary: summary, Tags: []string{t.Tag}}
}

// Creates is an operation that makes something: a POST whose success is 201.
func (t Topic) Creates(id, path, summary string) huma.Operation {
	o := t.Op(id, http.MethodPost, path, summary)
	o.DefaultStatus = http.StatusCreated
	return o
}
