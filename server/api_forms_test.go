package server

import (
	"strings"
	"testing"
)

// operations are the API's names of a consultation's forms where they differ, or why there is none.
var operations = map[string]string{
	"move": "reschedule", "waive": "assign",
	"note":             "is written to colleagues on the desk, who read it there",
	"rate":             "is what people say after a meeting, on its page",
	"briefing":         "is opened and mended by people who read it",
	"outcome":          "is stated by people, each for the own side, with what they sign",
	"outcome/attest":   "is the interpreter's own word",
	"outcome/evidence": "comes with papers that an officer has seen",
}

func TestEveryFormOfAConsultationIsAnOperationOrSaysWhyNot(t *testing.T) {
	for route := range access {
		form, is := strings.CutPrefix(route, "POST /{lang}/consultations/{number}/")
		if !is {
			continue
		}
		name := form
		if other, differs := operations[form]; differs {
			if strings.Contains(other, " ") {
				continue
			}
			name = other
		}
		if access["POST /api/v1/consultations/{number}/"+name] == "" {
			t.Errorf("the form %q has no operation, and nothing says why", form)
		}
	}
}
