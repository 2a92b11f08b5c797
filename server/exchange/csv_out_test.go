package exchange

import (
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestFormulasAreNeutralized(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "",
		"Sample":             "Sample",
		"C01.1":              "C01.1",
		"a = b":              "a = b",
		"=1+1":               "'=1+1",
		"+33":                "'+33",
		"-1":                 "'-1",
		"@SUM(A1)":           "'@SUM(A1)",
		"＝1+1":               "'＝1+1",
		"－1":                 "'－1",
		"\tx":                "'\tx",
		"\rx":                "'\rx",
		"\nx":                "'\nx",
		"  =1":               "'  =1",
		"\u00a0=1":           "'\u00a0=1",
		"\u200b=1":           "'\u200b=1",
		"\uFEFF=1":           "'\uFEFF=1",
		`","=1+1`:            `'","=1+1`,
		`";=1+1`:             `'";=1+1`,
		"'=1":                "''=1",
		"'quoted'":           "'quoted'",
		"l'article":          "l'article",
		"''- item":           "'''- item",
		"- une liste\n- fin": "'- une liste\n- fin",
	} {
		t.Run(text, func(t *testing.T) {
			if got := Neutral(text); got != want {
				t.Errorf("Neutral(%q): got %q, want %q", text, got, want)
			}
			if got := Plain(Neutral(text)); got != text {
				t.Errorf("Plain(Neutral(%q)): got %q, want the same text", text, got)
			}
		})
	}
}

func FuzzNeutral(f *testing.F) {
	for _, seed := range []string{"=1", "'=1", "", "''", "\t", " '=", "'\u00a0@"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := Plain(Neutral(text)); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	})
}

func TestCSVWriter(t *testing.T) {
	for flavour, want := range map[Flavour]string{
		Standard: "code,name,count,share\r\n" +
			"CA-2018-C01,\"Côte, \"\"ouest\"\"\",-5,-12.5\r\n" +
			"'=1+1,\"deux\nlignes\",0,\r\n" +
			"\" x\",\"a;b\",7,0.0\r\n",
		FrenchExcel: "\uFEFFcode;name;count;share\r\n" +
			"CA-2018-C01;\"Côte, \"\"ouest\"\"\";-5;-12,5\r\n" +
			"'=1+1;\"deux\nlignes\";0;\r\n" +
			"\" x\";\"a;b\";7;0,0\r\n",
	} {
		var out strings.Builder
		w, err := NewCSVWriter(&out, flavour, "code", "name", "count", "share")
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(
			w.Write(TextCell("CA-2018-C01"), TextCell(`Côte, "ouest"`), IntegerCell(-5), DecimalCell(-12.5, 1)),
			w.Write(TextCell("=1+1"), TextCell("deux\nlignes"), IntegerCell(0), EmptyCell()),
			w.Write(TextCell(" x"), TextCell("a;b"), IntegerCell(7), DecimalCell(0, 1)),
			w.Flush())
		if err != nil || out.String() != want {
			t.Errorf("%v\n got %q\nwant %q", err, out.String(), want)
		}
	}
}

func TestCSVWriterRefuses(t *testing.T) {
	w, err := NewCSVWriter(io.Discard, Standard, "one", "two")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(TextCell("x")); !errors.Is(err, errWidth) {
		t.Errorf("short row: got %v, want an error", err)
	}
	for _, n := range []float64{math.NaN(), math.Inf(1)} {
		if err := w.Write(DecimalCell(n, 1), EmptyCell()); !errors.Is(err, errNotANumber) {
			t.Errorf("%v: got %v, want an error", n, err)
		}
	}
}

func TestCSVRoundTrip(t *testing.T) {
	texts := []string{
		"", "=1+1", "'=1+1", `","=1+1`, "a\nb", `"`, "été ; œuvre, fin", "\tTAB", " blank ", "-5", "# x", "مرحبا",
	}
	for _, flavour := range []Flavour{Standard, FrenchExcel} {
		var out strings.Builder
		w, err := NewCSVWriter(&out, flavour, "text")
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if err := w.Write(TextCell(text)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\uFEFF")))
		reader.Comma = rune(w.separator())
		rows, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range rows[1:] {
			got = append(got, Plain(row[0]))
		}
		if !slices.Equal(got, texts) {
			t.Errorf("got %q\nwant %q", got, texts)
		}
	}
}

// failing accepts a number of bytes, then fails.
type failing struct{ room int }

var errFull = errors.New("full")

func (f *failing) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestCSVWriterReturnsWriteError(t *testing.T) {
	w, err := NewCSVWriter(&failing{room: 5000}, Standard, "text")
	for i := 0; err == nil && i < 1000; i++ {
		err = w.Write(TextCell("a sample of text"))
	}
	if !errors.Is(err, errFull) {
		t.Errorf("got %v, want the write error", err)
	}
}
