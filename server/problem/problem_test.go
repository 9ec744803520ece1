package problem

import (
	"errors"
	"reflect"
	"testing"
)

func TestTogetherNamesAllThatIsWrongOnce(t *testing.T) {
	goal, colleagues := Field{Name: "goal", Code: "goal_missing"}, Field{Name: "colleagues", Code: "colleagues_invalid"}
	second := InvalidFields(colleagues, goal)
	second.Args = []any{"Addresses", "nobody"}
	got, ok := errors.AsType[*Error](Together(nil, InvalidFields(goal), second))
	if !ok || !reflect.DeepEqual(got, &Error{Kind: Invalid, Code: "form_invalid", Fields: []Field{goal, colleagues}, Args: second.Args}) {
		t.Errorf("got %+v", got)
	}
	taken, broken := New(Conflict, "slot_taken"), errors.New("the database is away")
	if err := Together(InvalidFields(goal), taken, broken); !errors.Is(err, taken) {
		t.Errorf("what is no matter of fields comes first: %v", err)
	}
	if err := Together(second, broken); !errors.Is(err, broken) {
		t.Errorf("what broke: %v", err)
	}
	if err := Together(nil, nil); err != nil {
		t.Errorf("nothing is wrong: %v", err)
	}
}
