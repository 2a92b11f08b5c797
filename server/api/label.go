package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
)

// Label is what an answer that doesn't say itself whether it is invented is given beside its fields.
type Label struct {
	Demonstration bool `json:"demonstration" doc:"true while the record holds demonstration data: figures of this answer may be invented to show the program"`
}

// labelHeader says in the headers of an answer that its field demonstration is true.
const labelHeader = "Jalons-Demonstration"

// saysItself tells that answers of a type have the field demonstration: it is then about this one thing.
func saysItself(answer reflect.Type) bool {
	_, says := answer.FieldByName("Demonstration")
	return says
}

// labelled writes an answer as JSON, with the field demonstration added where it has none.
func (reg *Registry) labelled(ctx context.Context, out any) (body []byte, demonstration bool, err error) {
	if body, err = json.Marshal(out); err != nil {
		return nil, false, fmt.Errorf("answer: %w", err)
	}
	if v := reflect.Indirect(reflect.ValueOf(out)); saysItself(v.Type()) {
		return body, v.FieldByName("Demonstration").Bool(), nil
	}
	if demonstration, err = reg.record.Demonstration(ctx); err != nil {
		return nil, false, err
	}
	return fmt.Appendf(body[:len(body)-1], `,"demonstration":%t}`, demonstration), demonstration, nil
}

// setLabel says in the headers that figures are invented.
func setLabel(h http.Header, demonstration bool) {
	if demonstration {
		h.Set(labelHeader, "true")
	}
}
