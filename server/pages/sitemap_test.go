package pages_test

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
)

// readSitemap gives the addresses of a sitemap with the languages that each names.
func readSitemap(t *testing.T, body []byte) map[string][]string {
	t.Helper()
	var set struct {
		URLs []struct {
			Address    string `xml:"loc"`
			Alternates []struct {
				Language string `xml:"hreflang,attr"`
				Address  string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(body, &set); err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, u := range set.URLs {
		for _, a := range u.Alternates {
			found[u.Address] = append(found[u.Address], a.Language+" "+a.Address)
		}
	}
	return found
}

func TestSitemap(t *testing.T) {
	s := newSite(t)
	w := s.get(t, "/sitemap.xml")
	if kind := w.Header().Get("Content-Type"); w.Code != http.StatusOK || !strings.HasPrefix(kind, "application/xml") {
		t.Fatalf("%d %s", w.Code, kind)
	}
	pages := readSitemap(t, w.Body.Bytes())
	if want := 3 * (6 + 7 + 93 + 977); len(pages) < want {
		t.Errorf("%d addresses, want at least %d", len(pages), want)
	}
	got := strings.Join(pages["https://jalons.example/ar/regions/west-africa"], "\n")
	want := "fr https://jalons.example/fr/regions/west-africa\nen https://jalons.example/en/regions/west-africa\n" +
		"ar https://jalons.example/ar/regions/west-africa\nx-default https://jalons.example/fr/regions/west-africa"
	if got != want {
		t.Errorf("alternates:\n%s", got)
	}
	for _, address := range []string{"/fr", "/en/map", "/ar/method", "/fr/states/CA-QC"} {
		if _, ok := pages["https://jalons.example"+address]; !ok {
			t.Errorf("%s is not listed", address)
		}
		if w := s.get(t, address); w.Code != http.StatusOK {
			t.Errorf("%s is listed and answers %d", address, w.Code)
		}
	}
}

func TestSitemapIsSplit(t *testing.T) {
	s := newSite(t)
	_, err := s.db.Owner.Exec(
		`insert into regions (code, rank) select 'test-' || translate(n::text, '0123456789', 'abcdefghij'), 100 + n
			from generate_series(1, 5000) n`,
	)
	if err != nil {
		t.Fatal(err)
	}
	index := s.get(t, "/sitemap.xml").Body.String()
	for _, part := range []string{
		"<sitemapindex", "https://jalons.example/sitemaps/1.xml", "https://jalons.example/sitemaps/2.xml",
	} {
		if !strings.Contains(index, part) {
			t.Errorf("no %s in %s", part, index)
		}
	}
	seen := map[string]bool{}
	for _, part := range []string{"/sitemaps/1.xml", "/sitemaps/2.xml"} {
		pages := readSitemap(t, s.get(t, part).Body.Bytes())
		if len(pages) > 50_000 {
			t.Errorf("%s lists %d addresses", part, len(pages))
		}
		for address := range pages {
			seen[address] = true
		}
	}
	if want := 3 * (6 + 7 + 5000 + 93 + 977); len(seen) < want {
		t.Errorf("%d addresses in all files, want at least %d", len(seen), want)
	}
	for _, address := range []string{
		"/sitemaps/3.xml", "/sitemaps/0.xml", "/sitemaps/01.xml", "/sitemaps/1", "/sitemaps/x.xml",
		"/sitemaps/99999999999999999999.xml",
	} {
		if w := s.get(t, address); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestRobots(t *testing.T) {
	w := newSite(t).get(t, "/robots.txt")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Sitemap: https://jalons.example/sitemap.xml\n") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
