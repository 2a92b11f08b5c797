package web

import (
	"errors"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"jalons/server/i18n"
)

type paging struct {
	Limit int    `query:"limit" default:"50" validate:"gte=1,lte=200" doc:"how many"`
	After string `query:"after"`
}

type filter struct {
	paging
	ID    int64  `path:"id" validate:"gte=1"`
	Code  string `path:"code" validate:"code"`
	Level string `query:"level" validate:"omitempty,oneof=limited completed"`
	Late  *bool  `query:"late"`
	Stage *int   `query:"stage" validate:"omitempty,gte=1,lte=6"`
	Day   string `query:"day" validate:"omitempty,day"`
	Q     string `query:"q" validate:"max=20"`
	Key   string `query:"key" validate:"omitempty,key"`
}

// bindAt binds one request to /{id}/{code}?query.
func bindAt(t *testing.T, b *Binder, id, code, query, lang string) (filter, error) {
	t.Helper()
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest("GET", "/x?"+query, nil)
	c.Request.Header.Set("Accept-Language", lang)
	c.Params = gin.Params{{Key: "id", Value: id}, {Key: "code", Value: code}}
	var in filter
	err := b.Bind(c, &in)
	return in, err
}

func testBinder(t *testing.T) *Binder {
	t.Helper()
	b, err := NewBinder(testTexts(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBind(t *testing.T) {
	b := testBinder(t)
	in, err := bindAt(t, b, "7", "CA-QC", "", "fr")
	if want := (filter{paging: paging{Limit: 50}, ID: 7, Code: "CA-QC"}); err != nil || !reflect.DeepEqual(in, want) {
		t.Errorf("%+v %v", in, err)
	}
	in, err = bindAt(
		t, b, "7", "CA-2018-C01.1",
		"limit=200&after=x&level=limited&late=false&stage=6&day=2028-02-29&key=CA-2018-C01.1&q=Se%CC%81ne%CC%81gal",
		"fr",
	)
	late, stage := false, 6
	want := filter{
		paging: paging{Limit: 200, After: "x"}, ID: 7, Code: "CA-2018-C01.1", Level: "limited", Late: &late,
		Stage: &stage, Day: "2028-02-29", Key: "CA-2018-C01.1", Q: "S\u00e9n\u00e9gal",
	}
	if err != nil || !reflect.DeepEqual(in, want) {
		t.Errorf("%+v %v", in, err)
	}
}

func TestBindRefuses(t *testing.T) {
	b := testBinder(t)
	long := strings.Repeat("9", 20)
	cases := []struct{ id, code, query, field, reason string }{
		{"0", "TN", "", "id", "gte"}, {"-1", "TN", "", "id", "gte"}, {"1e3", "TN", "", "id", "integer"},
		{"1.0", "TN", "", "id", "integer"}, {"0x1", "TN", "", "id", "integer"}, {long, "TN", "", "id", "integer"},
		{"1,2", "TN", "", "id", "integer"}, {"+1", "TN", "", "id", "integer"}, {"01", "TN", "", "id", "integer"},
		{" 1", "TN", "", "id", "integer"}, {"", "TN", "", "id", "integer"}, {"٣", "TN", "", "id", "integer"},
		{"550e8400-e29b-41d4-a716-446655440000", "TN", "", "id", "integer"},
		{"1", "", "", "code", "code"}, {"1", "../x", "", "code", "code"}, {"1", "TN-", "", "code", "code"},
		{"1", "T N", "", "code", "code"}, {"1", "' OR 1=1--", "", "code", "code"},
		{"1", strings.Repeat("A", 41), "", "code", "code"},
		{"1", "TN", "limit=0", "limit", "gte"}, {"1", "TN", "limit=-1", "limit", "gte"},
		{"1", "TN", "limit=201", "limit", "lte"},
		{"1", "TN", "limit=1000000000", "limit", "lte"}, {"1", "TN", "limit=NaN", "limit", "integer"},
		{"1", "TN", "limit=", "limit", "empty"},
		{"1", "TN", "limit=1&limit=2", "limit", "repeated"}, {"1", "TN", "limit=50&limit=50", "limit", "repeated"},
		{"1", "TN", "level=done", "level", "oneof"}, {"1", "TN", "level=LIMITED", "level", "oneof"},
		{"1", "TN", "late=1", "late", "boolean"}, {"1", "TN", "late=TRUE", "late", "boolean"},
		{"1", "TN", "stage=0", "stage", "gte"},
		{"1", "TN", "day=2026-02-30", "day", "day"}, {"1", "TN", "day=0000-01-01", "day", "day"},
		{"1", "TN", "day=9999-01-01", "day", "day"},
		{"1", "TN", "day=01/02/2026", "day", "day"}, {"1", "TN", "day=2026-1-2", "day", "day"},
		{"1", "TN", "day=infinity", "day", "day"},
		{"1", "TN", "q=" + strings.Repeat("a", 21), "q", "max"},
		{"1", "TN", "q=" + strings.Repeat("%CC%81", 900), "q", "too_long"},
		{"1", "TN", "key=0", "key", "key"}, {"1", "TN", "key=-1", "key", "key"}, {"1", "TN", "key=1e3", "key", "key"},
		{"1", "TN", "key=1.0", "key", "key"},
		{"1", "TN", "key=0x1", "key", "key"}, {"1", "TN", "key=" + long, "key", "key"},
		{"1", "TN", "key=1,2", "key", "key"}, {"1", "TN", "key=550e8400-e29b-41d4", "key", "key"},
		{"1", "TN", "q=a%0Ab", "q", "characters"},
		{"1", "TN", "Limit=1", "Limit", "unknown"}, {"1", "TN", "sort=email", "sort", "unknown"},
		{"1", "TN", "a%5B%5D%5B%5D=1", "a[][]", "unknown"},
		{"1", "TN", "id=2", "id", "unknown"}, {"1", "TN", "_method=DELETE", "_method", "unknown"},
		{"1", "TN", "=1", "", "unknown"},
	}
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) {
			_, err := bindAt(t, b, c.id, c.code, c.query, "en")
			var refusal *Refusal
			if !errors.As(err, &refusal) || refusal.Status != 400 || len(refusal.Fields) != 1 {
				t.Errorf("%+v: %v", c, err)
				return
			}
			got := refusal.Fields[0]
			if got.Field != c.field || got.Reason != c.reason || got.Message == "" ||
				strings.Contains(got.Message, "invalid.") {
				t.Errorf("%+v: %+v", c, got)
			}
		})
	}
}

