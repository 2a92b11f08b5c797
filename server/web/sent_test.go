package web

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"jalons/server/files"
)

// sentForm is a form with what forms may have beside single lines.
type sentForm struct {
	Rows []int64 `form:"row"`
	Note string  `form:"note" validate:"max=20" lines:"yes"`
	File *Upload `file:"file"`
}

func post(t *testing.T, b *Binder, kind string, body []byte, in any) error {
	t.Helper()
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest("POST", "/", bytes.NewReader(body))
	c.Request.Header.Set("Content-Type", kind)
	return b.Bind(c, in)
}

func TestFormWithFile(t *testing.T) {
	send := func(file string, fields ...string) (sentForm, error) {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for i := 0; i+1 < len(fields); i += 2 {
			if err := w.WriteField(fields[i], fields[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		part, err := w.CreateFormFile("file", "a.pdf")
		if err == nil {
			_, err = part.Write([]byte(file))
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		var in sentForm
		return in, post(t, testBinder(t).Forms(), w.FormDataContentType(), body.Bytes(), &in)
	}
	var in sentForm
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("note", "one\r\ntwo")
	_ = w.WriteField("row", "1")
	_ = w.WriteField("row", "2")
	part, _ := w.CreateFormFile("file", "a.pdf")
	_, _ = part.Write(bytes.Repeat([]byte("x"), files.FileLimit+500))
	_ = w.Close()
	if err := post(t, testBinder(t).Forms(), w.FormDataContentType(), body.Bytes(), &in); err != nil {
		t.Fatal(err)
	}
	if in.Note != "one\ntwo" || len(in.Rows) != 2 || in.File.Name != "a.pdf" ||
		in.File.File.Size != files.FileLimit+1 {
		t.Errorf("%q %v %s %d", in.Note, in.Rows, in.File.Name, in.File.File.Size)
	}
	for _, fields := range [][]string{
		{"note", "a\x00b"}, {"note", "\xff"}, {"row", "x"}, {"other", "1"}, {"note", strings.Repeat("a", valueLimit)},
	} {
		if _, err := send("x", fields...); err == nil {
			t.Errorf("%.30q is taken", fields)
		}
	}
	if err := post(
		t, testBinder(t).Forms(), "multipart/form-data; boundary=x", []byte("--x\r\nbroken"), &in,
	); err == nil {
		t.Error("a broken form is taken")
	}
	var plain struct {
		Note string `form:"note"`
	}
	if err := post(
		t, testBinder(t).Forms(), w.FormDataContentType(), body.Bytes(), &plain,
	); refusalOf(err).Status != 415 {
		t.Errorf("a file where none is taken: %v", err)
	}
}

type sentProof struct {
	URL string `body:"url" validate:"max=2000"`
}

type sentBody struct {
	Level  string      `body:"level" validate:"required,oneof=limited completed"`
	Value  *float64    `body:"value"`
	Number int64       `body:"number"`
	Note   string      `body:"note" validate:"max=20" lines:"yes"`
	Proofs []sentProof `body:"proofs" validate:"max=2,dive"`
}

func TestBody(t *testing.T) {
	var in sentBody
	if err := post(t, testBinder(t), "application/json; charset=utf-8", []byte(
		`{"level":"limited","value":1.5,"number":3,"note":"a\r\nb","proofs":[{"url":"https://example.org"}]} `,
	), &in); err != nil {
		t.Fatal(err)
	}
	if in.Level != "limited" || *in.Value != 1.5 || in.Number != 3 || in.Note != "a\nb" ||
		in.Proofs[0].URL != "https://example.org" {
		t.Errorf("%+v", in)
	}
	for _, body := range []string{
		``, `[]`, `"x"`, `{"level":"limited"}{}`, `{"level":"limited","level":"completed"}`,
		`{"level":"limited","LEVEL":"completed"}`, `{"level":"limited","approved":true}`,
		`{"level":"x"}`, `{"level":1}`, `{}`, `{"level":null}`, `{"level":"limited","value":"1"}`,
		`{"level":"limited","value":1e400}`, `{"level":"limited","value":NaN}`, `{"level":"limited","number":1.5}`,
		`{"level":"limited","number":99999999999999999999}`, `{"level":"limited","note":"a\u0000b"}`,
		`{"level":"limited","note":"\ud800"}`, "{\"level\":\"limited\",\"note\":\"\xff\"}",
		`{"level":"limited","note":"` + strings.Repeat("a", 300) + `"}`,
		`{"level":"limited","proofs":[{"url":"x","other":1}]}`, `{"level":"limited","proofs":[{},{},{}]}`,
		`{"level":"limited","proofs":{}}`, strings.Repeat(`{"level":`, 20000),
	} {
		if err := post(
			t, testBinder(t), "application/json", []byte(body), new(sentBody),
		); err == nil || refusalOf(err).Status != 400 {
			t.Errorf("%.60s: %v", body, err)
		}
	}
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", ""} {
		if err := post(
			t, testBinder(t), kind, []byte(`{"level":"limited"}`), new(sentBody),
		); refusalOf(err).Status != 415 {
			t.Errorf("as %q: %v", kind, err)
		}
	}
}
