package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi-validator/errors"
)

// shown is how many entries of a list or rows of a table a golden file shows; columns is how wide it is.
const (
	shown   = 3
	columns = 160
)

// Every route answers on a small record as its golden file says, and as the document says.
func TestGolden(t *testing.T) {
	r := newRecord(t).told(false)
	body, err := r.reg.Document()
	if err != nil {
		t.Fatal(err)
	}
	v := validatorOf(t, body)
	for _, op := range r.reg.operations {
		address := op.example(t)
		request := httptest.NewRequest("GET", Prefix+address, nil)
		w := r.get(address)
		if w.Code != 200 {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
			continue
		}
		if op.out == nil {
			golden(t, "testdata/golden/"+op.id()+".csv", rows(w.Body.Bytes()))
		} else {
			golden(t, "testdata/golden/"+op.id()+".json", laidOut(w.Body.Bytes()))
		}
		ok, errs := v.ValidateHttpRequestResponse(request, w.Result())
		checkValid(t, address, ok, errs)
		if strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "@example.org") {
			t.Errorf("%s tells what is not published", address)
		}
	}
}

func checkValid(t *testing.T, address string, ok bool, errs []*errors.ValidationError) {
	t.Helper()
	if ok {
		return
	}
	for _, e := range errs {
		t.Errorf("%s: %s: %s %v", address, e.Message, e.Reason, e.SchemaValidationErrors)
	}
}

// rows gives the first rows of a table.
func rows(table []byte) []byte {
	lines := strings.SplitAfter(strings.ReplaceAll(string(table), "\r\n", "\n"), "\n")
	lines = lines[:len(lines)-1] // after the last line's end
	if more := len(lines) - 1 - shown; more > 0 {
		lines = append(lines[:1+shown], fmt.Sprintf("(%d more)\n", more))
	}
	return []byte(strings.Join(lines, ""))
}

// laidOut writes JSON to be read: in its own order, short things on one line, long lists cut.
func laidOut(body []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return []byte(layout(d, "") + "\n")
}

func layout(d *json.Decoder, indent string) string {
	token, err := d.Token()
	if err != nil {
		return err.Error()
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return literal(token)
	}
	var parts []string
	for d.More() {
		part := ""
		if opening == '{' {
			key, _ := d.Token() // what is wrong shows in its value
			part = literal(key) + ": "
		}
		parts = append(parts, part+layout(d, indent+"  "))
	}
	if more := len(parts) - shown; opening == '[' && more > 0 {
		parts = append(parts[:shown], fmt.Sprintf("(%d more)", more))
	}
	closing, _ := d.Token()
	line := fmt.Sprintf("%v%s%v", opening, strings.Join(parts, ", "), closing)
	if len(indent)+len(line) <= columns && !strings.Contains(line, "\n") {
		return line
	}
	return fmt.Sprintf("%v\n%s  %s\n%s%v", opening, indent, strings.Join(parts, ",\n  "+indent), indent, closing)
}

func literal(token any) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(token); err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(out.String(), "\n")
}