func TestBindNamesEveryField(t *testing.T) {
	_, err := bindAt(t, testBinder(t), "0", "TN", "limit=x&level=y&z=1&a=%21", "en")
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		t.Fatal(err)
	}
	var names []string
	for _, f := range refusal.Fields {
		names = append(names, f.Field)
	}
	if got := strings.Join(names, " "); got != "a id level limit z" {
		t.Errorf("%s", got)
	}
	if _, err := bindAt(t, testBinder(t), "1", "TN", manyParameters(), "en"); !errors.As(err, &refusal) ||
		len(refusal.Fields) > errorLimit {
		t.Errorf("%d fields", len(refusal.Fields))
	}
}

func manyParameters() string {
	var b strings.Builder
	for i := range 200 {
		b.WriteString(strings.Repeat("x", i+1) + "=1&")
	}
	return b.String()
}

func TestBindSpeaksThreeLanguages(t *testing.T) {
	b := testBinder(t)
	cases := []struct{ lang, query, want string }{
		{"fr", "limit=500", "limit doit faire 200 ou moins"},
		{"en", "limit=500", "limit must be 200 or less"},
		{"ar", "limit=500", "limit يجب أن يكون 200 أو اقل"},
		{"fr", "x=1", "Le paramètre x n’existe pas ici."},
		{"en", "x=1", "There is no parameter x here."},
		{"ar", "x=1", "لا توجد هنا معلَمة باسم x."},
		{"ar", "day=x", "يجب أن تكون قيمة day يوما بين 1990 و2100، مثل 2026-03-04."},
	}
	for _, c := range cases {
		t.Run(c.lang+" "+c.query, func(t *testing.T) {
			_, err := bindAt(t, b, "1", "TN", c.query, c.lang)
			var refusal *Refusal
			if !errors.As(err, &refusal) || refusal.Fields[0].Message != c.want {
				t.Errorf("%s %s: %v %+v", c.lang, c.query, err, refusal)
			}
		})
	}
}

func TestFormsSendEmptyFields(t *testing.T) {
	in, err := bindAt(t, testBinder(t).Forms(), "1", "TN", "limit=&level=&late=&q=", "fr")
	if err != nil || in.Limit != 50 || in.Late != nil {
		t.Errorf("%+v %v", in, err)
	}
}

func TestFieldsOfRefusesTraps(t *testing.T) {
	traps := []any{
		struct{ Name string }{},
		struct {
			N int `query:"n" validate:"gte=1"`
		}{},
		struct {
			N int `query:"n" default:"1" validate:"omitempty,gte=1"`
		}{},
		struct {
			Late bool `query:"late"`
		}{},
		struct {
			List []float64 `query:"list"`
		}{},
	}
	for _, trap := range traps {
		if _, err := FieldsOf(reflect.TypeOf(trap)); err == nil {
			t.Errorf("%T is let through", trap)
		}
	}
}

// What the document calls optional may be left out: a number of a body that its own rules would refuse
// as 0 has a default, is a pointer, or is required.
func TestOptionalNumbersOfABody(t *testing.T) {
	type optional struct {
		Weight int  `body:"weight" default:"2" validate:"gte=1,lte=3"`
		Other  *int `body:"other" validate:"omitempty,gte=1"`
	}
	for body, want := range map[string]int{`{}`: 2, `{"weight":null}`: 2, `{"weight":3}`: 3} {
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequest("POST", "/x", strings.NewReader(body))
		c.Request.Header.Set("Content-Type", "application/json")
		var in optional
		if err := testBinder(t).Bind(c, &in); err != nil || in.Weight != want || in.Other != nil {
			t.Errorf("%s: %+v %v", body, in, err)
		}
	}
	if _, err := FieldsOf(reflect.TypeFor[struct {
		Weight int `body:"weight" validate:"gte=1,lte=3"`
	}]()); err == nil {
		t.Error("a number that is called optional and refused when it is left out goes through")
	}
}

type proofs struct {
	Level    string  `form:"level" validate:"oneof=limited completed"`
	Evidence []proof `body:"evidence" validate:"dive"`
}

type proof struct {
	URL string `body:"url" validate:"required,http_url"`
}

// A field of a list is named by its place in the request, and the message says what to type.
func TestFieldsOfListsAreNamedByTheirPlace(t *testing.T) {
	texts, err := i18n.LoadTexts(os.DirFS("../../frontend/languages"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewBinder(texts)
	if err != nil {
		t.Fatal(err)
	}
	r := reading{binder: b, lang: "en", bad: map[string]FieldError{}}
	err = r.check(&proofs{Level: "done", Evidence: []proof{{URL: "https://example.org"}, {URL: "example.org"}, {}}})
	if err != nil {
		t.Fatal(err)
	}
	for field, message := range map[string]string{
		"level":           b.texts.T("en", "invalid.oneof", "field", "level", "param", "limited, completed"),
		"evidence[1].url": b.texts.T("en", "invalid.http_url", "field", "evidence[1].url"),
		"evidence[2].url": b.texts.T("en", "invalid.required", "field", "evidence[2].url"),
	} {
		if got := r.bad[field].Message; got != message {
			t.Errorf("%s: got %q, want %q of %v", field, got, message, r.bad)
		}
	}
	if len(r.bad) != 3 {
		t.Errorf("got %v", r.bad)
	}
}
